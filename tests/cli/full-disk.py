#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""full-disk.py CLI CASE-TOOL [--points N]

A disk that is full at many points of an import, and places that cannot be written. By a limit of the size of files, which needs no
privileges, and with file systems of a few blocks where a mount namespace can be had: there the files of the write-ahead log cannot even be
made. Each import must end with status 3 and words that say what, where and what to do; the case must be sound, and the same import must end
like an undisturbed one once there is room. TAP on standard output."""
import argparse
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import zipfile

from tap import end, report, skip

args = argparse.ArgumentParser()
args.add_argument("cli")
args.add_argument("tool")
args.add_argument("--points", type=int, default=12)
args.add_argument("--records", type=int, default=6000)
args.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
args = args.parse_args()


def run(*words, limit=None, env=None):
    def before():
        # Python ignores SIGXFSZ for itself and restores it for its children: trailgraph-cli must do that on its own
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True, preexec_fn=before, env={**os.environ, **(env or {})})
    return done.returncode, done.stdout, done.stderr


def digest(case):
    status, out, err = run(args.tool, "digest", case)
    return out if status == 0 else "failed: " + err


def says_full(status, err, place):
    return status == 3 and "full" in err and place in err and "room" in err and "import" in err


def remove(case):
    for end in ("", "-wal", "-shm"):
        pathlib.Path(str(case) + end).unlink(missing_ok=True)


def check_resumed(name, case, logs, want):
    """There is room again."""
    status, out, err = run(args.cli, "import", case, logs)
    got = digest(case)
    report(status == 0 and got == want, f"{name}: goes on to the same case", f"status {status}\n{err}{got}")


def limited(folder, logs, want, whole):
    quiet = []
    for i in range(args.points):
        # within the first pages, among them, and up to the last
        limit = [0, 4096, 20000][i] if i < 3 else whole * (i - 2) // (args.points - 2)
        for tool in (0, 1):
            case = folder / "limited.tgcase"
            remove(case)
            words = (args.cli, "import", case, logs) if tool == 0 else (args.tool, "import", case, "300", logs)
            status, out, err = run(*words, limit=limit)
            name = f"{limit} bytes a file, {'one commit' if tool == 0 else 'many commits'}"
            if status == 0:
                quiet.append(limit)
            elif tool == 0:
                report(says_full(status, err, str(case)), f"{name}: says so", f"status {status}\n{err}")
            if case.exists() and case.stat().st_size > 8192:
                status, out, err = run(args.cli, "verify", "--quick", case)
                report(status == 0 or "no Trailgraph case" in err, f"{name}: the case is sound", out + err)
            check_resumed(name, case, logs, want)
    report(len(quiet) < args.points, "most of the limits are met")


def mount(kind, *words):
    return subprocess.run(["mount", *words], capture_output=True).returncode == 0


def mounted(folder, logs, want, whole):
    """In a namespace where file systems can be mounted."""
    place = folder / "disk"
    place.mkdir()
    for size in (16, 48, 96, whole // 4096, whole // 2048, whole // 1024):
        if not mount("tmpfs", "-t", "tmpfs", "-o", f"size={size}k", "none", str(place)):
            report(False, "a small file system", "cannot be mounted")
            return
        case = place / "x.tgcase"
        status, out, err = run(args.cli, "import", case, logs)
        report(says_full(status, err, str(case)), f"a disk of {size} KiB: says so", f"status {status}\n{err}")
        mount("tmpfs", "-o", "remount,size=200m", str(place))
        check_resumed(f"a disk of {size} KiB", case, logs, want)
        subprocess.run(["umount", str(place)])
    filled(folder, logs, place)
    temporary(folder, logs, place)
    read_only(folder, logs, want, place)


def fill(place):
    try:
        with open(place / "filler", "wb") as out:
            while True:
                out.write(b"x" * 4096)
                out.flush()
    except OSError:
        pass


def filled(folder, logs, place):
    """A disk that something else filled: what is there can be looked at, and more is refused."""
    some = next(p for p in sorted(logs.iterdir()) if p.is_dir())
    mount("tmpfs", "-t", "tmpfs", "-o", "size=30m", "none", str(place))
    case, killed = place / "x.tgcase", place / "killed.tgcase"
    run(args.cli, "import", folder / "filled.tgcase", some)
    shutil.copy(folder / "filled.tgcase", case)
    run(args.tool, "hold", folder / "filled.tgcase", killed)
    fill(place)
    for path, name in ((case, "a full disk"), (killed, "a full disk with a log")):
        before = digest(path)
        status, out, err = run(args.cli, "summary", path)
        report(status == 0 and not before.startswith("failed"), f"{name}: opens", f"status {status}\n{err}{before}")
        status, out, err = run(args.cli, "import", path, folder)
        report(says_full(status, err, str(path)), f"{name}: refuses", f"status {status}\n{err}")
        report(digest(path) == before, f"{name}: nothing is changed")
    subprocess.run(["umount", str(place)])


def temporary(folder, logs, place):
    """Where archives are unpacked."""
    mount("tmpfs", "-t", "tmpfs", "-o", "size=2m", "none", str(place))
    archive = folder / "large.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("noise.json", b"".join(b'{"eventTime":"%d","x":"%s"}\n' % (i, os.urandom(40).hex().encode()) for i in range(180000)))
    case = folder / "temporary.tgcase"
    status, out, err = run(args.cli, "import", case, archive, env={"TMPDIR": str(place)})
    report(says_full(status, err, str(place)) and "TMPDIR" in err, "no room to unpack an archive: says where", f"status {status}\n{err}")
    status, out, err = run(args.cli, "import", case, archive)
    report(status in (0, 2), "with room it is read", f"status {status}\n{err}")
    subprocess.run(["umount", str(place)])


def read_only(folder, logs, want, place):
    case = folder / "medium" / "x.tgcase"
    case.parent.mkdir()
    run(args.tool, "import", case, "300", logs)
    check_medium(folder, logs, want, place, case, "a case on a read-only medium")
    # a killed import left a log there, without its index: what stands in it counts
    copy = folder / "killed" / "x.tgcase"
    copy.parent.mkdir()
    child = subprocess.Popen([args.tool, "hold", str(case), str(copy)], stdout=subprocess.DEVNULL)
    child.wait()
    log = pathlib.Path(str(copy) + "-wal")
    report(log.exists() and log.stat().st_size > 0, "a log was left")
    pathlib.Path(str(copy) + "-shm").unlink(missing_ok=True)
    bare = folder / "bare.tgcase"
    shutil.copy(copy, bare)
    lost = digest(bare)
    check_medium(folder, logs, None, place, copy, "a killed case on a read-only medium")
    mount("bind", "--bind", str(copy.parent), str(place))
    mount("bind", "-o", "remount,bind,ro", str(place))
    report(digest(place / "x.tgcase") not in (lost, ""), "what stands in the log is not left out")
    subprocess.run(["umount", str(place)])


def check_medium(folder, logs, want, place, case, name):
    mount("bind", "--bind", str(case.parent), str(place))
    if not mount("bind", "-o", "remount,bind,ro", str(place)):
        report(False, name, "cannot be mounted read-only")
        return
    seen = place / "x.tgcase"
    before = sorted(p.name for p in place.iterdir())
    status, out, err = run(args.cli, "summary", seen)
    report(status == 0, f"{name}: opens", f"status {status}\n{err}")
    if want is not None:
        status, out, err = run(args.cli, "verify", seen)
        report(status == 0, f"{name}: verifies", f"status {status}\n{err}")
    status, out, err = run(args.cli, "import", seen, logs)
    report(status == 3 and "can be read" in err and "Read-only file system" in err and "Copy it" in err, f"{name}: refuses an import",
           f"status {status}\n{err}")
    status, out, err = run(args.cli, "import", place / "new.tgcase", logs)
    report(status == 3 and "Read-only file system" in err, f"{name}: no new case there", f"status {status}\n{err}")
    report(before == sorted(p.name for p in place.iterdir()), f"{name}: nothing is left there")
    subprocess.run(["umount", str(place)])


def namespace():
    """The words that give a mount namespace; None where it cannot be had."""
    for words in (["unshare", "-m"], ["unshare", "-rm"]):
        try:
            if subprocess.run([*words, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True).returncode == 0:
                return words
        except OSError:
            pass
    return None


def main():
    with tempfile.TemporaryDirectory(prefix="full-disk-") as work:
        folder = pathlib.Path(work)
        logs = folder / "logs"
        run(args.cli, "simulate", logs, "--days", 3, "--events", args.records, "--seed", 11)
        logs = logs / "AWSLogs"
        case = folder / "undisturbed.tgcase"
        run(args.cli, "import", case, logs)
        want, whole = digest(case), case.stat().st_size
        if args.inside:
            mounted(folder, logs, want, whole)
        else:
            limited(folder, logs, want, whole)
    if not args.inside:
        words = namespace()
        if words is None:
            skip("small and read-only file systems", "no mount namespace can be had here")
        else:
            inner = subprocess.run([*words, sys.executable, *sys.argv, "--inside"], capture_output=True, text=True)
            for line in inner.stdout.splitlines():
                if line.startswith("#"):
                    print(line)
                elif "ok " in line:
                    head, name = line.split("ok ", 1)
                    report(not head, name.split(" ", 1)[1])
            if inner.returncode and not inner.stdout:
                report(False, "small and read-only file systems", inner.stderr)
    return end()


sys.exit(main())
