# SPDX-License-Identifier: Apache-2.0
"""The programs that do the Jizo mapping beside penstock, and whether they do it rightly."""

import glob
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time

import lab

PEERS = os.path.join(lab.ROOT, "bench/peers")
# Loggers that tools/setup unpacked beside the system instead of installing them.
UNPACKED = os.path.join(lab.WORK, "peers")
DAEMON_SECONDS = 60


def program(name):
    """Path of an installed or unpacked program, or None."""
    local = os.path.join(UNPACKED, "usr/sbin", name)
    return local if os.path.exists(local) else shutil.which(
        name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def folder_for(name):
    path = os.path.join(lab.SCRATCH, name)
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path)
    return path


class Contestant:
    """`share`: how much of the input it gets, so that slow ones take no longer than fast ones.
    `subtract`: its start is no part of the job: the cost of a run on one event is taken off."""

    def __init__(self, name, share, subtract=False):
        self.name, self.share, self.subtract = name, share, subtract

    def missing(self):
        """What has to be installed, or None."""
        raise NotImplementedError

    def job(self, path):
        raise NotImplementedError

    def ready(self, path):
        """A job that has run once, and the events that it gave."""
        job = self.job(path)
        return job, job.output()


class Command(Contestant):
    """A program that reads a file and ends."""

    def __init__(self, name, share, needs, make):
        super().__init__(name, share)
        self.needs, self.make = needs, make

    def missing(self):
        return self.needs()

    def job(self, path):
        return lab.Job(self.make(path))


class SyslogNg(Contestant):
    """Reads standard input and ends with it."""

    def missing(self):
        return None if program("syslog-ng") else "syslog-ng-core"

    def job(self, path):
        folder = folder_for("syslog-ng")
        command = [program("syslog-ng"), "-F", "--no-caps", "-f",
                   os.path.join(PEERS, "syslog-ng.conf")]
        for option, name in (("-R", "persist"), ("-p", "pid"), ("-c", "control")):
            command += [option, os.path.join(folder, name)]
        # It takes a plain file for input only where it does not poll with epoll.
        env = {"IV_EXCLUDE_POLL_METHOD": "epoll-timerfd epoll"}
        library = os.path.join(UNPACKED, "usr/lib/syslog-ng")
        if command[0].startswith(UNPACKED):
            env["LD_LIBRARY_PATH"] = library
            command += ["--module-path", glob.glob(os.path.join(library, "[0-9]*"))[0]]
        return lab.Job(command, stdin=path, env=env)


class Rsyslog(Contestant):
    """A daemon that follows a file; it is done when the last event is in its output."""

    def missing(self):
        return None if program("rsyslogd") else "rsyslog"

    def job(self, path):
        folder = os.path.join(lab.SCRATCH, "rsyslog")
        conf, out = os.path.join(folder, "conf"), os.path.join(folder, "out")
        # A fresh folder for each run: it would remember how far it has read.
        script = (f'rm -rf "{folder}" && mkdir "{folder}" && sed \'s|"IN"|"{path}"|; '
                  f's|"OUT"|"{out}"|; s|"WORK"|"{folder}"|\' "{PEERS}/rsyslog.conf" >"{conf}" && '
                  f'exec "{program("rsyslogd")}" -n -C -i "{folder}/pid" -f "{conf}"')
        modules = glob.glob(os.path.join(UNPACKED, "usr/lib/*/rsyslog"))
        if modules:
            script += f' -M "{modules[0]}"'
        return lab.Job(["sh", "-c", script], until=(out, 1))

    def ready(self, path):
        """The size of the whole output is what later runs wait for."""
        job = self.job(path)
        with open(path, "rb") as f:
            events = f.read().count(b"\n")
        daemon = subprocess.Popen(job.command, stderr=subprocess.DEVNULL)
        text, end = b"", time.monotonic() + DAEMON_SECONDS
        while text.count(b"\n") < events and time.monotonic() < end and daemon.poll() is None:
            time.sleep(0.2)
            if os.path.exists(job.until[0]):
                with open(job.until[0], "rb") as f:
                    text = f.read()
        daemon.terminate()
        daemon.wait()
        job.until = (job.until[0], len(text))
        return job, text


def needs_module(name, package):
    return lambda: None if importlib.util.find_spec(name) else package


def needs_program(name, package):
    return lambda: None if program(name) else package


def python(script):
    return lambda path: [sys.executable, "-B", os.path.join(PEERS, script), path]


def jq(path):
    return ["jq", "--raw-input", "--compact-output", "--from-file",
            os.path.join(PEERS, "jizo.jq"), path]


def needs_hand():
    return None if os.path.exists(lab.HAND) else "libsimdjson-dev"


HAND = Command("hand-written, simdjson", 1, needs_hand, lambda path: [lab.HAND, path])
LIMIT = Command("limit (simdjson DOM + memcpy)", 1, needs_hand,
                lambda path: [lab.HAND, path, "limit"])
SHIPPERS = [SyslogNg("syslog-ng", 0.1, subtract=True), Rsyslog("rsyslog", 0.1, subtract=True)]
OTHERS = [
    Command("jq", 0.05, needs_program("jq", "jq"), jq),
    Command("Python, dicts", 0.1, lambda: None, python("jizo_dict.py")),
    Command("Python, Jinja2 per field", 0.01, needs_module("jinja2", "python3-jinja2"),
            python("jizo_jinja.py")),
]
ALL = [HAND, *SHIPPERS, *OTHERS]


def comparable(line):
    """An event as a value; the order of related.ip and of keys says nothing."""
    event = json.loads(line)
    event.get("related", {}).get("ip", []).sort()
    return event


def difference(ours, theirs, pairs):
    """None when the counts are equal and the pairs of lines hold equal events, else what is
    wrong."""
    if ours != theirs:
        return f"{theirs} events where penstock gives {ours}"
    for n, (x, y) in enumerate(pairs, 1):
        try:
            x, y = comparable(x), comparable(y)
        except ValueError:
            return f"event {n} is no JSON"
        for key in sorted(x.keys() | y.keys()):
            if x.get(key) != y.get(key):
                return f"event {n} differs in {key}: {x.get(key)} and {y.get(key)}"[:300]
    return None
