#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`penstock serve` as its clients and its enemies meet it: shapes to the byte, every limit,
hostile formats, many at once, stopping. Prints TAP. It finds the program in $PEN_BUILD. With
arguments: only the tests whose names contain one of them."""

import gzip
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time

ROOT = os.environ.get("PEN_ROOT") or os.path.realpath(os.path.join(__file__, "../../.."))
BUILD = os.environ.get("PEN_BUILD") or os.path.join(ROOT, "build/release")
PENSTOCK = os.path.join(BUILD, "penstock")
PATH = "/api/v1/ingest/formats/validate"
ZERO = "00000000-0000-0000-0000-000000000000"
with open(PENSTOCK, "rb") as _f:
    _PROGRAM = _f.read()
SANITIZED = b"__asan_init" in _PROGRAM or b"__tsan_init" in _PROGRAM
del _PROGRAM
REQUESTS = 150 if SANITIZED else 1000
SLACK = 6 if SANITIZED else 1  # how much longer things may take

TESTS = []


def test(fn):
    TESTS.append(fn)
    return fn


class Failure(Exception):
    pass


def need(good, *details):
    if not good:
        raise Failure(" | ".join(repr(d)[:400] for d in details))


def same(got, want):
    need(got == want, "got", got, "want", want)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        return self.json["error"]["code"]


class Server:
    """A server on a free port, for a `with`."""

    def __init__(self, *args, listen="127.0.0.1:0"):
        self.p = subprocess.Popen([PENSTOCK, "serve", "--listen", listen, *args],
                                  stderr=subprocess.PIPE, text=True)
        self.first = self.p.stderr.readline()
        found = re.fullmatch(r"penstock: serve: listening on http://(\S+):(\d+)(.*)\n", self.first)
        need(found, self.first)
        self.host, self.port, self.more = found[1].strip("[]"), int(found[2]), found[3]

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if self.p.poll() is None:
            self.p.send_signal(signal.SIGTERM)
        self.err = self.p.communicate(timeout=60)[1]
        if kind is None:
            need(self.p.returncode in (0, -signal.SIGKILL), self.p.returncode, self.err)
            need("ERROR" not in self.err and "WARNING" not in self.err, self.err)

    def connect(self):
        return http.client.HTTPConnection(self.host, self.port, timeout=120)

    def ask(self, method, path, body=None, headers=None, connection=None):
        c = connection or self.connect()
        c.request(method, path, body, headers or {})
        r = c.getresponse()
        answer = Answer(r.status, r.headers, r.read())
        if not connection:
            c.close()
        return answer

    def post(self, body, path=PATH, headers=None, connection=None):
        if isinstance(body, dict):
            body = json.dumps(body)
        return self.ask("POST", path, body,
                        {"Content-Type": "application/json", **(headers or {})}, connection)

    def raw(self):
        return socket.create_connection((self.host, self.port), timeout=60)

    def alive(self):
        same(self.ask("GET", "/api/v1/health").status, 200)

    def children(self):
        """Processes that any of its threads started."""
        found = []
        for task in os.listdir(f"/proc/{self.p.pid}/task"):
            try:
                with open(f"/proc/{self.p.pid}/task/{task}/children") as f:
                    found += f.read().split()
            except OSError:  # the thread is gone
                pass
        return found

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.p.pid}/fd"))

    def threads(self):
        return len(os.listdir(f"/proc/{self.p.pid}/task"))

    def memory(self):
        with open(f"/proc/{self.p.pid}/status") as f:
            return int(re.search(r"VmRSS:\s+(\d+)", f.read())[1])


def wait(condition, seconds=20):
    end = time.monotonic() + seconds * SLACK
    while not condition():
        need(time.monotonic() < end, "it did not happen in time")
        time.sleep(0.05)


def request(actions=(), events=("a",), taxonomy=(), pipeline=None, **stages):
    stages = {"s": {"actions": list(actions)}, **stages}
    return {"parser": {"name": "t", "pipeline": pipeline or [{"name": "s"}], "stages": stages},
            "taxonomy": list(taxonomy),
            "events": [{"message": e} if isinstance(e, str) else e for e in events]}


def field(name, kind="keyword"):
    return {"name": name, "type": kind, "description": ""}


SLOW = request([{"set": {"event.reason": "{% for a in 'x' * 5000 %}{% for b in 'x' * 5000 %}"
                                         "{% endfor %}{% endfor %}"}}], ["a"] * 3000)
BARE = {"parser": {"pipeline": []}, "events": []}


def once(body, *args, code=0):
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    p = subprocess.run([PENSTOCK, "serve", "--once", *args], input=body, capture_output=True,
                       timeout=120)
    need(code is None or p.returncode == code, p.returncode, p.stdout, p.stderr)
    return json.loads(p.stdout) if p.stdout else None


# ---- shapes ----

@test
def health_to_the_byte():
    with Server() as s:
        for path in ("/", "/api/v1/health", "/?a=b"):
            r = s.ask("GET", path)
            same(r.status, 200)
            need(re.fullmatch(rb'\{"name":"penstock","version":"\d+\.\d+\.\d+","status":"ok",'
                              rb'"validate":"POST /api/v1/ingest/formats/validate"\}', r.body),
                 r.body)
            same(r.headers["Content-Type"], "application/json")
            same(r.headers["X-Content-Type-Options"], "nosniff")
        r = s.ask("HEAD", "/api/v1/health")
        same((r.status, r.body), (200, b""))


@test
def answer_to_the_byte():
    body = request(
        [{"set": {"event.kind": "event", "t.a": "{{p.message.a}}", "process.pid": "x"}},
         {"set": {"source.ip": "192.0.2.1"}, "filter": "{{p.message.a == 2}}"},
         {"mapping": {"p.message.a": "t.undeclared"}, "dictionary": {"1": "one"}},
         {"delete": ["t.gone"]}],
        ['{"a": 1}', {"message": "broken", "log": {"hostname": "h"},
                      "sekoiaio": {"intake": {"dialect": "other"}}}],
        [field("t.a", "long"), field("t.unused")],
        [{"name": "p", "external": {"name": "json.parse-json"}}, {"name": "s"},
         {"name": "never", "filter": "{{false}}"}], never={"actions": []})
    intake = (f'"sekoiaio":{{"intake":{{"dialect":"test","dialect_uuid":"{ZERO}",'
              '"parsing_status":"success","parsing_warnings":'
              '["process.pid: the value does not fit the type of the field"]}}')
    want = (
        '{"parsed_messages":[{"message":"{\\"a\\": 1}","event":{"id":"' + ZERO
        + '","kind":"event"},"t":{"a":1},' + intake + '},{"message":"broken","event":{"id":"'
        + ZERO + '","kind":"event"},"log":{"hostname":"h"},' + intake + '}],'
        '"coverage":{"events":2,"entries":{"total":3,"run":2},"actions":{"total":4,"run":3},'
        '"pipeline":[{"name":"p","type":"json.parse-json","run":2,"filtered":0,"skipped":0,'
        '"failed":1},{"name":"s","type":"actions","run":2,"filtered":0,"actions":['
        '{"run":2,"filtered":0,"fields":["event.kind","t.a","process.pid"]},'
        '{"run":0,"filtered":2,"fields":["source.ip"]},'
        '{"run":2,"filtered":0,"fields":["t.undeclared"]},'
        '{"run":2,"filtered":0,"fields":["t.gone"]}]},'
        '{"name":"never","type":"actions","run":0,"filtered":2,"actions":[]}]},'
        '"taxonomy":{"missing":["t.undeclared"],"unused":["t.unused"]}}')
    with Server() as s:
        r = s.post(body)
        same((r.status, r.body.decode()), (200, want))
        same(r.headers["Content-Type"], "application/json")
    same(once(body), json.loads(want))


@test
def taxonomy_by_parents():
    body = request([{"set": {"a": "{{original}}", "b.c.d": "x", "host": "{{original}}",
                             "event.kind": "event", "z": "x", "y.x": "x"}}], [],
                   [field("a.b.c"), field("b.c"), field("c"), field("y.x.w")])
    same(once(body)["taxonomy"], {"missing": ["b.c.d", "z"], "unused": ["b.c", "c"]})
    body["taxonomy"] = {"c": {"type": "keyword"}, "z": {"type": "keyword"}}
    same(once(body)["taxonomy"]["unused"], ["c"])


@test
def types_stay_what_they_are():
    values = {"text": "1", "yes": "yes", "null": "null", "date": "2024-01-01", "octal": "010",
              "tab": "a\tb", "slash": "a/b", "nul": "a\0b", "wide": "é€😀",
              "quote": "\"'\\", "line": "a\nb", "long": "x" * 5000, "number": 17, "true": True,
              "float": 1.5, "big": 10 ** 25, "exp": 1e300, "list": ["a", 1], "hash": "# x",
              "colon": "a: b", "star": "*x", "brace": "{x", "None": "none"}
    taxonomy = [{"name": f"t.{k}", "type": "none"} for k in values]
    body = request([{"set": {f"t.{k}": v for k, v in values.items()}}], ["a"], taxonomy)
    for text in (json.dumps(body), json.dumps(body, ensure_ascii=False, indent="\t"),
                 json.dumps(body).replace("a/b", "a\\/b")):
        same(once(text.encode())["parsed_messages"][0]["t"], values)
    long_key = "k" * 3000
    body = request([{"mapping": {"original.message": "event.reason"},
                     "dictionary": {long_key: "found"}}], [long_key])
    same(once(body)["parsed_messages"][0]["event"]["reason"], "found")


@test
def a_plan_that_is_given_up():
    r = once(request([{"set": {"event.kind": "{% for a in 'x' * 9999 %}{% for b in 'x' * 9999 %}"
                                             "{% endfor %}{% endfor %}"}},
                      {"set": {"event.reason": "x"}}]))
    intake = r["parsed_messages"][0]["sekoiaio"]["intake"]
    same((intake["parsing_status"], intake["parsing_error"]),
         ("failure", "the step budget is used up"))
    same([a["run"] for a in r["coverage"]["pipeline"][0]["actions"]], [1, 0])


@test
def the_clock_is_passed_on():
    body = request([{"set": {"@timestamp": "{{d.datetime}}"}}], ["Mar  1 10:00:00"], [],
                   [{"name": "d", "external": {"name": "date.parse", "properties": {
                       "input_field": "original.message", "output_field": "datetime"}}},
                    {"name": "s"}])
    with Server("--now", "2019-06-01T00:00:00Z") as s:
        same(s.post(body).json["parsed_messages"][0]["@timestamp"][:10], "2019-03-01")


# ---- what is wrong with a request ----

@test
def wrong_ways():
    with Server("--body", "1") as s:
        for method, path, headers, status, code in [
                ("GET", PATH, {}, 405, "wrong-method"), ("PUT", PATH, {}, 405, "wrong-method"),
                ("POST", "/", {}, 405, "wrong-method"), ("DELETE", "/api/v1/health", {}, 405,
                                                         "wrong-method"),
                ("OPTIONS", PATH, {}, 405, "wrong-method"),
                ("GET", "/etc/passwd", {}, 404, "no-such-path"),
                ("GET", "/../../etc/passwd", {}, 404, "no-such-path"),
                ("GET", "/%2e%2e/%2e%2e/etc/passwd", {}, 404, "no-such-path"),
                ("GET", "//", {}, 404, "no-such-path"), ("POST", PATH + "/", {}, 404,
                                                         "no-such-path"),
                ("POST", PATH, {}, 415, "wrong-type"),
                ("POST", PATH, {"Content-Type": "text/plain"}, 415, "wrong-type"),
                ("POST", PATH, {"Content-Type": "application/jsonx"}, 415, "wrong-type")]:
            r = s.ask(method, path, b"{}" if method == "POST" else None, headers)
            same((method, path, r.status, r.code), (method, path, status, code))
            need(len(r.json["error"]["message"]) > 15, r.body)
            if status == 405:
                need(r.headers["Allow"], "no Allow")
        r = s.post(BARE, headers={"Content-Type": "Application/JSON; charset=utf-8"})
        same(r.status, 200)
        r = s.post(gzip.compress(json.dumps(BARE).encode()),
                   headers={"Content-Encoding": "gzip"})
        same((r.status, r.code), (415, "wrong-encoding"))
        same(s.post(gzip.compress(b"x")).code, "bad-json")


@test
def malformed_bodies():
    with Server() as s:
        for body in [b"", b" ", b"{", b"[", b"nul", b"{}", b"[]", b"1", b'"x"', b"null",
                     b'{"parser": {}', b'{"parser": 1}', b'{"parser": []}', b'{"parser": null}',
                     b'{"parser": {"pipeline": []}, "events": {}}',
                     b'{"parser": {"pipeline": []}, "events": [1]}',
                     b'{"parser": {"pipeline": []}, "events": ["a"]}',
                     b'{"parser": {"pipeline": []}, "events": [[{"message": "a"}]]}',
                     b'{"parser": {"pipeline": []}, "events": [{}]}',
                     b'{"parser": {"pipeline": []}, "events": [{"message": 1}]}',
                     b'{"parser": {"pipeline": []}, "taxonomy": "x"}',
                     b'{"parser": {"pipeline": []}, "events": [{"message": "\xff"}]}',
                     b'\xef\xbb\xbf{"parser": {"pipeline": []}}',
                     b'{"parser": {"pipeline": []}} x', b"\0", b"[" * 100000,
                     b'{"parser": ' * 600]:
            r = s.post(body)
            same((body[:60], r.status), (body[:60], 400))
            need(r.code in ("bad-json", "bad-request"), r.body)
        same(s.post(b'{"parser": {"pipeline": []}, "events": null, "taxonomy": null, '
                    b'"more": [1, {"a": []}]}').status, 200)


@test
def formats_that_do_not_load():
    with Server() as s:
        for parser in [{}, {"pipeline": 1}, {"pipeline": [1]}, {"pipeline": [{}]},
                       {"pipeline": [{"name": "a", "external": {"name": "no.such"}}]},
                       {"pipeline": [], "x": json.loads("[" * 70 + "]" * 70)},
                       {"pipeline": [{"name": "g", "external": {"name": "grok.match",
                                      "properties": {"pattern": "("}}}]}]:
            r = s.post({"parser": parser})
            same((parser, r.status, r.code), (parser, 422, "bad-format"))
            m = r.json["error"]["messages"][0]
            same((m["part"], m["line"], m["severity"]), ("parser", 1, "error"))
        r = s.post('{"parser": {\n "pipeline": [],\n  "pipeline": []}}')
        m = r.json["error"]["messages"][0]
        same((m["kind"], m["line"], m["column"]), ("duplicate-key", 3, 3))
        for taxonomy in ([1], [{"type": "keyword"}]):
            r = s.post({**BARE, "taxonomy": taxonomy})
            same((r.status, r.json["error"]["messages"][0]["part"]), (422, "taxonomy"))


# ---- limits ----

@test
def bodies_too_large():
    with Server("--body", "1") as s:
        big = json.dumps({**BARE, "x": "y" * (1 << 20)})
        r = s.post(big)
        same((r.status, r.code), (413, "too-large"))
        exact = json.dumps({**BARE, "x": ""})
        exact = json.dumps({**BARE, "x": "y" * ((1 << 20) - len(exact))})
        same((len(exact), s.post(exact).status), (1 << 20, 200))
        r = s.post(iter([b"{" + b" " * 70000] * 30))  # chunked: no length
        same((r.status, r.code), (413, "too-large"))
        same(s.post(iter([exact[:1000].encode(), exact[1000:].encode()])).status, 200)
        with s.raw() as c:  # who asks first is told at once
            c.sendall(b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                      b"Content-Length: 2000000\r\nExpect: 100-continue\r\n\r\n" % PATH.encode())
            need(c.recv(100).startswith(b"HTTP/1.1 413 "), "no 413")
        with s.raw() as c:  # and who announces far too much
            c.sendall(b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                      b"Content-Length: 99999999999999999\r\n\r\n" % PATH.encode())
            need(c.recv(100).startswith(b"HTTP/1.1 413 "), "no 413")
        with s.raw() as c:  # a body without end
            c.sendall(b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                      b"Transfer-Encoding: chunked\r\n\r\n" % PATH.encode())
            try:
                for _ in range(400):
                    c.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
                need(False, "it takes everything")
            except OSError:
                pass
        s.alive()


@test
def long_headers():
    with Server() as s:
        with s.raw() as c:
            try:
                c.sendall(b"GET / HTTP/1.1\r\nX: " + b"y" * 100000 + b"\r\n\r\n")
                first = c.recv(20)
                need(not first or first.startswith(b"HTTP/1.1 4"), first)
            except OSError:
                pass
        with s.raw() as c:
            c.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 no HTTP at all\r\n\r\n")
            c.recv(100)
        s.alive()


@test
def slow_senders_are_cut_off():
    with Server("--idle", "2") as s:
        before = s.descriptors()
        quiet, headers, body = s.raw(), s.raw(), s.raw()
        headers.sendall(b"GET / HTTP/1.1\r\n")
        body.sendall(b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                     b"Content-Length: 1000\r\n\r\n" % PATH.encode())
        start, open_ones = time.monotonic(), {quiet, headers, body}
        while open_ones:
            need(time.monotonic() - start < 15 * SLACK, "not cut off", len(open_ones))
            for c in list(open_ones):
                try:
                    if c is not quiet:
                        c.sendall(b"a")  # never idle
                    c.settimeout(0.1)
                    if c.recv(100) == b"":
                        open_ones.remove(c)
                except TimeoutError:
                    pass
                except OSError:
                    open_ones.remove(c)
            time.sleep(0.1)
        for c in (quiet, headers, body):
            c.close()
        s.alive()
        wait(lambda: s.descriptors() <= before)


@test
def too_many_connections():
    with Server("--idle", "2") as s:
        before = s.threads()
        crowd = []
        for _ in range(100):
            crowd.append(s.raw())
        time.sleep(0.5)
        need(s.threads() <= before + 33, s.threads())
        wait(lambda: s.threads() == before)
        s.alive()
        for c in crowd:
            c.close()


@test
def slow_formats_are_killed():
    with Server("--time", "1") as s:
        start = time.monotonic()
        r = s.post(SLOW)
        same((r.status, r.code), (422, "too-slow"))
        need(time.monotonic() - start < 10 * SLACK, "late")
        same(s.children(), [])
        s.alive()
    once(SLOW, "--time", "1", code=-signal.SIGKILL)


@test
def too_many_validations():
    with Server("--time", "1", "--jobs", "1") as s:
        found = []
        crowd = [threading.Thread(target=lambda: found.append(s.post(SLOW).status))
                 for _ in range(5)]
        for t in crowd:
            t.start()
        for t in crowd:
            t.join()
        need(set(found) == {422, 503}, found)
        same(s.post(BARE).status, 200)


@test
def hungry_formats_end():
    if SANITIZED:
        return  # addresses cannot be limited there
    hungry = request([{"set": {"event.reason": "{% set l = [1] %}{% for i in 'x' * 30 %}"
                                               "{% set _ = l.extend(l) %}{% endfor %}{{l}}"}}])
    r = once(hungry, "--memory", "64", code=None)
    need("error" in r or "parsing_error" in r["parsed_messages"][0]["sekoiaio"]["intake"], r)
    with Server("--memory", "1") as s:  # not even the program fits
        r = s.post(BARE)
        need(r.status in (422, 500), r.status, r.body)
        s.alive()


GROK = {"name": "g", "external": {"name": "grok.match", "properties": {"pattern": ""}}}


def grok(pattern, custom=None, message="a"):
    g = json.loads(json.dumps(GROK))
    g["external"]["properties"].update(pattern=pattern, custom_patterns=custom or {})
    return request(events=[message], pipeline=[g])


def one(template):
    return request([{"set": {"event.reason": template}}])


HOSTILE = {
    "deep body": b'{"parser":' + b"[" * 200000 + b"]" * 200000 + b"}",
    "100,000 actions": request([{"set": {"event.kind": "{{original.message}}"}}] * 100000),
    "60,000 targets": request([{"set": {f"a.b{i}": "x"}} for i in range(60000)]),
    "100,000 targets": request([{"set": {f"a.b{i}": "x"}} for i in range(100000)]),
    "endless loop": one("{% for a in 'x' * 99999 %}{% for b in 'x' * 99999 %}{% endfor %}"
                        "{% endfor %}"),
    "text of a terabyte": one("{{ 'x' * 1000000000000 }}"),
    "power of powers": one("{{ 9 ** 9 ** 9 ** 9 }}"),
    "list that doubles": one("{% set l = [1] %}{% for i in 'x' * 100 %}{% set _ = l.extend(l) %}"
                             "{% endfor %}{{ l | length }}"),
    "list in itself": one("{% set l = [] %}{% for i in 'x' * 99 %}{% set _ = l.append(l) %}"
                          "{% endfor %}{{ l }}"),
    "deep template": one("{{ " + "(" * 20000 + "1" + ")" * 20000 + " }}"),
    "unclosed template": one("{{ " * 20000),
    "counted repetitions": grok("((a{1,100}){1,100}){1,100}"),
    "long pattern": grok("(?:a{1,1000})" * 5000),
    "pattern of itself": grok("%{A}", {"A": "%{A}"}),
    "patterns that double": grok("%{A0}", {**{f"A{i}": f"%{{A{i + 1}}}" * 2 for i in range(50)},
                                           "A50": "a"}),
    "slow match": grok("%{DATA:a}%{DATA:b}%{DATA:c}x(?:[^a]{1,900}b|c)y", None, "a" * 3000000),
    "100,000 stages": request(pipeline=[GROK] * 100000),
    "long path": request([{"set": {".".join(["a"] * 20000): "x"}}]),
    "long delete": request([{"delete": [".".join(["a"] * 20000)]}]),
    "deep fields": request(taxonomy=[field("a." * 3000 + str(i)) for i in range(300)]),
    "100,000 fields": request(taxonomy=[field(f"a.b{i}") for i in range(100000)]),
    "100,000 events": request(events=["a"] * 100000),
    "copies": request([{"set": {f"c.f{i}": "{{original.message}}" for i in range(1000)}}],
                      ["a" * 1000000], [field(f"c.f{i}") for i in range(1000)]),
    "names with quotes": request([{"set": {'a"b\\\n\x01': "x"}}], taxonomy=[field('q"\\\x02')],
                                 pipeline=[{"name": 's"\\\x1b'}, {"name": "s"}]),
}


@test
def hostile_formats():
    with Server("--time", "2") as s:
        for name, body in HOSTILE.items():
            start = time.monotonic()
            r = s.post(body)
            need(r.status in (200, 400, 413, 422), name, r.status, r.body)
            need(isinstance(r.json, dict), name)
            need(time.monotonic() - start < 12 * SLACK, name, "late")
            same((name, s.children()), (name, []))
        s.alive()


# ---- many ----

@test
def many_at_once():
    def work(k):
        try:
            c = s.connect()
            for i in range(5):
                name = f"{k}-{i}"
                r = s.post(request([{"set": {"event.reason": "{{original.message}}"}}],
                                   [name] * 20), connection=c)
                same([m["event"]["reason"] for m in r.json["parsed_messages"]], [name] * 20)
            c.close()
            done.append(k)
        except Exception as e:  # shown below
            done.append(e)

    with Server("--jobs", "3", "--time", "60") as s:
        done = []
        crowd = [threading.Thread(target=work, args=(k,)) for k in range(16)]
        for t in crowd:
            t.start()
        for t in crowd:
            t.join()
        same(sorted(map(str, done)), sorted(map(str, range(16))))


@test
def nothing_is_kept():
    with Server() as s:
        c = s.connect()

        def some(n):
            for i in range(n):
                body = [request(events=["x" * 1000] * 20), b"{", {"parser": {}}][i % 3]
                need(s.post(body, connection=c if i % 2 else None).status in (200, 400, 422), i)

        some(50)
        before = s.descriptors(), s.threads(), s.memory()
        some(REQUESTS)
        # Connections are closed a moment after their last answer.
        wait(lambda: s.descriptors() <= before[0] and s.threads() <= before[1])
        after = s.descriptors(), s.threads(), s.memory()
        need(after[2] <= before[2] + (20000 if SANITIZED else 1024), before, after)
        same(s.children(), [])


@test
def answers_that_nobody_fetches():
    with Server("--idle", "1") as s:
        before = s.descriptors()
        body = json.dumps(request(events=["x" * 20000] * 300)).encode()
        for _ in range(5):
            c = s.raw()
            c.sendall(b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                      b"Content-Length: %d\r\n\r\n" % (PATH.encode(), len(body)) + body)
            c.close()
        slow = s.raw()
        slow.sendall(b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                     b"Content-Length: %d\r\n\r\n" % (PATH.encode(), len(body)) + body)
        wait(lambda: s.descriptors() <= before)
        slow.close()
        s.alive()


# ---- starting and stopping ----

@test
def wrong_addresses():
    for listen in ["", ":", "x", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:-1",
                   "127.0.0.1: 1", "example.com:80", "[::1", "::1:80", "1.2.3:1", "[]:1"]:
        p = subprocess.run([PENSTOCK, "serve", "--listen", listen], capture_output=True, text=True,
                           timeout=60)
        need(p.returncode == 2 and len(p.stderr.splitlines()) == 1, listen, p)
    for option, value in [("--body", "0"), ("--body", "65"), ("--time", "x"), ("--jobs", "33"),
                          ("--memory", "-1"), ("--idle", ""), ("--now", "never")]:
        p = subprocess.run([PENSTOCK, "serve", option, value], capture_output=True, timeout=60)
        same((option, p.returncode), (option, 2))
    with Server() as s:
        p = subprocess.run([PENSTOCK, "serve", "--listen", f"127.0.0.1:{s.port}"],
                           capture_output=True, text=True, timeout=60)
        same(p.returncode, 3)
        need("in use" in p.stderr, p.stderr)


@test
def addresses():
    for listen, host, warned in [("localhost:0", "127.0.0.1", False), (":0", "127.0.0.1", False),
                                 ("[::1]:0", "::1", False), ("0.0.0.0:0", "0.0.0.0", True)]:
        try:
            with Server(listen=listen) as s:
                same((s.host, bool(s.more)), (host, warned))
                s.alive()
        except Failure as e:
            if "::1" not in listen:
                raise
            print(f"# no IPv6 here: {e}")


@test
def quiet_and_verbose():
    with Server() as s:
        s.alive()
        s.post(b"{")
    same(s.err, "penstock: serve: stopped\n")
    with Server("--verbose") as s:
        s.alive()
        s.ask("GET", "/%0aevil%1b[31m%c2%9b")
        s.post(BARE)
    lines = s.err.splitlines()
    told = sorted(lines[:3])  # a line is written when its connection is done with it
    same(told[0], "penstock: serve: GET /\\x0aevil\\x1b[31m\\xc2\\x9b: 404, 0 bytes")
    same(told[1], "penstock: serve: GET /api/v1/health: 200, 0 bytes")
    need(re.fullmatch(r"penstock: serve: POST \S+: 200, \d+ bytes", told[2]), lines)
    same(lines[3:], ["penstock: serve: stopped"])


@test
def stopping_lets_requests_end():
    for sig in (signal.SIGTERM, signal.SIGINT):
        with Server("--time", "3") as s:
            found = []
            t = threading.Thread(target=lambda: found.append(s.post(SLOW).code))
            t.start()
            wait(s.children)
            s.p.send_signal(sig)
            t.join()
            same(found, ["too-slow"])
            same(s.p.wait(timeout=30), 0)


@test
def a_second_signal_stops_at_once():
    with Server("--time", "600") as s:
        found = []
        t = threading.Thread(target=lambda: found.append(s.post(SLOW).code))
        t.start()
        wait(s.children)
        s.p.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        s.p.send_signal(signal.SIGTERM)
        t.join()
        same(found, ["stopping"])
        same(s.p.wait(timeout=30), 0)


@test
def a_killed_server_leaves_nothing():
    with Server("--time", "600") as s:
        def ask():
            try:
                s.post(SLOW)
            except (OSError, http.client.HTTPException):
                pass
        t = threading.Thread(target=ask)
        t.start()
        wait(s.children)
        children = s.children()
        need(children, "no child")
        time.sleep(0.3 * SLACK)  # it has limited itself by then
        s.p.kill()
        t.join()
        wait(lambda: not any(is_running(p) for p in children))


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as f:
            return f.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def main():
    wanted = sys.argv[1:]
    failed = 0
    tests = [t for t in TESTS if not wanted or any(w in t.__name__ for w in wanted)]
    for i, t in enumerate(tests, 1):
        try:
            t()
            print(f"ok {i} - {t.__name__}", flush=True)
        except (Failure, OSError, http.client.HTTPException, subprocess.SubprocessError,
                ValueError, KeyError) as e:
            failed += 1
            print(f"not ok {i} - {t.__name__}\n# {type(e).__name__}: {e}", flush=True)
    print(f"1..{len(tests)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
