#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Checks of the source tree itself.

    house.py CHECK [--root DIR] [--build DIR] [--cc CC] [--cxx CXX]
    house.py CHECK --self-test        the check must fail on each of its miniatures

A check is a function from a House to a list of complaints, "file:line: what is wrong".
Status: 0 nothing to complain about, 1 complaints, 77 the check cannot run here (it says why).
"""
import argparse
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import documents
import headers
import layers
import style
import tools
from house_lib import House, Skip

CHECKS = {}
for module in (layers, headers, style, documents, tools):
    CHECKS.update(module.CHECKS)

SKIPPED = 77


def write_tree(root, files):
    """Lay down a miniature tree: a dict from path to text."""
    for name, text in files.items():
        path = pathlib.Path(root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def self_test(name, check, args):
    """Every miniature must draw the complaint that it names; the clean one must draw none."""
    wrong = []
    for expected, files in check.miniatures:
        with tempfile.TemporaryDirectory(prefix="modsplit-house-") as root:
            write_tree(root, files)
            complaints = check(House(root, args.build, args.cc, args.cxx))
        if expected is None and complaints:
            wrong.append(f"{name}: clean miniature drew {complaints}")
        elif expected and not any(expected in c for c in complaints):
            wrong.append(f"{name}: '{expected}' expected, got {complaints}")
    kinds = [expected is None for expected, _ in check.miniatures]
    if True not in kinds or False not in kinds:
        wrong.append(f"{name}: wants a clean and a violating miniature")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("check", choices=sorted(CHECKS))
    parser.add_argument("--root", default=str(pathlib.Path(__file__).parents[2]))
    parser.add_argument("--build", help="a finished build directory")
    parser.add_argument("--cc", default="cc")
    parser.add_argument("--cxx", default="c++")
    parser.add_argument("--self-test", action="store_true")
    args = parser.parse_args()
    check = CHECKS[args.check]
    try:
        if args.self_test:
            complaints = self_test(args.check, check, args)
        else:
            complaints = check(House(args.root, args.build, args.cc, args.cxx))
    except Skip as reason:
        print(f"skipped: {reason}")
        return SKIPPED
    for complaint in complaints:
        print(complaint)
    print(f"{args.check}: {len(complaints)} complaint{'' if len(complaints) == 1 else 's'}")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
