#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The program as people meet it: every command, option and way to fail, each in a folder of
its own that is gone afterwards. Prints TAP. It finds the program in $PEN_BUILD and the tree in
$PEN_ROOT. With arguments: only the tests whose names contain one of them."""

import gzip
import json
import os
import pty
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.environ.get("PEN_ROOT") or os.path.realpath(os.path.join(__file__, "../../.."))
BUILD = os.environ.get("PEN_BUILD") or os.path.join(ROOT, "build/release")
PENSTOCK = os.path.join(BUILD, "penstock")
ALL_COMMANDS = "parse test explain docs formats new new-test serve version help".split()
JIZO = "SesameIT/jizo"
NSG = "Azure/azure-network-watcher"
TIMEOUT = 120

TESTS = []


def test(fn):
    TESTS.append(fn)
    return fn


class Skip(Exception):
    """This machine lacks what the test takes."""


class Failure(Exception):
    pass


def need(good, *details):
    if not good:
        raise Failure(" | ".join(repr(d) for d in details))


def same(got, want):
    need(got == want, "got", got, "want", want)


class Done:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err.decode("utf-8", "surrogateescape")

    @property
    def text(self):
        return self.out.decode()

    @property
    def events(self):
        return [json.loads(line) for line in self.out.splitlines()]


def run(*args, stdin=b"", code=0, env=None, **more):
    """Runs the program; `code` None: any exit code will do."""
    if isinstance(stdin, str):
        stdin = stdin.encode()
    p = subprocess.run([PENSTOCK, *args], input=stdin, capture_output=True, timeout=TIMEOUT,
                       env={**os.environ, **(env or {})}, **more)
    done = Done(p.returncode, p.stdout, p.stderr)
    need(code is None or p.returncode == code, args, "exit code", p.returncode, done.err)
    return done


def complaint(done, *parts):
    """One line on standard error that holds the parts."""
    lines = done.err.splitlines()
    need(len(lines) == 1 and lines[0].startswith("penstock: "), "no single complaint", done.err)
    for part in parts:
        need(part in lines[0], part, "not in", lines[0])


def write(path, data):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as f:
        f.write(data.encode() if isinstance(data, str) else data)


def read(path):
    with open(path, "rb") as f:
        return f.read()


def alert(i=0, **more):
    e = {"timestamp": f"2024-06-27T12:{i % 60:02d}:49.920281+0000", "event_type": "alert",
         "src_ip": f"192.0.2.{i % 250 + 1}", "src_port": 1024 + i % 60000,
         "dest_ip": "198.51.100.7", "dest_port": 443, "proto": "TCP",
         "alert": {"action": "allowed", "signature_id": 9000000 + i, "signature": f"made up {i}",
                   "category": "Misc", "severity": 1 + i % 3}}
    e.update(more)
    return json.dumps(e, separators=(",", ":"), ensure_ascii=False)


def alerts(n, seed=5):
    """Lines of many kinds: good ones, empty ones, broken ones, CRLF, bytes that are not
    UTF-8, long ones."""
    r = random.Random(seed)
    lines = []
    for i in range(n):
        line = alert(i).encode()
        kind = r.randrange(40)
        if kind == 0:
            line = b""
        elif kind == 1:
            line = b"{\"broken\": " + b"x" * r.randrange(50)
        elif kind == 2:
            line = alert(i, src_port="no number").encode()
        elif kind == 3:
            line = line.replace(b"made up", b"made \xff\xfe up")
        elif kind == 4:
            line += b"\r"
        elif kind == 5:
            line = alert(i, note="\u00e9\u20ac" * r.randrange(4000)).encode()
        lines.append(line)
    return b"\n".join(lines) + b"\n"


def blob(tuples):
    flows = [",".join(["1542110377", "192.0.2.1", "198.51.100.7", str(1024 + i), "443", "T", "O",
                       "A"]) for i in range(tuples)]
    return json.dumps({"records": [{
        "time": "2018-11-13T12:00:35.3899262Z", "systemId": "a", "category":
        "NetworkSecurityGroupFlowEvent", "resourceId": "/SUBSCRIPTIONS/X/Y/NSG",
        "operationName": "NetworkSecurityGroupFlowEvents", "properties": {"Version": 1, "flows": [
            {"rule": "R", "flows": [{"mac": "000D3AF87856", "flowTuples": flows}]}]}}]})


def simple_format(folder="Acme/fw", parser=None):
    write(f"{folder}/ingest/parser.yml", parser or """name: fw
pipeline:
  - name: parsed
    external:
      name: json.parse-json
      properties:
        input_field: original.message
  - name: event
stages:
  event:
    actions:
      - set:
          source.ip: "{{parsed.message.src}}"
          event.action: "{{parsed.message.action}}"
""")
    write(f"{folder}/_meta/manifest.yml", "uuid: 1b671a64-40d5-491e-99b0-da01ff1f3341\n"
          "name: Firewall\nslug: fw\ndata_sources:\n  Network device logs: all of them\n")
    return folder


# ---- parse: input and output ----

@test
def parse_reads_files_stdin_and_dash():
    write("a", alert(1) + "\n")
    write("b", alert(2) + "\n")
    ports = [e["source"]["port"] for e in run("parse", "-f", JIZO, "a", "b").events]
    same(ports, [1025, 1026])
    same(run("parse", "-f", JIZO, stdin=alert(3)).events[0]["source"]["port"], 1027)
    both = run("parse", "-f", JIZO, "b", "-", stdin=alert(3)).events
    same([e["source"]["port"] for e in both], [1026, 1027])


@test
def events_have_the_shape_of_samples():
    line = run("parse", "-f", JIZO, stdin=alert(1)).text
    keys = list(json.loads(line))
    same(keys[:3], ["message", "event", "@timestamp"])
    same(keys[3:], sorted(keys[3:]))
    need("sekoiaio" not in line and '"id"' not in json.dumps(json.loads(line)["event"]), line)


@test
def parse_finds_formats():
    simple_format("repo/Acme/fw")
    record = '{"src":"192.0.2.1"}'
    for args in (["-f", "repo/Acme/fw"], ["-f", "Acme/fw", "--formats", "repo"],
                 ["--format=Acme/fw", "--formats", "nowhere", "--formats=repo"],
                 ["-frepo/Acme/fw"]):
        same(run("parse", *args, stdin=record).events[0]["source"]["ip"], "192.0.2.1")
    out = run("parse", "-f", "Acme/fw", stdin=record, env={"PENSTOCK_FORMATS": "/nowhere:repo"})
    same(out.events[0]["source"]["ip"], "192.0.2.1")


@test
def line_ends():
    a, b = alert(1), alert(2)
    want = run("parse", "-f", JIZO, stdin=f"{a}\n{b}\n").out
    for text in (f"{a}\r\n{b}\r\n", f"{a}\n\n\r\n{b}\n", f"{a}\n{b}", f"\n{a}\r\n{b}"):
        for n in "1", "2":
            same(run("parse", "-f", JIZO, "--threads", n, stdin=text).out, want)


@test
def empty_input_gives_nothing():
    write("empty", "")
    for args in (["empty"], [], ["--framing", "whole"], ["--framing", "json", "empty"],
                 ["--threads", "2", "empty", "empty"], ["/dev/null"]):
        same(run("parse", "-f", JIZO, *args).out, b"")


@test
def nul_and_long_lines_pass():
    line = "a\0b" + "x" * 3_000_000
    out = run("parse", "-f", JIZO, stdin=line + "\n" + alert(1)).events
    same(out[0]["message"], line)
    same(len(out), 2)


@test
def framings():
    one = '{"src":\n "192.0.2.1"}'
    simple_format()
    for args, text, n in (([], f"[{one},{one}]", 2), ([], f"{one}\n{one}", 2),
                          (["--framing", "lines"], one, 2), (["--framing", "whole"], one, 1),
                          (["--framing", "json"], one + one, 2),
                          ([], "<13>1 - h a - - - {\"src\":\"192.0.2.1\"}\n", 1),
                          (["--framing", "syslog"], "26 <13> {\"src\":\"192.0.2.1\"}" * 2, 2)):
        for threads in "1", "3":
            got = run("parse", "-f", "Acme/fw", "--threads", threads, *args, stdin=text)
            same(len(got.events), n)
    same(len(run("parse", "-f", NSG, stdin=blob(50)).events), 50)
    same(len(run("parse", "-f", NSG, "--threads", "2", "--framing", "azure-flow-log",
                 stdin=blob(5000)).events), 5000)


@test
def each_file_is_framed_for_itself():
    write("lines", alert(1) + "\n" + alert(2))
    write("array", json.dumps([json.loads(alert(3))], indent=1))
    write("syslog", "<13> " + alert(4) + "\n")
    for n in "1", "2":
        ports = [e["source"]["port"] for e in
                 run("parse", "-f", JIZO, "--threads", n, "lines", "array", "syslog").events]
        same(ports, [1025, 1026, 1027, 1028])


@test
def packed_input():
    text = alerts(3000)
    want = run("parse", "-f", JIZO, stdin=text).out
    half = len(text) // 2
    members = gzip.compress(text[:half]) + gzip.compress(b"") + gzip.compress(text[half:])
    write("a.gz", members)
    write("zeros.gz", members + bytes(512))
    write("plain", text)
    files = ["a.gz", "zeros.gz"]
    if shutil.which("zstd"):
        write("x", text[:half])
        write("y", text[half:])
        frames = b""
        for part in "x", "y":
            subprocess.run(["zstd", "-q", part], check=True)
            frames += read(part + ".zst")
        write("a.zst", frames)
        files.append("a.zst")
    for name in files:
        for n in "1", "2":
            same(run("parse", "-f", JIZO, "--threads", n, name).out, want)
            same(run("parse", "-f", JIZO, "--threads", n, stdin=read(name)).out, want)


@test
def offsets_of_packed_input_count_unpacked_bytes():
    text = alert(1) + "\nbroken\n"
    write("a.gz", gzip.compress(text.encode()))
    run("parse", "-f", JIZO, "--errors", "e", "a.gz")
    same(json.loads(read("e"))["offset"], len(alert(1)) + 1)


@test
def broken_packed_input_is_reported_and_used():
    text = alerts(2000)
    packed = gzip.compress(text)
    damaged = bytearray(packed)
    damaged[len(packed) // 2:len(packed) // 2 + 40] = b"\xff" * 40
    for name, data, why in (("cut.gz", packed[:-200], "ends before its end"),
                            ("bad.gz", bytes(damaged), "broken here"),
                            ("more.gz", packed + b"hello", "something else follows"),
                            ("head.gz", packed[:3], "ends before its end")):
        write(name, data)
        done = run("parse", "-f", JIZO, name, code=3)
        complaint(done, f"penstock: {name}: ", why)
        need(done.out or name == "head.gz", "nothing of it was used", name)


@test
def first_bytes_that_only_begin_like_a_magic_number():
    for head in (b"\x1f", b"\x1f\x8b", b"\x28\xb5", b"\x28\xb5\x2f\n"):
        same(len(run("parse", "-f", JIZO, stdin=head).events), 1)


@test
def threads_change_nothing():
    write("in", alerts(12000))
    write("blob", blob(9000))
    write("long", b"x" * 1_500_000 + b"\n" + alerts(3) + b"y" * 600_000 + b"\n" + b"z" * 17_000_000
          + b"\n" + alerts(50))
    for name, fmt in (("in", JIZO), ("blob", NSG), ("long", JIZO)):
        wants = None
        for n in "1", "2", "5":
            out = run("parse", "-f", fmt, "--threads", n, "--errors", "e", "--stats", name, name)
            stats = [line for line in out.err.splitlines()
                     if line.split()[0] in ("records", "events", "warnings", "failures", "bytes")]
            got = (out.out, read("e"), stats)
            wants = wants or got
            need(got == wants, name, n, "differs from one thread", [a == b for a, b in
                                                                   zip(got, wants)])


@test
def slow_pipe_is_answered_line_by_line():
    for n in "1", "2":
        p = subprocess.Popen([PENSTOCK, "parse", "-f", JIZO, "--threads", n],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for i in range(3):
            p.stdin.write((alert(i) + "\n" + alert(i + 1)[:20]).encode())
            p.stdin.flush()
            same(json.loads(p.stdout.readline())["source"]["port"], 1024 + i)
            p.stdin.write((alert(i + 1)[20:] + "\n").encode())
            p.stdin.flush()
            same(json.loads(p.stdout.readline())["source"]["port"], 1025 + i)
        p.stdin.close()
        same(p.stdout.read(), b"")
        same(p.wait(TIMEOUT), 0)


@test
def input_byte_by_byte():
    text = (alert(1) + "\n" + alert(2)).encode()
    p = subprocess.Popen([PENSTOCK, "parse", "-f", JIZO], stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE)
    for i in range(len(text)):
        p.stdin.write(text[i:i + 1])
        p.stdin.flush()
    p.stdin.close()
    same(p.stdout.read(), run("parse", "-f", JIZO, stdin=text).out)
    same(p.wait(TIMEOUT), 0)


# ---- parse: what fails ----

@test
def failed_and_warned_records():
    lines = [alert(1).encode(), b"not json", alert(2, src_port="many").encode(),
             b"\xff\xfe broken", alert(4).encode()]
    write("in", b"\n".join(lines) + b"\n")
    done = run("parse", "-f", JIZO, "--errors", "e", "--stats", "in")
    same(len(done.events), 5)
    same(done.events[3]["message"], "\ufffd\ufffd broken")
    errors = [json.loads(line) for line in read("e").splitlines()]
    same([e["offset"] for e in errors],
         [sum(len(x) + 1 for x in lines[:i]) for i in (1, 2, 3)])
    same({e["file"] for e in errors}, {"in"})
    same(errors[0]["record"], "not json")
    same(errors[1]["fields"], ["source.port"])
    need("source.port: " in errors[1]["why"], errors[1])
    same(errors[2]["record_base64"], "//4gYnJva2Vu")
    need("record" not in errors[2], errors[2])
    stats = dict(line.split(None, 1) for line in done.err.splitlines())
    same([stats[k] for k in ("records", "events", "failures", "bytes")],
         ["5", "5", "2", str(len(read("in")))])
    same(sorted(stats), sorted("records events warnings failures bytes seconds events/s MB/s "
                               "memory".split()))
    same(len(run("parse", "-f", JIZO, "--drop-failed", "in").events), 3)
    same(len(run("parse", "-f", JIZO, "--strict", "in", code=1).events), 5)
    run("parse", "-f", JIZO, "--strict", stdin=alert(1))


@test
def records_that_framing_refuses_give_no_event():
    good = blob(3)
    bad = good.replace("192.0.2.1,", "", 1)
    done = run("parse", "-f", NSG, "--errors", "e", "--strict", stdin=bad, code=1)
    same(len(done.events), 2)
    error = json.loads(read("e"))
    same(error["file"], "-")
    need(error["why"] and error["offset"] == bad.index('"1542110377'), error)
    long = run("parse", "-f", JIZO, "--errors", "e", "--framing", "lines",
               stdin=b"x" * (16 * 1024 * 1024 + 1))
    same(long.out, b"")
    need("longer" in json.loads(read("e"))["why"], "why")


@test
def meta_keeps_ids_and_headers():
    text = f"<34>1 2024-05-01T10:20:30Z host1 app1 77 ID1 - {alert(1)}\n" * 2
    outs = [run("parse", "-f", JIZO, "--meta", "--threads", n, stdin=text) for n in "12"]
    same(outs[0].out, outs[1].out)
    first, second = outs[0].events
    ids = [e["event"]["id"] for e in (first, second)]
    need(ids[0] != ids[1] and all(re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-"
                                               r"[89ab][0-9a-f]{3}-[0-9a-f]{12}", i)
                                  for i in ids), ids)
    same(first["log"]["hostname"], "host1")
    same(first["log"]["syslog"]["appname"], "app1")
    same(first["log"]["syslog"]["priority"], 34)
    same(first["log"]["syslog"]["facility"]["code"], 4)
    same(first["log"]["syslog"]["severity"]["code"], 2)
    need("log" not in run("parse", "-f", JIZO, stdin=text).events[0], "log without --meta")
    run("parse", "-f", JIZO, "--meta", stdin="<13>x y\nplain\n")
    huge = "<13>1 2024-01-01T00:00:00Z " + '"' * 9_000_000 + " a - - - m\n<13>x y\n"
    same(len(run("parse", "-f", JIZO, "--meta", "--framing", "syslog", stdin=huge).events), 2)


@test
def now_fixes_the_clock():
    simple_format(parser="""name: fw
pipeline:
  - name: when
    external:
      name: date.parse
      properties:
        input_field: original.message
        output_field: datetime
  - name: event
stages:
  event:
    actions:
      - set:
          "@timestamp": "{{when.datetime}}"
""")
    for now, year in (("2019-06-01", "2019"), ("1559390400", "2019"),
                      ("2021-06-01T10:20:30+02:00", "2021"), ("2021-06-01 10:20Z", "2021")):
        event = run("parse", "-f", "Acme/fw", "--now", now, stdin="May 3 10:20:30").events[0]
        same(event["@timestamp"][:4], year)
    for now in ("yesterday", "2019-13-01", "2019-02-29", "2019-01-01T25:00:00", "-1", "",
                "2019-01-01T10:00:00+99:00", "99999999999999999999"):
        complaint(run("parse", "-f", JIZO, "--now", now, code=2), "--now", "is no time")


@test
def files_that_cannot_be_read():
    write("good", alert(1))
    os.mkdir("folder")
    done = run("parse", "-f", JIZO, "missing", "good", code=3)
    complaint(done, "penstock: missing: cannot be read: No such file")
    same(len(done.events), 1)
    complaint(run("parse", "-f", JIZO, "folder", code=3), "folder: cannot be read: Is a dir")
    os.symlink("good", "link")
    same(len(run("parse", "-f", JIZO, "link").events), 1)
    os.symlink("loop", "loop")
    complaint(run("parse", "-f", JIZO, "loop", code=3), "loop: cannot be read")
    if os.getuid() != 0:
        os.chmod("good", 0)
        complaint(run("parse", "-f", JIZO, "good", code=3), "Permission denied")


@test
def names_with_control_characters_are_escaped():
    done = run("parse", "-f", JIZO, "a\x1b[31m\nb", code=3)
    complaint(done, r"a\x1b[31m\x0ab")
    need("\x1b" not in done.err, done.err)
    complaint(run("parse", "--\x1b[2J", code=2), r"\x1b[2J")


@test
def output_files():
    write("in", alert(1) + "\nbroken\n")
    same(run("parse", "-f", JIZO, "-o", "out", "--errors", "e", "in").out, b"")
    same(len(read("out").splitlines()), 2)
    same(len(read("e").splitlines()), 1)
    run("parse", "-f", JIZO, "-oout", stdin="")
    same(read("out"), b"")
    same(len(run("parse", "-f", JIZO, "-o", "-", "in").events), 2)
    complaint(run("parse", "-f", JIZO, "-o", "no/where", "in", code=3), "no/where: cannot be writ")
    before = read("in")
    os.symlink("in", "also-in")
    for option in "-o", "--errors":
        complaint(run("parse", "-f", JIZO, option, "also-in", "in", code=2), "is an input too")
    same(read("in"), before)
    complaint(run("parse", "-f", JIZO, "-o", "x", "--errors", "./x", "in", code=2), "./x: is the o")
    for shell in (f'"$0" parse -f {JIZO} -o in <in', f'"$0" parse -f {JIZO} in >>in'):
        p = subprocess.run(["bash", "-c", shell, PENSTOCK], capture_output=True, timeout=TIMEOUT)
        need(p.returncode in (2, 3) and b"in: is " in p.stderr, p)
        same(read("in"), before)


@test
def an_interrupt_ends_the_wait_for_a_named_pipe():
    os.mkfifo("pipe")
    p = subprocess.Popen([PENSTOCK, "parse", "-f", JIZO, "pipe"], stderr=subprocess.PIPE)
    time.sleep(0.5)
    p.send_signal(signal.SIGINT)
    same((p.wait(TIMEOUT), p.stderr.read()), (130, b""))


@test
def sentences():
    lines = run("parse", "-f", JIZO, "--as", "sentences", stdin=alerts(50)).text.splitlines()
    same(len(lines), len(run("parse", "-f", JIZO, stdin=alerts(50)).events))
    need("made up 0" in lines[0] or "192.0.2.1" in lines[0], lines[0])


@test
def a_full_disk_is_reported():
    write("in", alerts(5000))
    for n in "1", "2":
        done = run("parse", "-f", JIZO, "-o", "/dev/full", "--threads", n, "in", code=3)
        complaint(done, "/dev/full: cannot be written: No space left")
        complaint(run("parse", "-f", JIZO, "--errors", "/dev/full", "--threads", n, "in", code=3),
                  "/dev/full")
    with open("/dev/full", "wb") as full:
        for args in (["parse", "-f", JIZO, "in"], ["help"], ["docs", JIZO], ["formats"]):
            p = subprocess.run([PENSTOCK, *args], stdout=full, stderr=subprocess.PIPE,
                               timeout=TIMEOUT)
            same(p.returncode, 3)
            need(b"standard output: cannot be written: No space" in p.stderr, p.stderr)


@test
def a_closed_pipe_ends_it_quietly():
    write("in", alerts(20000))
    for args in (["parse", "-f", JIZO, "in"], ["parse", "-f", JIZO, "--threads", "2", "in"],
                 ["help", "--man"], ["explain", JIZO], ["test", os.path.join(ROOT, "formats")]):
        read_end, write_end = os.pipe()
        os.close(read_end)
        p = subprocess.run([PENSTOCK, *args], stdout=write_end, stderr=subprocess.PIPE,
                           timeout=TIMEOUT)
        os.close(write_end)
        same((p.returncode, p.stderr), (0, b""))


@test
def closed_standard_files():
    write("in", alert(1))
    for shell in ("<&-", "2>&-", "<&- 2>&-"):
        p = subprocess.run(["bash", "-c", f'"$0" parse -f {JIZO} in {shell}', PENSTOCK],
                           capture_output=True, timeout=TIMEOUT)
        same((p.returncode, len(p.stdout.splitlines())), (0, 1))
    p = subprocess.run(["bash", "-c", f'"$0" parse -f {JIZO} in >&-', PENSTOCK],
                       capture_output=True, timeout=TIMEOUT)
    same(p.returncode, 3)


@test
def an_interrupt_writes_out_what_is_complete():
    for n, number, code in (("1", signal.SIGINT, 130), ("2", signal.SIGINT, 130),
                            ("1", signal.SIGTERM, 143)):
        p = subprocess.Popen([PENSTOCK, "parse", "-f", JIZO, "--threads", n],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
        p.stdin.write((alert(1) + "\n" + alert(2) + "\n" + "{\"half").encode())
        p.stdin.flush()
        first = p.stdout.readline()
        p.send_signal(number)
        same(p.wait(TIMEOUT), code)
        same(len((first + p.stdout.read()).splitlines()), 2)
        same(p.stderr.read(), b"")


@test
def an_interrupt_ends_endless_input():
    with open("out", "wb") as out:
        feeder = subprocess.Popen(["yes", alert(1)], stdout=subprocess.PIPE)
        p = subprocess.Popen([PENSTOCK, "parse", "-f", JIZO, "--threads", "2"],
                             stdin=feeder.stdout, stdout=out)
        feeder.stdout.close()
        while os.path.getsize("out") == 0:
            time.sleep(0.01)
        p.send_signal(signal.SIGINT)
        same(p.wait(TIMEOUT), 130)
        feeder.wait(TIMEOUT)
    need(read("out").endswith(b"}\n"), "the last line is not whole")


@test
def memory_does_not_grow_with_the_input():
    if os.path.exists(os.path.join(BUILD, "CMakeCache.txt")) and \
            re.search(rb"PEN_SANITIZE:\w+=.+", read(os.path.join(BUILD, "CMakeCache.txt"))):
        return
    write("small", alerts(4000))
    write("blob", blob(80000))
    with open("large", "wb") as f:
        for _ in range(15):
            f.write(read("small"))
    for args in (["-f", JIZO, "large"], ["-f", JIZO, "--threads", "2", "large"],
                 ["-f", NSG, "blob"], ["-f", NSG, "--threads", "2", "blob"]):
        err = run("parse", "--stats", "-o", "/dev/null", *args).err
        need(float(re.search(r"memory +([0-9.]+)", err).group(1)) < 64, args, err)


def read_terminal(master):
    """What was written to a terminal whose other side is closed."""
    shown = b""
    try:
        while data := os.read(master, 65536):
            shown += data
    except OSError:  # how Linux says that it is closed
        pass
    os.close(master)
    return shown


@test
def progress_is_shown_on_a_terminal_only():
    write("in", alert(1) + "\n")
    try:
        master, slave = pty.openpty()
    except OSError as e:  # a bare chroot has no /dev/pts
        raise Skip(str(e)) from e
    p = subprocess.Popen([PENSTOCK, "parse", "-f", JIZO, "in", "-"], stdin=subprocess.PIPE,
                         stdout=subprocess.DEVNULL, stderr=slave)
    os.close(slave)
    for i in range(5):
        p.stdin.write((alert(i) + "\n").encode())
        p.stdin.flush()
        time.sleep(0.2)
    p.stdin.close()
    same(p.wait(TIMEOUT), 0)
    shown = read_terminal(master)
    need(b" events" in shown and shown.endswith(b"\r\x1b[K"), shown)
    same(run("parse", "-f", JIZO, "in").err, "")


# ---- usage ----

@test
def mistakes_in_options():
    for args, parts in (
            (["parse", "--strct"], ["parse: unknown option '--strct'",
                                    "(did you mean '--strict'? see penstock parse --help)"]),
            (["parse", "--zzzzzzzzz"], ["unknown option '--zzzzzzzzz' (see penstock parse --h"]),
            (["parse", "-x"], ["unknown option '-x'"]),
            (["parse", "-f"], ["option '--format' needs a value"]),
            (["parse", "--framing"], ["option '--framing' needs a value"]),
            (["parse", "-f", JIZO, "--framing", "xml"], ["--framing: 'xml' is none of auto|"]),
            (["parse", "-f", JIZO, "--framing="], ["--framing: '' is none of"]),
            (["parse", "--strict=yes"], ["'--strict' takes no value"]),
            (["parse", "-f", JIZO, "--threads", "0"], ["--threads: '0' is no number from 1"]),
            (["parse", "-f", JIZO, "--threads", "9999999999999999999"], ["is no number"]),
            (["parse"], ["no format is given"]),
            (["docs"], ["FORMAT", "see penstock docs --help"]),
            (["docs", "a", "b"], ["'b' is one argument too many"]),
            (["tset"], ["unknown command 'tset' (did you mean 'test'?"]),
            (["frobnicate"], ["unknown command 'frobnicate' (see penstock --help)"]),
            (["--frobnicate"], ["unknown option '--frobnicate'"]),
            ([], ["no command"]),
            (["help", "frobnicate"], ["unknown command"])):
        complaint(run(*args, code=2), *parts)


@test
def double_dash_ends_options():
    write("--strict", alert(1))
    same(len(run("parse", "-f", JIZO, "--", "--strict").events), 1)


@test
def formats_that_are_not_there():
    os.mkdir("empty")
    complaint(run("parse", "-f", "empty", code=2), "empty: is no format", "parser.yml")
    complaint(run("parse", "-f", "SesameIT/jizzo", code=2), "did you mean 'SesameIT/jizo'")
    complaint(run("docs", "no/such", "--formats", "empty", code=2), "no such format", "empty")
    complaint(run("formats", "--formats", "nowhere", code=2), "nowhere")


@test
def messages_of_formats_have_their_place():
    simple_format(parser="name: fw\npipeline:\n  - name: parsed\n    external:\n"
                         "      name: no.such-stage\n")
    done = run("parse", "-f", "Acme/fw", stdin="x", code=2)
    need(re.match(r"penstock: Acme/fw/ingest/parser\.yml:\d+:\d+: ", done.err), done.err)
    simple_format(parser="pipeline: [\n")
    need(re.match(r"penstock: Acme/fw/ingest/parser\.yml:\d+:\d+: ",
                  run("explain", "Acme/fw", code=2).err), "yaml")


# ---- test ----

def with_tests():
    simple_format("repo/Acme/fw")
    message = '{"src":"192.0.2.1","action":"a"}'
    good = {"input": {"message": message}, "expected": {
        "message": message, "event": {"action": "a"},
        "source": {"ip": "192.0.2.1", "address": "192.0.2.1"},
        "related": {"ip": ["192.0.2.1"]}}}
    bad = json.loads(json.dumps(good))
    bad["expected"]["source"]["ip"] = "192.0.2.9"
    write("repo/Acme/fw/tests/good.json", json.dumps(good))
    write("repo/Acme/fw/tests/bad.json", json.dumps(bad))
    write("repo/Acme/fw/tests/cases/good#2.json", json.dumps(good))


@test
def test_finds_and_tells():
    with_tests()
    for path, prefix in (("repo", "Acme/fw/tests/"), ("repo/Acme", "fw/tests/"),
                         ("repo/Acme/fw", "tests/"), ("repo/", "Acme/fw/tests/")):
        done = run("test", path, code=1)
        lines = done.text.splitlines()
        same(lines[0], f"FAILED {prefix}bad.json")
        need(any("source.ip" in x for x in lines) and any("192.0.2.9" in x for x in lines), lines)
        same(lines[-1], "2 passed, 1 failed")
    same(run("test", "repo/Acme/fw/tests/good.json").text, "1 passed, 0 failed\n")
    os.chdir("repo/Acme/fw/tests/cases")
    same(run("test", "good#2.json").text, "1 passed, 0 failed\n")
    os.chdir("..")
    same(run("test", "bad.json", "good.json", code=1).text.splitlines()[-1], "1 passed, 1 failed")


@test
def test_writes_tap_and_json():
    with_tests()
    lines = run("test", "--tap", "repo", code=1).text.splitlines()
    same(lines[:2], ["TAP version 13", "1..3"])
    tap = [x for x in lines if re.match("(not )?ok ", x)]
    same(tap, ["not ok 1 - Acme/fw/tests/bad.json", "ok 2 - Acme/fw/tests/good.json",
               r"ok 3 - Acme/fw/tests/cases/good\#2.json"])
    same(lines[-1], "2 passed, 1 failed")
    objects = [json.loads(x) for x in run("test", "--json", "repo", code=1).text.splitlines()]
    same([o["passed"] for o in objects], [False, True, True, 2])
    need("192.0.2.9" in objects[0]["diff"] and objects[1]["diff"] == "", objects)


@test
def test_updates_what_fails():
    with_tests()
    good = read("repo/Acme/fw/tests/good.json")
    done = run("test", "--update", "repo")
    same(done.text.splitlines(), ["updated Acme/fw/tests/bad.json", "3 passed, 0 failed"])
    same(read("repo/Acme/fw/tests/good.json"), good)
    new = json.loads(read("repo/Acme/fw/tests/bad.json"))
    same(new["expected"]["source"]["ip"], "192.0.2.1")
    same(new["input"], json.loads(good)["input"])
    same(run("test", "repo").text, "3 passed, 0 failed\n")
    same(sorted(os.listdir("repo/Acme/fw/tests")), ["bad.json", "cases", "good.json"])


COVERED = """name: fw
pipeline:
  - name: parsed
    external:
      name: json.parse-json
      properties:
        input_field: original.message
  - name: event
  - name: never
    filter: "{{parsed.message.never == 'so'}}"
stages:
  event:
    actions:
      - set:
          event.action: "{{parsed.message.a}}"
        filter: "{{parsed.message.a is defined}}"
      - set:
          event.code: x
        filter: "{{parsed.message.b is defined}}"
      - dictionary:
          one: info
          "two": denied
          3: allowed
        mapping:
          parsed.message.a: event.reason
          parsed.message.b: event.provider
        fallback: other
  never:
    actions:
      - delete: [event.code]
"""


def unreached(records):
    """What `test --coverage` says of records as tests; the figures of the table's last line."""
    folder = simple_format("cover/Acme/fw", parser=COVERED)
    shutil.rmtree(f"{folder}/tests", ignore_errors=True)
    for i, record in enumerate(records):
        write(f"{folder}/tests/{i}.json", json.dumps(
            {"input": {"message": json.dumps(record)}, "expected": {}}))
    run("test", "--update", "cover")
    lines = run("test", "--coverage", "cover").text.splitlines()
    said = [x.removeprefix("cover/Acme/fw/ingest/parser.yml:") for x in lines if x.endswith("]")]
    return said, lines[-2].split()


@test
def test_tells_what_no_test_reaches():
    said, row = unreached([{"a": "one", "b": 3}])
    same(said, ["16:17: the filter of the action on event.action is never false [filter]",
                "19:17: the filter of the action on event.code is never false [filter]",
                "22:11: 'two' is never translated for event.reason [translation]",
                "27:19: the fallback for event.reason is never used [fallback]",
                "9:5: the entry 'never' never runs [entry]",
                "30:9: the action on event.code never runs [action]"])
    same(row, "Acme/fw 2/3 66% 3/4 75% 1/3 33% 2/4 50% 57%".split())
    said, row = unreached([{"a": "one"}, {"a": "two", "b": "3", "never": "so"}, {"b": 4}])
    same([x for x in said if "never'" not in x], [])
    same(row, "Acme/fw 3/3 100% 4/4 100% 3/3 100% 4/4 100% 100%".split())


@test
def test_coverage_in_json_and_tap():
    unreached([{"a": "one"}])
    objects = run("test", "--coverage", "--json", "cover").events
    same([sorted(o) for o in objects][0], ["diff", "passed", "test"])
    same(objects[-1], {"passed": 1, "failed": 0})
    tells = objects[1]
    same(tells["format"], "Acme/fw")
    same(tells["entries"], {"total": 3, "reached": 2})
    same(tells["translations"], {"total": 4, "reached": 2})
    same([u["key"] for u in tells["unreached"] if u["kind"] == "translation"], ["two", "3"])
    same(tells["unreached"][0], {
        "kind": "filter", "file": "cover/Acme/fw/ingest/parser.yml", "line": 16, "column": 17,
        "entry": "event", "field": "event.action", "key": ""})
    lines = run("test", "--coverage", "--tap", "cover").text.splitlines()
    need(all(x.startswith("# ") for x in lines[3:-1]) and len(lines) > 6, lines)


@test
def test_coverage_of_formats_without_tests():
    unreached([{"a": "one"}])
    simple_format("cover/Acme/aside")
    simple_format("cover/Acme/broken", parser="pipeline: 3\n")
    lines = run("test", "--coverage", "cover").text.splitlines()
    rows = {x.split()[0]: x.split()[-1] for x in lines if x.endswith("%")}
    same(rows["Acme/aside"], "0%")
    need("Acme/broken" not in rows and "total" in rows, rows)
    one = run("test", "--coverage", "cover/Acme/fw/tests/0.json").text
    same([x for x in one.splitlines() if x.endswith("%")][0].split()[1:],
         [x for x in lines if x.startswith("Acme/fw ")][0].split()[1:])


@test
def test_with_nothing_to_test():
    simple_format()
    os.mkdir("empty")
    write("stray.json", "{}")
    complaint(run("test", "Acme", code=2), "no test is found")
    complaint(run("test", "empty", code=2), "no test is found")
    complaint(run("test", "nowhere", code=2), "nowhere: cannot be read")
    complaint(run("test", "stray.json", code=2), "is no test of a format")
    complaint(run("test", code=2), "PATH")


@test
def test_of_broken_formats_and_tests():
    with_tests()
    write("repo/Acme/fw/tests/bad.json", "{]")
    done = run("test", "repo", code=1)
    need("is no test" in done.text and done.text.endswith("2 passed, 1 failed\n"), done.text)
    simple_format("repo/Acme/fw", parser="pipeline: 3\n")
    done = run("test", "repo", code=1)
    need(re.search(r"does not load\n    repo/Acme/fw/ingest/parser.yml:\d+:\d+: ", done.text),
         done.text)
    need(done.text.endswith("0 passed, 3 failed\n"), done.text)


@test
def test_is_the_same_with_any_number_of_jobs():
    for i in range(12):
        simple_format(f"r/m/f{i}")
        run("new-test", f"r/m/f{i}", "t", stdin='{"src":"192.0.2.1"}')
    write("r/m/f3/tests/t.json", read("r/m/f3/tests/t.json").replace(b"192.0.2.1", b"192.0.2.2", 1))
    outs = {run("test", "-j", n, "r", code=1).text for n in ("1", "4", "100")}
    same(len(outs), 1)


@test
def shipped_formats_pass():
    need(re.fullmatch(r"\d+ passed, 0 failed\n", run("test", os.path.join(ROOT, "formats")).text),
         "failures")


# ---- the other commands ----

@test
def docs_prints_a_page():
    page = run("docs", JIZO).text
    need("| `source.ip` |" in page or "`source.ip`" in page, page[-500:])
    simple_format()
    write("Acme/fw/tests/x.json", "[]")
    complaint(run("docs", "Acme/fw", code=2), "tests/x.json", "is no test")


@test
def explain_shows_plans_and_runs():
    need("parsed" in run("explain", simple_format()).text, "plan")
    text = '{"src":"192.0.2.1"}\n{"src":"192.0.2.2"}\n'
    one = run("explain", "Acme/fw", "-", stdin=text).text
    need("192.0.2.1" in one and "192.0.2.2" not in one, one)
    write("in", text)
    two = run("explain", "-n", "2", "Acme/fw", "in").text
    need("192.0.2.1" in two and "192.0.2.2" in two, two)
    complaint(run("explain", "Acme/fw", "nowhere", code=3), "nowhere")


@test
def formats_lists():
    simple_format("repo/Acme/fw")
    write("repo/Acme/fw/tests/t.json", "{}")
    simple_format("repo/Acme/broken", parser="pipeline: 3\n")
    one = [json.loads(x) for x in run("formats", "--formats", "repo", "--json").text.splitlines()]
    same([(o["format"], o["tests"], o["loads"]) for o in one],
         [("Acme/broken", 0, False), ("Acme/fw", 1, True)])
    same(one[1]["uuid"], "1b671a64-40d5-491e-99b0-da01ff1f3341")
    same(one[1]["data_sources"], ["Network device logs"])
    lines = run("formats", "--formats", "repo").text.splitlines()
    same(len(lines), 3)
    need(lines[0].startswith("FORMAT") and "repo/Acme/fw" in lines[2], lines)
    shipped = run("formats").text
    for name in (JIZO, NSG, NSG + "-flow-logs"):
        need(name in shipped, name)


@test
def new_makes_a_format_that_passes():
    made = run("new", "Acme/proxy").text.splitlines()
    need("./Acme/proxy/ingest/parser.yml" in made, made)
    for path in made:
        need(os.path.exists(path), path)
    same(run("test", "Acme").text, "1 passed, 0 failed\n")
    complaint(run("new", "Acme/proxy", code=2), "is there already")
    manifest = read("Acme/_meta/manifest.yml")
    run("new", "--formats", ".", "Acme/other")
    same(read("Acme/_meta/manifest.yml"), manifest)
    same(run("test", ".").text, "2 passed, 0 failed\n")
    for name in ("proxy", "a/b/c", "../x/y", "a/..", "/a/b", "a/", "a b/c", "-a/b"):
        complaint(run("new", "--", name, code=2), "MODULE/FORMAT")


@test
def new_test_makes_tests():
    simple_format()
    same(run("new-test", "Acme/fw", "one", stdin='{"src":"192.0.2.1"}\r\n').text,
         "Acme/fw/tests/one.json\n")
    made = json.loads(read("Acme/fw/tests/one.json"))
    same(made["input"], {"message": '{"src":"192.0.2.1"}'})
    same(made["expected"]["source"]["ip"], "192.0.2.1")
    write("raw", '{"src":"192.0.2.2"}')
    run("new-test", "Acme/fw", "cases/two.json", "raw")
    same(run("test", "Acme").text, "2 passed, 0 failed\n")
    complaint(run("new-test", "Acme/fw", "one", "raw", code=2), "is there already")
    complaint(run("new-test", "Acme/fw", "../x", "raw", code=2), "is no name")
    complaint(run("new-test", "Acme/fw", "x", "nowhere", code=3), "nowhere")
    complaint(run("new-test", "Acme/fw", "x", stdin=b"\xff", code=2), "UTF-8")


@test
def version_names_commit_and_libraries():
    lines = dict(x.split(" ", 1) for x in run("version").text.splitlines())
    for name in "penstock commit libyaml re2 expat utf8proc zlib zstd".split():
        need(lines.get(name), name, lines)
    same(run("--version").out, run("version").out)


@test
def help_manual_and_completion_agree():
    overview = run("--help").text
    same(overview, run("help").text)
    man = run("help", "--man").text
    bash = run("help", "--completion").text
    for command in ALL_COMMANDS:
        need(re.search(rf"^  {command} ", overview, re.M), command, overview)
        text = run(command, "--help").text
        same(text, run("help", command).text)
        same(text, run(command, "-h").text)
        options = re.findall(r"^  (?:-\w, |    )--([a-z-]+)", text, re.M)
        section = man.split(f'.SS "penstock {command.replace("-", chr(92) + "-")} ')[1]
        section = section.split(".SS ")[0].split(".SH ")[0].replace("\\-", "-")
        same(sorted(re.findall(r"^(?:\\fB-\w\\fR, )?\\fB--([a-z-]+)\\fR", section, re.M)),
             sorted(set(options) - {"help"}))
        words = re.search(rf'^        {command}\) words="(.*)" ;;$', bash, re.M).group(1)
        same(sorted(words.split()), sorted("--" + o for o in options))
        for option in set(options) - {"help"}:
            # Known: it complains about its value or something else, not about its name.
            done = run(command, f"--{option}", "--no-such", "x", code=None)
            need(f"unknown option '--{option}'" not in done.err, command, option)
        need("Exit codes:" in text and all(len(x) <= 100 for x in text.splitlines()), text)


@test
def the_manual_page_is_well_formed():
    write("penstock.1", run("help", "--man").out)
    if shutil.which("groff"):
        p = subprocess.run(["groff", "-man", "-Tascii", "-ww", "penstock.1"], capture_output=True,
                           timeout=TIMEOUT)
        same((p.returncode, p.stderr), (0, b""))
        page = re.sub(rb".\x08", b"", p.stdout)  # bold is a letter printed twice
        need(b"SYNOPSIS" in page and b"--framing" in page, page)


@test
def completion_works_in_bash():
    write("c.bash", run("help", "--completion").out)
    script = """source ./c.bash; compopt() { :; }
complete_at() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _penstock; echo "${COMPREPLY[*]}"; }
complete_at penstock pa
complete_at penstock parse --fr
complete_at penstock parse --framing s
complete_at penstock new-test --n"""
    p = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=TIMEOUT)
    same((p.stderr, p.stdout.splitlines()), ("", ["parse", "--framing", "syslog", "--now"]))


def main():
    if not os.access(PENSTOCK, os.X_OK):
        print(f"1..0 # SKIP {PENSTOCK} is not built")
        return 77
    os.environ.pop("PENSTOCK_FORMATS", None)
    chosen = [t for t in TESTS if not sys.argv[1:] or any(a in t.__name__ for a in sys.argv[1:])]
    failed = 0
    for i, t in enumerate(chosen, 1):
        name = t.__name__.replace("_", " ")
        with tempfile.TemporaryDirectory(prefix="penstock-cli-") as folder:
            os.chdir(folder)
            try:
                t()
                print(f"ok {i} - {name}", flush=True)
            except Skip as e:
                print(f"ok {i} - {name} # SKIP {e}", flush=True)
            except (Failure, Exception) as e:  # an exception of the test is a failure of it
                failed += 1
                print(f"not ok {i} - {name}\n# {type(e).__name__}: {str(e)[:2000]}", flush=True)
            os.chdir("/")
    print(f"1..{len(chosen)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
