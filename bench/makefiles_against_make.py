#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""All makefiles of a tree: modsplit's walk against the walk with make.

usage: MODSPLIT=build/dev/modsplit bench/makefiles_against_make.py [FIXTURE [ARCH:CONFIG]]

Runs walk_dump of the same build folder.

Both answer the same question of the same configuration in one run: what does a build enter, and what
do its lists hold? make reads one folder a process, as a build does, as many at a time as there are
processors; modsplit is one process on one of them, started cold, its answer written out as JSON.
Prints seconds, folders, the ratio and modsplit's peak memory.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests/lib"))
import kbuild_make  # noqa: E402
from kernel import Fixture  # noqa: E402


def ours(argv):
    """(seconds, KiB at the peak) of one run."""
    start = time.monotonic()
    child = subprocess.Popen([str(a) for a in argv], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, f"walk_dump ended with status {child.returncode}"
    return time.monotonic() - start, usage.ru_maxrss


def main():
    tree = Fixture(sys.argv[1] if len(sys.argv) > 1 else "6.12-smmu").tree
    arch, target = (sys.argv[2] if len(sys.argv) > 2 else "x86:allmodconfig").split(":")
    cross = kbuild_make.CROSS[arch]
    with tempfile.TemporaryDirectory(prefix="modsplit-bench-") as scratch:
        build = pathlib.Path(scratch)
        kbuild_make.configure(tree, build, arch, cross, target)
        walk_dump = pathlib.Path(os.environ["MODSPLIT"]).parent / "tests/unit/walk/walk_dump"
        argv = [walk_dump, tree, build, arch, f"CROSS_COMPILE={cross}"]
        ours(argv)
        seconds, peak = min(ours(argv) for _ in range(3))
        start = time.monotonic()
        folders = kbuild_make.walk(tree, build, arch, cross, jobs=os.cpu_count())
        judge = time.monotonic() - start
    print(f"{arch} {target}, {len(folders)} folders\n"
          f"make      {judge:8.2f} s on {os.cpu_count()} processors\n"
          f"modsplit  {seconds:8.2f} s on one, {peak / 1024:.0f} MiB\n"
          f"ratio     {judge / seconds:8.1f} x")


if __name__ == "__main__":
    main()
