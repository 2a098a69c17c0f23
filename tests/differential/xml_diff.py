#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random XML, and XML with mistakes, by penstock and by xmltodict.

    xml_diff.py EVENT_DRIVER [COUNT] [SEED]        needs the Python package xmltodict

The reference is xmltodict told what the language adds: names lose their prefix, namespace
declarations are no attributes, a leading XML declaration is cut, an internal subset of a
DOCTYPE is refused.
"""
import json
import random
import re
import subprocess
import sys
import xml.parsers.expat

try:
    import xmltodict
except ImportError:
    print("1..0 # SKIP no xmltodict")
    sys.exit(77)

NAMES = ["a", "b", "c", "Event", "Data", "x:a", "y:a", "x:b", "é", "a-1", "_", "ns:Event"]
KEYS = ["k", "Name", "x:k", "id", "xmlns", "xmlns:x", "xml:lang"]
TEXTS = ["t", " pad ", "\n", "\t", " ", "", "1", "é", "\u00a0", "\u2003x", "日本", "😀", "&lt;", "&amp;", "&#65;", "&#x41;",
         "&quot;", "&apos;", "&gt;", "a\r\nb", "]]", "<!-- c -->", "<?pi x?>", "<![CDATA[<x>&]]>", "<![CDATA[ ]]>", "&#160;", "&#xa;", "&#13;"]
MISTAKES = ["<", ">", "&", "&nope;", "</a>", "<a>", "]]>", "\0", "\x01", "&#0;", "&#xd800;", "\ufffe", "\"", "<!DOCTYPE a>",
            "<!DOCTYPE a [<!ENTITY e 'x'>]>", "<?xml version='1.0'?>", "<![CDATA[", "--", "='", "\x1c", "\x85"]


def attributes(r):
    keys = r.sample(KEYS, r.choice([0, 0, 0, 1, 1, 2]))
    quote = r.choice("'\"")
    return "".join(" %s=%s%s%s" % (k, quote, r.choice([t for t in TEXTS if "<" not in t]), quote) for k in keys)


def element(r, depth):
    name = r.choice(NAMES)
    if r.random() < .15:
        return "<%s%s/>" % (name, attributes(r))
    parts = [r.choice(TEXTS) for _ in range(r.randrange(3))]
    if depth:
        parts += [element(r, depth - 1) for _ in range(r.randrange(4))]
        r.shuffle(parts)
    return "<%s%s>%s</%s>" % (name, attributes(r), "".join(parts), name)


def document(r):
    head = r.choice(["", "", "", "<?xml version='1.0'?>", " <?xml version=\"1.0\" encoding='UTF-16'?>\n", "<!-- c -->", "<!DOCTYPE a>\n", "\n"])
    text = head + element(r, r.randrange(4)) + r.choice(["", "", "\n", "<!-- end -->"])
    if r.random() < .3:
        i = r.randrange(len(text) + 1)
        j = min(len(text), i + r.choice([0, 0, 1, 1, 5]))
        text = text[:i] + r.choice(MISTAKES + [""]) + text[j:]
    return text


def cut(name):
    return name[name.rfind(":") + 1:]


class Handler(xmltodict._DictSAXHandler):
    def _build_name(self, full_name):
        return cut(full_name)

    def _attrs_to_dict(self, attrs):
        pairs = zip(attrs[0::2], attrs[1::2])
        return {cut(k): v for k, v in pairs if k != "xmlns" and not k.startswith("xmlns:")}


xmltodict._DictSAXHandler = Handler


def refuse(_name, _system, _public, has_subset):
    if has_subset:
        raise ValueError("an internal subset")


class Expat:
    """xmltodict's expat, with the DOCTYPE watched."""
    def ParserCreate(self, encoding, separator):
        parser = xml.parsers.expat.ParserCreate("UTF-8", None)
        parser.StartDoctypeDeclHandler = refuse
        return parser


def wanted(text):
    try:
        bare = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
        return json.loads(json.dumps(xmltodict.parse(bare, expat=Expat())))
    except (ValueError, xml.parsers.expat.ExpatError):
        return "FAIL"


def main():
    driver, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20000
    r = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    texts = [document(r) for _ in range(count)]
    feed = "".join((t.encode().hex() or "-") + "\n" for t in texts)
    run = subprocess.run([driver, "xml"], input=feed, stdout=subprocess.PIPE, check=True, text=True)
    bad = good = 0
    for text, line in zip(texts, run.stdout.split("\n")):
        want = wanted(text)
        got = line if line == "FAIL" else json.loads(line)
        good += want != "FAIL"
        if json.dumps(got) != json.dumps(want):
            bad += 1
            if bad <= 20:
                print("# %r\n#   got %s\n#  want %s" % (text, line, json.dumps(want)))
    print("%s - XML as xmltodict gives it: %d texts, %d well-formed, %d differ" % ("not ok" if bad else "ok", count, good, bad))
    print("1..1")
    return 1 if bad else 0


sys.exit(main())
