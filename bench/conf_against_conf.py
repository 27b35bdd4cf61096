#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""`modsplit conf` against the tree's own scripts/kconfig/conf: parse, evaluate, write.

usage: MODSPLIT=build/dev/modsplit bench/conf_against_conf.py [TREE-OR-FIXTURE [ARCH]]

Both sides make the same alldefconfig and allmodconfig in the same run, in fresh processes with a
warm page cache, in turn; the compiler's answers come to both from one recorded table. Prints the
least processor time of each (user and system), and the ratio. The files are compared as well. They
lie in memory: allmodconfig makes 15,000 empty ones, which is most of the time on a disk, for both.
"""

import os
import pathlib
import resource
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests/lib"))
from conf import Judge, roomy_memory  # noqa: E402
from kernel import Fixture  # noqa: E402

ROUNDS = 5


def spent(function):
    """Processor seconds of the children that a call runs."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    function()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    name = sys.argv[1] if len(sys.argv) > 1 else "6.12-smmu"
    arch = sys.argv[2] if len(sys.argv) > 2 else "arm64"
    tree = pathlib.Path(name) if "/" in name else Fixture(name).tree
    with tempfile.TemporaryDirectory(prefix="modsplit-bench-", dir=roomy_memory()) as scratch:
        judge = Judge(tree, scratch)
        table, flat = judge.table(arch)
        environment = judge.environment(arch)
        preloaded = {**environment, "LD_PRELOAD": str(judge.shim), "ANSWERS": str(flat)}
        ours = [os.environ["MODSPLIT"], "conf", "--no-exec", "--answers", table]
        for mode in ("--alldefconfig", "--allmodconfig"):
            theirs_s, ours_s = [], []
            for _ in range(ROUNDS):
                theirs_s.append(spent(lambda: judge.run_one(
                    [judge.conf], judge.scratch / "theirs", [mode], preloaded, None, False)))
                ours_s.append(spent(lambda: judge.run_one(
                    ours, judge.scratch / "ours", [mode], environment, None, False)))
            same = (judge.scratch / "ours/.config").read_bytes() == \
                (judge.scratch / "theirs/.config").read_bytes()
            print(f"{mode:16} conf {min(theirs_s):6.3f} s  modsplit {min(ours_s):6.3f} s  "
                  f"{min(theirs_s) / min(ours_s):5.1f} x  "
                  f"{'the same .config' if same else 'DIFFERENT .config'}")


if __name__ == "__main__":
    main()
