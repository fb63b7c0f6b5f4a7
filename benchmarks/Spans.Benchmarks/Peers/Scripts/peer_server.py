"""Answers timing requests line by line, so that a parent process can let several libraries take turns within the same minute.

  about                      -> ok <what runs here>
  prepare ID KIND ARGUMENTS  -> ok <the variant chosen>     builds the question, warms up, keeps the fastest variant
  measure ID SECONDS LEAD    -> ok <ns per operation> <operations>       after LEAD seconds that do not count
  calls ID SECONDS LEAD      -> ok <p50> <p99> <p99.9>      nanoseconds of single calls
  drop ID                    -> ok
Failures answer "error <text>". KIND names a function that returns a list of (variant, f): f() is one operation.
"""
import gc
import sys
import time

BATCH_SECONDS = 2e-4
TRIAL_SECONDS = 0.12


class Question:
    def __init__(self, f):
        self.f, self.batch = f, 1
        f()
        while True:
            self.batch_seconds = self.run(self.batch)
            if self.batch_seconds >= BATCH_SECONDS:
                break
            self.batch *= 2

    def run(self, operations):
        f, r = self.f, range(operations)
        start = time.perf_counter()
        for _ in r:
            f()
        return time.perf_counter() - start

    def lead_in(self, seconds):
        if self.batch_seconds > 0.1:
            return  # so long an operation needs none
        end = time.perf_counter() + seconds
        self.run(self.batch)
        while time.perf_counter() < end:
            self.run(self.batch)

    def measure(self, seconds, lead):
        """Mean over the window."""
        self.lead_in(lead)
        operations, start = 0, time.perf_counter()
        while True:
            self.run(self.batch)
            operations += self.batch
            elapsed = time.perf_counter() - start
            if elapsed >= seconds:
                return elapsed / operations * 1e9, operations

    def calls(self, seconds, lead):
        f, now, times = self.f, time.perf_counter_ns, []
        self.lead_in(lead)
        end = now() + int(seconds * 1e9)
        while True:
            t = now()
            f()
            u = now()
            times.append(u - t)
            if u >= end:
                break
        times.sort()
        n = len(times)
        return times[n // 2], times[n * 99 // 100], times[n * 999 // 1000]


def fastest(variants, rounds=3):
    """Times the variants in turn and keeps the one whose best window is the shortest: a peer is shown at its best."""
    questions = [(name, Question(f)) for name, f in variants]
    if len(questions) == 1:
        return questions[0]
    best = [float("inf")] * len(questions)
    for _ in range(rounds):
        for i, (_, question) in enumerate(questions):
            best[i] = min(best[i], question.measure(TRIAL_SECONDS, TRIAL_SECONDS / 4)[0])
    return questions[best.index(min(best))]


def blas_in_use():
    """The BLAS this process has loaded: on Debian the name libblas.so.3 says nothing about who made it."""
    import os
    with open("/proc/self/maps") as maps:
        files = {line.split()[-1] for line in maps if "blas" in line}
    return ",".join(sorted({os.path.realpath(f) for f in files})) or "none"


def serve(kinds, about):
    questions = {}

    def answer(words):
        verb = words[0]
        if verb == "about":
            return about()
        if verb == "prepare":
            name, questions[words[1]] = fastest(kinds[words[2]](*words[3:]))
            gc.collect()
            return name
        if verb == "measure":
            return "%r %d" % questions[words[1]].measure(float(words[2]), float(words[3]))
        if verb == "calls":
            return "%d %d %d" % questions[words[1]].calls(float(words[2]), float(words[3]))
        if verb == "drop":
            questions.pop(words[1], None)
            gc.collect()
            return ""
        raise ValueError("unknown request " + verb)

    gc.disable()
    for line in sys.stdin:
        try:
            reply = "ok " + answer(line.split())
        except Exception as e:  # the parent reports it and goes on with the others
            reply = "error %s: %s" % (type(e).__name__, str(e).replace("\n", " "))
        print(reply, flush=True)
