#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""retold.py CLI CASE-TOOL: events that come after something else had told of them. The same logs as tables of the console and as rows of Athena's,
first or last, in one import or several: what a case says must be the same. TAP on standard output."""
import csv
import glob
import gzip
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from tap import end, report

cli, tool = sys.argv[1:3]
EVENTS = 3000


def run(*words):
    done = subprocess.run([cli, *words], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{words}: {done.returncode} {done.stderr}")
    return done.stdout


def add(case, *paths):
    return json.loads(run("--json", "import", case, *paths))


# What may differ: keys of what was taken back stay known, with their number in meta.
OTHER = ("run seen", "table meta", "words of the search")


def digest(case):
    lines = subprocess.run([tool, "digest", case], capture_output=True, text=True, check=True).stdout.splitlines()
    return {line[:24].strip(): line[24:] for line in lines if not line.startswith(OTHER)}


def difference(a, b):
    return "\n".join(f"{name}: {a.get(name)} / {b.get(name)}" for name in sorted(a.keys() | b.keys()) if a.get(name) != b.get(name))


def ask(case, sql):
    with sqlite3.connect(f"file:{case}?mode=ro", uri=True) as db:
        return db.execute(sql).fetchall()


def events_of(folder):
    events = []
    for name in sorted(glob.glob(folder + "/**/CloudTrail/**/*.json.gz", recursive=True)):
        with gzip.open(name) as file:
            events += json.load(file)["Records"]
    return [event for event in events if event.get("eventID")]


def write_console(path, events):
    """As the console's event history writes it: little of each event."""
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["Event name", "Event time", "User name", "Event source", "Resource type", "Resource name", "Event ID", "Read-only", "AWS region",
                      "Error code", "AWS access key", "Source IP address"])
        for e in events:
            who = e.get("userIdentity", {})
            out.writerow([e["eventName"], e["eventTime"], who.get("userName") or who.get("principalId", "").split(":")[-1], e["eventSource"], "", "",
                          e["eventID"], str(e.get("readOnly", False)).lower(), e["awsRegion"], e.get("errorCode", ""), who.get("accessKeyId", ""),
                          e.get("sourceIPAddress", "")])


def lower(value):
    return {k.lower(): lower(v) for k, v in value.items()} if isinstance(value, dict) else value


def write_rows(path, events):
    """As rows of Athena's: all of it, in small letters."""
    with open(path, "w") as file:
        for e in events:
            file.write(json.dumps({k.lower(): lower(v) if k == "userIdentity" else v for k, v in e.items()}) + "\n")


def write_events(path, events):
    with gzip.open(path, "wt") as file:
        json.dump({"Records": events}, file)


def write_again(path, events):
    """The same events with another content: as own as the others."""
    with open(path, "w") as file:
        json.dump({"Records": [dict(e, userAgent="another") for e in events]}, file)


def orders(work, kind, told, itself, count):
    first, last = f"{work}/{kind}-first.tgcase", f"{work}/{kind}-last.tgcase"
    add(first, itself)
    add(first, told)
    before = add(last, told)
    report(before["records"].get("cloudtrail") == count, f"{kind}: stored while there is nothing better", before)
    answer = add(last, itself)
    report(not ask(last, "SELECT * FROM replacing"), f"{kind}: nothing waits")
    report(answer["records"].get("cloudtrail", 0) == EVENTS_ALL - count, f"{kind}: as many more as there are", answer["records"])
    same = difference(digest(first), digest(last))
    report(not same, f"{kind}: first or last, the case is the same", same)
    conflicts = json.loads(run("--json", "records", last, "--conflicts"))
    report(not conflicts["records"], f"{kind}: nothing is in conflict", str(conflicts)[:300])
    report("is sound" in run("verify", last), f"{kind}: derived again the same")
    again = add(last, told, itself)
    report(sum(again["records"].values()) == 0, f"{kind}: again adds nothing", again["records"])


def both_then_itself(work, console, rows, itself):
    """Of two that tell the same one counted; that is taken back, wherever it stands."""
    case, whole = f"{work}/both.tgcase", f"{work}/whole.tgcase"
    for path in (console, rows, itself):
        add(case, path)
    for path in (itself, console, rows):
        add(whole, path)
    same = difference(digest(case), digest(whole))
    report(not same, "told twice: the case is the same", same)


def many_commits(work, rows, itself):
    """Blocks that overlap, some of which end."""
    case, whole = f"{work}/commits.tgcase", f"{work}/whole-commits.tgcase"
    for path in (rows, itself):
        subprocess.run([tool, "import", case, "100", path], check=True)
    add(whole, itself)
    add(whole, rows)
    same = difference(digest(case), digest(whole))
    report(not same, "many commits: the case is the same", same)


def in_conflict(work, rows, itself, again):
    """Own events of other content stay conflicts, and what was told goes once."""
    case = f"{work}/conflict.tgcase"
    add(case, rows)
    add(case, itself)
    answer = add(case, again)
    report(answer["records"].get("cloudtrail") == 10, "another content of an event stays a conflict", answer["records"])
    found = json.loads(run("--json", "records", case, "--conflicts", "--limit", "100"))["records"]
    report(len(found) == 10 and all(r["conflict"] for r in found), "and is marked", len(found))


def in_place(work, rows, itself):
    """Evidence that is gone cannot be read again: both stay, marked, as before."""
    case, moved = f"{work}/place.tgcase", f"{work}/moved.jsonl"
    shutil.copy(rows, moved)
    run("import", "--reference", case, moved)
    os.unlink(moved)
    add(case, itself)
    n = len(json.loads(run("--json", "records", case, "--conflicts", "--limit", "100000"))["records"])
    report(n == TOLD, "what is not there any more stays, marked", n)
    report(not ask(case, "SELECT * FROM replacing"), "and is not asked for again")


def killed(work, rows, itself):
    """Killed anywhere behind the first commit: the next import ends the work."""
    whole = f"{work}/unkilled.tgcase"
    add(whole, rows)
    begin = time.monotonic()
    add(whole, itself)
    took = time.monotonic() - begin
    wanted, bad = digest(whole), ""
    for i in range(8):
        case = f"{work}/killed-{i}.tgcase"
        add(case, rows)
        process = subprocess.Popen([cli, "import", case, itself], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(took * (i + 1) / 9)
        process.send_signal(signal.SIGKILL)
        process.wait()
        add(case, itself)
        bad += difference(wanted, digest(case))
    report(not bad, "killed eight times, the case is the same", bad)


with tempfile.TemporaryDirectory(prefix="retold-") as work:
    run("simulate", work + "/logs", "--days", "4", "--events", str(EVENTS), "--calls", "100")
    events = events_of(work + "/logs")
    EVENTS_ALL, TOLD = len(events), len(events) * 2 // 3
    write_console(work + "/console.csv", events[:TOLD])
    write_rows(work + "/rows.jsonl", events[:TOLD])
    write_events(work + "/events.json.gz", events)
    write_again(work + "/again.json", events[:10])
    orders(work, "console", work + "/console.csv", work + "/events.json.gz", TOLD)
    orders(work, "rows", work + "/rows.jsonl", work + "/events.json.gz", TOLD)
    both_then_itself(work, work + "/console.csv", work + "/rows.jsonl", work + "/events.json.gz")
    many_commits(work, work + "/rows.jsonl", work + "/events.json.gz")
    in_conflict(work, work + "/rows.jsonl", work + "/events.json.gz", work + "/again.json")
    in_place(work, work + "/rows.jsonl", work + "/events.json.gz")
    killed(work, work + "/rows.jsonl", work + "/events.json.gz")
sys.exit(end())
