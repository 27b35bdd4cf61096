#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""kconfig's own tests, scripts/kconfig/tests of the tree, pass with modsplit conf in conf's place.

usage: kconfig_suite.py TREE-OR-FIXTURE

The suite's conftest.py presses Enter for as long as the program runs. When that ends between its
look and its write, the suite dies of a broken pipe, whatever the program did: it is then run again.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Fixture, fail, skip  # noqa: E402


def find_python():
    """A python3 that has pytest: the one on PATH, or the distribution's."""
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import pytest"], capture_output=True).returncode == 0:
            return python
    return skip("pytest is missing: apt-get install python3-pytest")


def main():
    if len(sys.argv) != 2:
        fail("usage: kconfig_suite.py TREE-OR-FIXTURE")
    name = sys.argv[1]
    tree = pathlib.Path(name) if "/" in name else Fixture(name).tree
    python = find_python()
    with tempfile.TemporaryDirectory(prefix="modsplit-suite-") as scratch:
        # conftest.py runs scripts/kconfig/conf of the folder that it is started in
        folder = pathlib.Path(scratch, "scripts/kconfig")
        folder.mkdir(parents=True)
        shutil.copytree(tree / "scripts/kconfig/tests", folder / "tests")
        for source in list((tree / "scripts/kconfig").glob("*.[chly]")):
            shutil.copy(source, folder)
        conf = folder / "conf"
        conf.write_text(f"#!/bin/sh\nexec {os.environ['MODSPLIT']} conf \"$@\"\n")
        conf.chmod(0o755)
        for _ in range(5):
            done = subprocess.run([python, "-m", "pytest", "-p", "no:cacheprovider",
                                   "scripts/kconfig/tests"], cwd=scratch, text=True,
                                  capture_output=True)
            if "BrokenPipeError" not in done.stdout:
                break
    print(done.stdout[-4000:])
    if done.returncode:
        fail(f"kconfig's own tests: status {done.returncode}\n{done.stderr[-2000:]}")


if __name__ == "__main__":
    main()
