# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks of this folder have in common: results as TAP on standard output."""

number = failed = 0


def report(ok, name, why=""):
    """One result; why: what is shown when it failed."""
    global number, failed
    number += 1
    failed += not ok
    print(f"{'' if ok else 'not '}ok {number} {name}", flush=True)
    if not ok:
        print("# " + str(why).strip().replace("\n", "\n# ")[:8000], flush=True)


def skip(name, why):
    global number
    number += 1
    print(f"ok {number} {name} # SKIP {why}", flush=True)


def end():
    """The plan; the status to exit with."""
    print(f"1..{number}")
    return failed > 0
