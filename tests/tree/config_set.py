#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What `modsplit config set` writes is what make olddefconfig leaves as it is.

usage: config_set.py FIXTURE

Each row sets options on the fixture's .config, in a fresh folder; then the kernel's own make settles
the same file, and nothing may move.
"""

import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Fixture, fail, run  # noqa: E402

ROWS = [["NR_CPUS=64"], ["MODULES=n"], ["EXPERT=y", "IKCONFIG=m"], ["PCI=n"]]


def main():
    if len(sys.argv) != 2:
        fail("usage: config_set.py FIXTURE")
    fixture = Fixture(sys.argv[1])
    words = [f"ARCH={fixture.arch}", f"CROSS_COMPILE={fixture.cross}"]
    text = (fixture.build / ".config").read_text()
    with tempfile.TemporaryDirectory(prefix="modsplit-config-") as scratch:
        where = pathlib.Path(scratch)
        make = ["make", "-s", "-C", fixture.tree, f"O={where}", *words, "olddefconfig"]
        (where / ".config").write_text(text)
        run(make)
        settled = (where / ".config").read_text()
        for row in ROWS:
            (where / ".config").write_text(settled)
            done = run([os.environ["MODSPLIT"], "config", "-C", fixture.tree, f"O={where}", *words,
                        "set", *row])
            written = (where / ".config").read_text()
            if written == settled or not done.stdout:
                fail(f"set {row} changed nothing")
            run(make)
            after = (where / ".config").read_text()
            if after != written:
                moved = set(after.splitlines()) ^ set(written.splitlines())
                fail(f"set {row}: make olddefconfig moved {sorted(moved)[:10]}")
            print(f"set {' '.join(row)}: {len(done.stdout.splitlines())} options changed")


if __name__ == "__main__":
    main()
