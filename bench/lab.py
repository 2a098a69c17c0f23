# SPDX-License-Identifier: Apache-2.0
"""What tools/bench measures with: input files, the small programs of this folder, one run of a
command and what it cost, facts about the machine."""

import atexit
import collections
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WORK = os.path.join(ROOT, "build/bench")
SCRATCH = os.path.join(WORK, f"run-{os.getpid()}")  # two may measure at once
MEASURE = os.path.join(WORK, "measure")
COUNTER = os.path.join(WORK, "malloc_count.so")
HAND = os.path.join(WORK, "hand_jizo")

# Program, what builds it from bench/.
PROGRAMS = [
    (MEASURE, "cc -std=c17 -O2 measure.c"),
    (COUNTER, "cc -std=c17 -O2 -shared -fPIC malloc_count.c"),
    (HAND, "c++ -std=c++17 -O3 -march=native hand_jizo.cpp -lsimdjson"),
]

# Seconds by the clock, seconds of processor time (user and system), peak resident MiB.
Cost = collections.namedtuple("Cost", "wall cpu peak")


class Failed(Exception):
    """A command could not be run, or said that it failed."""


def build():
    """Builds what can be built; a comparison whose program is missing is left out later."""
    os.makedirs(SCRATCH, exist_ok=True)
    atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
    for program, command in PROGRAMS:
        words = command.split()
        source = os.path.join(ROOT, "bench", next(w for w in words if re.search(r"\.c(pp)?$", w)))
        if not os.path.exists(program) or os.path.getmtime(program) < os.path.getmtime(source):
            subprocess.run([*words, "-o", program], cwd=os.path.join(ROOT, "bench"),
                           stderr=subprocess.DEVNULL, check=False)
    if not os.path.exists(MEASURE):
        raise Failed("bench/measure.c does not compile (tools/setup)")


def make_input(kind, count, times=1):
    """Path of a file with COUNT events, TIMES over; made once, but large ones for each run."""
    folder = WORK if times == 1 else SCRATCH
    path, new = os.path.join(folder, f"{kind}-{count}-{times}.input"), f".{os.getpid()}"
    maker = os.path.join(ROOT, "bench/make_input.py")
    if not os.path.exists(path) or os.path.getmtime(path) < os.path.getmtime(maker):
        with open(path + new, "wb") as f:
            done = subprocess.run([sys.executable, "-B", maker, kind, str(count), "7",
                                   str(times)], stdout=f, check=False)
        if done.returncode:
            os.remove(path + new)
            raise Failed(f"bench/make_input.py {kind} {count} 7 {times}: status "
                         f"{done.returncode}")
        os.rename(path + new, path)
    return path


def processors():
    """Numbers of the processors that this process may use."""
    return sorted(os.sched_getaffinity(0))


class Job:
    """A command to run. `until` = (file, size): a daemon, done when the file has that size."""

    def __init__(self, command, stdin=os.devnull, env=None, until=None):
        self.command, self.stdin, self.until = command, stdin, until
        self.env = {**os.environ, **(env or {})}

    def run(self, threads=1, stdout=None):
        """Runs once on as many processors as threads, and returns the Cost."""
        result = os.path.join(SCRATCH, "cost")
        cpus = ",".join(map(str, processors()[:threads]))
        until = ["-u", self.until[0], str(self.until[1])] if self.until else []
        if self.until and os.path.exists(self.until[0]):
            os.remove(self.until[0])
        with open(self.stdin, "rb") as source:
            done = subprocess.run([MEASURE, result, cpus, *until, *self.command], stdin=source,
                                  stdout=stdout or subprocess.DEVNULL, env=self.env,
                                  stderr=subprocess.PIPE, check=False)
        with open(result, encoding="ascii") as f:
            wall, user, system, peak, status = f.read().split()
        if done.returncode or status != "0":
            text = done.stderr.decode(errors="replace").strip()
            raise Failed(f"status {status}: {text[-300:] or 'nothing said'}")
        return Cost(float(wall), float(user) + float(system), int(peak) / 1024)

    def output(self):
        """What the command writes to standard output."""
        path = os.path.join(SCRATCH, "output")
        with open(path, "wb") as f:
            self.run(stdout=f)
        with open(path, "rb") as f:
            return f.read()


def mallocs(job):
    """Allocations in one whole run, or None when they cannot be counted."""
    path = os.path.join(SCRATCH, "mallocs")
    if not os.path.exists(COUNTER):
        return None
    if os.path.exists(path):
        os.remove(path)
    counted = Job(["env", f"LD_PRELOAD={COUNTER}", f"PEN_MALLOC_COUNT={path}", *job.command],
                  job.stdin, job.env)
    counted.run()
    try:
        with open(path, encoding="ascii") as f:
            return int(f.read())
    except OSError:
        return None


def instructions(job, name):
    """Instructions in one whole run as valgrind counts them; callgrind's file is kept."""
    if not shutil.which("valgrind"):
        return None
    out = os.path.join(WORK, f"{name}.callgrind")
    done = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}",
                           *job.command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          env=job.env, check=False)
    found = re.search(rb"Collected : (\d+)", done.stderr)
    if done.returncode or not found:
        raise Failed("valgrind: " + done.stderr.decode(errors="replace")[-300:])
    return int(found.group(1))


def rounds(jobs, runs):
    """Runs each of the jobs {name: (job, threads)} once a round, in turn, so that what disturbs
    the machine disturbs all of them; {name: [Cost, ...]}."""
    costs = {name: [] for name in jobs}
    for _ in range(runs):
        for name, (job, threads) in jobs.items():
            costs[name].append(job.run(threads))
    return costs


middle = statistics.median


def median(costs, part):
    return middle(getattr(c, part) for c in costs)


def paired(ours, theirs, part):
    """Median over the rounds of theirs / ours: how many times faster ours is."""
    return middle(getattr(t, part) / getattr(o, part) for o, t in zip(ours, theirs))


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as f:
            return next(line.split(":", 1)[1].strip() for line in f if "model name" in line)
    except (OSError, StopIteration):
        return platform.machine()


def first_line(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return "unknown"
    return (done.stdout.splitlines() or ["unknown"])[0]


def commit():
    name = first_line("git", "-C", ROOT, "rev-parse", "--short", "HEAD")
    changed = first_line("git", "-C", ROOT, "status", "--porcelain", "-uno", "src", "formats")
    return name if changed == "unknown" else name + "+"


def facts():
    """The machine, the commit (+ where the tree differs from it), the compiler, the load."""
    return {"processor": processor(), "processors": len(processors()), "commit": commit(),
            "compiler": first_line("cc", "--version"), "load": f"{os.getloadavg()[0]:.1f}"}
