#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Every place that kconf gives for the Kconfig files of a real tree is where it says.

usage: PLACES_CHECK=build/dev/tests/unit/kconf/places_check kconfig_places.py FIXTURE

All of them are held against the bytes: keywords, names, what is selected, conditions, help texts,
and lines and columns counted once more.
"""

import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Fixture, fail  # noqa: E402


def check(files, cwd):
    """(files, places, wrong ones) as the program counts them."""
    done = subprocess.run([os.environ["PLACES_CHECK"], *map(str, files)], cwd=cwd, text=True,
                          errors="replace", capture_output=True)
    counts = re.search(r"^(\d+) files, (\d+) places, (\d+) wrong$", done.stdout, re.M)
    if not counts or done.returncode != (counts[3] != "0"):
        fail(f"status {done.returncode}\n{done.stdout[:3000]}{done.stderr[:1000]}")
    if counts[3] != "0":
        fail(done.stdout[:3000])
    return int(counts[1]), int(counts[2])


def main():
    tree = Fixture(sys.argv[1]).tree
    files = sorted(p for p in tree.rglob("Kconfig*") if p.is_file() and not p.is_symlink() and
                   p.suffix not in (".c", ".h", ".py", ".rst") and
                   "scripts/kconfig/tests" not in str(p))
    n, places = check(files, tree)
    if n < 1000 or places < 100 * n:
        fail(f"{places} places in {n} files: this is no kernel")
    print(f"{places} places in {n} files")


if __name__ == "__main__":
    main()
