#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill-import.py CLI CASE-TOOL [--points N] [--records N] [--commit N] [--seed N]

Imports a simulated organisation's logs once undisturbed, then N times with a SIGKILL at a random moment, each followed by an import that
goes on from there, and compares the case table by table. Every other point is of trailgraph-cli as it is; the others commit after every
N records, so that many of them fall into and between commits. Every fourth is killed a second time while it resumes. TAP on
standard output; a line of figures at the end."""
import argparse
import gzip
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile

args = argparse.ArgumentParser()
args.add_argument("cli")
args.add_argument("tool")
args.add_argument("--points", type=int, default=10)
args.add_argument("--records", type=int, default=6000)
args.add_argument("--commit", type=int, default=300)
args.add_argument("--seed", type=int, default=20)
args = args.parse_args()
pick = random.Random(args.seed)
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def make_logs(folder):
    """Files as they come, and beside them a large plain one, a large gzip and an archive, so that kills fall inside files as well."""
    subprocess.run([args.cli, "simulate", folder, "--days", "20", "--events", str(args.records), "--seed", str(args.seed)], check=True, **QUIET)
    trails = sorted(p for p in (folder / "AWSLogs").rglob("*.json.gz") if "CloudTrail" in p.as_posix())
    flows = sorted((folder / "AWSLogs").rglob("*.log.gz"))
    with open(folder / "AWSLogs/joined.json", "wb") as out:
        for path in trails[0::4]:
            out.write(gzip.decompress(path.read_bytes()) + b"\n")
    with open(folder / "AWSLogs/members.json.gz", "wb") as out:
        for path in trails[1::4]:
            out.write(path.read_bytes())
    with zipfile.ZipFile(folder / "AWSLogs/some.zip", "w") as out:
        for path in trails[2::4] + flows[2::4]:
            out.write(path, path.name)
    with gzip.open(folder / "AWSLogs/joined.log.gz", "wb", compresslevel=1) as out:
        for path in flows[0::4]:
            out.write(gzip.decompress(path.read_bytes()))
    for path in trails[0::4] + trails[1::4] + trails[2::4] + flows[2::4] + flows[0::4]:
        path.unlink()
    # the same bytes under another name, and a broken file
    shutil.copy(trails[3], folder / "AWSLogs/again.json.gz")
    (folder / "AWSLogs/broken.json").write_bytes(gzip.decompress(trails[3].read_bytes())[:5000])


def command(kind, case, logs):
    return [args.cli, "import", str(case), str(logs)] if kind == 0 else [args.tool, "import", str(case), str(args.commit), str(logs)]


def run(kind, case, logs):
    start = time.monotonic()
    done = subprocess.run(command(kind, case, logs), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 2):
        raise RuntimeError(f"import ended with {done.returncode}: {done.stderr.strip()}")
    return time.monotonic() - start


def kill_at(kind, case, logs, delay):
    """True when it was still at work."""
    child = subprocess.Popen(command(kind, case, logs), **QUIET)
    try:
        child.wait(delay)
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
    return child.wait() == -signal.SIGKILL


def digest(case):
    done = subprocess.run([args.tool, "digest", str(case)], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the case cannot be read: {done.stderr.strip()}")
    return done.stdout.splitlines()


def remove(case):
    for end in ("", "-wal", "-shm"):
        pathlib.Path(str(case) + end).unlink(missing_ok=True)


def stands(case):
    """What a kill leaves is a case that opens and whose ledger and evidence agree, before anything is resumed."""
    if not case.exists():
        return "nothing yet"
    done = subprocess.run([args.cli, "verify", "--quick", str(case)], capture_output=True, text=True)
    if done.returncode == 0:
        return "sound"
    # killed before the tables came into being: an empty file
    return "nothing yet" if case.stat().st_size == 0 or "no Trailgraph case" in done.stderr and case.stat().st_size <= 8192 else \
        (done.stdout + done.stderr).strip()


def point(i, folder, logs, want, seconds, figures):
    kind, case = i % 2, folder / "killed.tgcase"
    remove(case)
    longest = seconds[kind]
    for _ in range(8):
        if kill_at(kind, case, logs, longest * (i + pick.random()) / args.points):
            break
        figures["late"] += 1
        longest *= 0.9
        remove(case)
    else:
        raise RuntimeError("the import was never at work")
    left = stands(case)
    if left not in ("nothing yet", "sound"):
        raise RuntimeError(f"what the kill left: {left}")
    figures[left] += 1
    if i % 4 == 3 and kill_at(kind, case, logs, longest * pick.random() / 2):
        figures["twice"] += 1
    run(kind, case, logs)
    got = digest(case)
    if got != want:
        raise RuntimeError("; ".join(f"is {a} was {b}" for a, b in zip(got, want) if a != b) or "other tables")


def main():
    with tempfile.TemporaryDirectory(prefix="kill-import-") as work:
        folder = pathlib.Path(work)
        logs = folder / "logs"
        make_logs(logs)
        logs = logs / "AWSLogs"
        seconds, wants = [], []
        for kind in (0, 1):
            case = folder / f"undisturbed-{kind}.tgcase"
            seconds.append(run(kind, case, logs))
            wants.append(digest(case))
        print(f"1..{args.points + 1}")
        same = wants[0] == wants[1] and not any("another SHA-256" in line for line in wants[0])
        print(f"{'' if same else 'not '}ok 1 however it is cut into commits", flush=True)
        if not same:
            for a, b in zip(*wants):
                if a != b:
                    print(f"# {a}\n# {b}")
        figures = {"late": 0, "twice": 0, "nothing yet": 0, "sound": 0}
        failed = 0
        for i in range(args.points):
            try:
                point(i, folder, logs, wants[0], seconds, figures)
                print(f"ok {i + 2} killed at {(i + 0.5) / args.points:.1%}", flush=True)
            except RuntimeError as problem:
                failed += 1
                print(f"not ok {i + 2} killed at {(i + 0.5) / args.points:.1%}\n# {problem}", flush=True)
        files = sum(1 for p in logs.rglob("*") if p.is_file())
        size = sum(p.stat().st_size for p in logs.rglob("*") if p.is_file())
        print(f"# {args.points} kills of imports of {wants[0][0].split()[1]} records in {files} files ({size / 1e6:.1f} MB, undisturbed "
              f"{seconds[0]:.1f} s and {seconds[1]:.1f} s): {args.points - failed} ended with the same {len(wants[0])} tables; {figures['sound']} "
              f"left a sound case, {figures['nothing yet']} none yet; {figures['twice']} killed twice; {figures['late']} drawn again, being done")
    return failed > 0 or not same


sys.exit(main())
