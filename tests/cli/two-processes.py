#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""two-processes.py CLI CASE-TOOL: two processes on one case. TAP on standard output."""
import fcntl
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

from tap import end, report

cli, tool = sys.argv[1:3]


def run(*words):
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def is_held(case):
    """Whether a process writes the case: it holds a lock as long as it lives."""
    try:
        with open(case, "rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return False
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True


def busy(status, err):
    return status == 3 and "Another Trailgraph" in err and "Close it there or wait" in err


def main():
    with tempfile.TemporaryDirectory(prefix="two-processes-") as work:
        folder = pathlib.Path(work)
        run(cli, "simulate", folder / "logs", "--days", 5, "--events", 20000, "--seed", 4)
        logs = folder / "logs/AWSLogs"
        alone = folder / "alone.tgcase"
        run(cli, "import", alone, logs)
        want = run(tool, "digest", alone)[1]

        # held as a window holds it: reading goes on, writing is refused
        with open(alone, "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            status, out, err = run(cli, "import", alone, logs)
            report(busy(status, err), "an import beside a window is refused", f"status {status}\n{err}")
            status, out, err = run(cli, "summary", alone)
            report(status == 0, "reading beside a window goes on", err)
        report(run(tool, "digest", alone)[1] == want, "nothing of it was changed")

        # two imports at once, in the middle of each other; readers beside them; then the first is killed
        for how in ("to its end", "killed"):
            case = folder / "both.tgcase"
            case.unlink(missing_ok=True)
            first = subprocess.Popen([tool, "import", str(case), "200", str(logs)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            while not is_held(case) and first.poll() is None:
                time.sleep(0.002)
            refused = readers = wrong = 0
            while first.poll() is None:
                status, out, err = run(cli, "import", case, logs)
                try:
                    # one that was let in found the first done
                    first.wait(0 if busy(status, err) else 5)
                    break
                except subprocess.TimeoutExpired:
                    pass
                refused += busy(status, err)
                wrong += not busy(status, err)
                status, out, err = run(cli, "--json", "summary", case)
                readers += status == 0
                if how == "killed" and refused > 1:
                    first.send_signal(signal.SIGKILL)
                    first.wait()
            report(refused > 0 and wrong == 0, f"the first {how}: the second import is refused meanwhile", f"{refused} refused, {wrong} not\n{err}")
            report(readers > 0, f"the first {how}: readers are served", err)
            status, out, err = run(cli, "import", case, logs)
            report(status == 0 and run(tool, "digest", case)[1] == want, f"the first {how}: the case is that of one import", f"status {status}\n{err}")
    return end()


sys.exit(main())
