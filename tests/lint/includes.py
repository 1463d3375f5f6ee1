#!/usr/bin/env python3
"""Checks the architecture: which folder may include which, one SPDX line a file, no GTK in core. TAP on standard output."""
import pathlib
import re
import sys

top = pathlib.Path(sys.argv[1])
core = {
    "base": set(),
    "model": {"base"},
    "ingest": {"base", "model"},
    "store": {"base", "model"},
    "graph": {"base", "model"},
    "layout": {"base"},
    "simulate": {"base"},
    "enrich": {"base", "model"},
    "analysis": {"base", "model", "store", "graph"},
    "aws": {"base", "model", "ingest"},
    "report": {"base", "model", "store", "graph", "analysis", "layout"},
}
widgets_may = {"core/base", "core/model", "core/graph", "core/layout", "widgets/graph", "widgets/chart", "widgets/list"}
problems = {"includes": [], "gtk": [], "spdx": [], "unknown": [], "root": []}


def room(path):
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] in ("core", "widgets") else parts[0]


files = [p for d in ("core", "widgets", "app", "tests") for s in ("*.c", "*.h", "*.cpp") for p in sorted((top / d).rglob(s))]
for path in files:
    name = path.relative_to(top).as_posix()
    text = path.read_text(encoding="utf-8", errors="replace")
    if "SPDX-License-Identifier: GPL-3.0-or-later" not in text[:200]:
        problems["spdx"].append(name)
    here = room(name)
    if here == "tests":
        continue
    if here.startswith("core/"):
        if here.split("/")[1] not in core:
            problems["unknown"].append(name)
            continue
        if re.search(r'#\s*include\s*[<"](gtk|gdk|gsk|adwaita)', text):
            problems["gtk"].append(name)
    for target in re.findall(r'#\s*include\s*"([^"]+)"', text):
        if target == "config.h":
            continue
        if not (top / target).exists() and "/" in target:
            continue  # made by the build
        if "/" not in target:
            problems["root"].append(f"{name}: \"{target}\" is not written from the root")
            continue
        there = room(target)
        if there == here:
            continue
        if here.startswith("core/"):
            ok = there.startswith("core/") and there.split("/")[1] in core[here.split("/")[1]]
        elif here.startswith("widgets/"):
            ok = there in widgets_may
        else:
            ok = True
        if not ok:
            problems["includes"].append(f"{name} includes {target}")
        if target.endswith("-private.h"):
            problems["includes"].append(f"{name} includes the private {target}")

checks = [
    ("includes", "every include follows the arrows of the architecture"),
    ("gtk", "core knows no GTK"),
    ("unknown", "every folder of core has its arrows stated"),
    ("root", "includes are written from the root"),
    ("spdx", "every file names its licence"),
]
print(f"1..{len(checks)}")
for number, (key, title) in enumerate(checks, 1):
    print(f"{'ok' if not problems[key] else 'not ok'} {number} {title}")
    for problem in problems[key]:
        print(f"# {problem}")
sys.exit(any(problems.values()))
