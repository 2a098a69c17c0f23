# SPDX-License-Identifier: Apache-2.0
"""Talk to codec_driver: many requests at once, answers as lists of texts."""
import subprocess
import sys


def encode(text):
    data = text.encode("utf-8") if isinstance(text, str) else text
    return data.hex() or "-"


def decode(word):
    return "" if word == "-" else bytes.fromhex(word).decode("utf-8")


def ask(driver, command, requests):
    """-> for each request (a tuple of texts) the words of the answer."""
    lines = "".join("%s %s\n" % (command, " ".join(map(encode, r))) for r in requests)
    run = subprocess.run([driver], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    answers = run.stdout.decode().split("\n")[:-1]
    if len(answers) != len(requests):
        sys.exit("%d requests, %d answers" % (len(requests), len(answers)))
    return [a.split() for a in answers]


def compare(name, requests, got, want, shown=10):
    """Print TAP for one comparison; exit status 1 when anything differs."""
    bad = [(r, g, w) for r, g, w in zip(requests, got, want) if g != w]
    for request, g, w in bad[:shown]:
        print("# %r\n#   got %r\n#  want %r" % (request, g, w))
    print("%s - %s: %d inputs, %d differ" % ("not ok" if bad else "ok", name, len(requests), len(bad)))
    return 1 if bad else 0
