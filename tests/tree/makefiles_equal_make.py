#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What modsplit reads in the makefiles of a tree equals what make reads, in every folder.

usage: WALK_DUMP=build/dev/tests/unit/walk/walk_dump makefiles_equal_make.py FIXTURE ARCH:CONFIG…
       [--below FOLDER…]

The tree is the fixture's; each configuration (x86:allmodconfig) is made in a scratch folder. The
judge is make on the tree's own scripts/Makefile.build, one process a folder. Compared are the
built-in objects, the modules, the parts of each composite, the objects of lib.a and the folders
that are entered, in order. With --below only folders on the way to, and below, those named.
"""

import argparse
import json
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import kbuild_make  # noqa: E402
from kernel import Fixture, fail, run, skip  # noqa: E402


def ours(tree, build, arch, cross):
    """What modsplit says: {path: folder}."""
    done = run([os.environ["WALK_DUMP"], tree, build, arch, f"CROSS_COMPILE={cross}"])
    return json.loads(done.stdout)


def as_make_says(folder):
    """Our folder in the judge's words."""
    names = {key: [o["name"] for o in folder[key]] for key in ("built-in", "modules", "folders")}
    parts = {key: {o["name"]: o["parts"] for o in folder[key] if "parts" in o}
             for key in ("built-in", "modules")}
    return {**names, "lib": folder["lib"], "built-in-parts": parts["built-in"],
            "module-parts": parts["modules"]}


def as_listed(judged):
    """The judge's folder without what stands for the folders below."""
    lists = {key: [w for w in words if not w.endswith(("/built-in.a", "/modules.order"))]
             for key, words in judged.lists.items()}
    return {**lists, **judged.parts}


def differences(read, judged):
    """A line for each list that differs."""
    lines = [f"  {path}: only make enters it" for path in sorted(judged.keys() - read.keys())]
    for path, folder in sorted(judged.items()):
        if path not in read:
            continue
        mine, theirs = as_make_says(read[path]), as_listed(folder)
        lines += [f"  {path}: {key}: {mine[key]} and make: {theirs[key]}"
                  for key in theirs if mine[key] != theirs[key]]
        lines += [f"  {path}: {problem}" for problem in read[path]["problems"]]
    return lines


def on_the_way(folders):
    """Is a folder above, or below, one of those?"""
    def wanted(path):
        return any(f == path or f.startswith(path + "/") or path.startswith(f + "/")
                   for f in folders)
    return wanted if folders else None


def compare(tree, arch, target, below, where):
    """(folders, differences) of one configuration."""
    build = where / f"{arch}-{target}"
    build.mkdir()
    cross = kbuild_make.CROSS[arch]
    if not kbuild_make.has_compiler(cross):
        skip(f"no {cross}gcc")
    kbuild_make.configure(tree, build, arch, cross, target)
    read = ours(tree, build, arch, cross)
    judged = kbuild_make.walk(tree, build, arch, cross, on_the_way(below))
    lines = differences(read, judged)
    if not below:
        lines += [f"  {path}: only modsplit enters it" for path in sorted(read.keys() -
                                                                          judged.keys())]
    return len(judged), lines


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("fixture")
    parser.add_argument("configurations", nargs="+")
    parser.add_argument("--below", nargs="*", default=[])
    arguments = parser.parse_args()
    tree = Fixture(arguments.fixture).tree
    wrong = []
    with tempfile.TemporaryDirectory(prefix="modsplit-makefiles-") as scratch:
        for configuration in arguments.configurations:
            arch, target = configuration.split(":")
            folders, lines = compare(tree, arch, target, arguments.below, pathlib.Path(scratch))
            print(f"{configuration}: {folders} folders, {len(lines)} differences")
            wrong += [configuration, *lines] if lines else []
    if wrong:
        fail("\n".join(wrong[:100]))


if __name__ == "__main__":
    main()
