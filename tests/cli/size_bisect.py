#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""`git bisect run modsplit size --bisect` finds the commit that broke a budget.

A miniature project whose history also has a commit that does not compile, and one whose image was
stripped, so that nothing can be said of it: both are skipped.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from answers import Judge  # noqa: E402
from sizes import budget  # noqa: E402

BUILD = """#!/bin/sh
set -e
cc -ffreestanding -O2 -fno-pic -c -o toy.o toy.c
cc -ffreestanding -O2 -fno-pic -c -o table.o table.c
ld -r -o vmlinux toy.o table.o
if grep -q STRIPPED toy.c; then strip --strip-all vmlinux; fi
"""
# what each commit writes: (subject, toy.c, bytes of the table)
HISTORY = [
    ("start", "int toy(void) { return 1; }\n", 64),
    ("two", "int toy(void) { return 2; }\n", 64),
    ("a little more", "int toy(void) { return 3; }\n", 96),
    ("does not compile", "int toy(void) { return }\n", 96),
    ("stripped", "/* STRIPPED */ int toy(void) { return 5; }\n", 96),
    ("six", "int toy(void) { return 6; }\n", 96),
    ("breaks the budget", "int toy(void) { return 7; }\n", 4096),
    ("eight", "int toy(void) { return 8; }\n", 4096),
    ("nine", "int toy(void) { return 9; }\n", 4096),
]


class Project:
    """The miniature, as a git repository."""

    def __init__(self, where):
        self.where = where
        where.mkdir()
        self.git("init", "-q")
        (where / "build.sh").write_text(BUILD)
        (where / ".gitignore").write_text("*.o\nvmlinux\n")
        for subject, toy, table in HISTORY:
            (where / "toy.c").write_text(toy)
            (where / "table.c").write_text(f"char toy_table[{table}] = {{1}};\n")
            self.git("add", "-A")
            self.git("commit", "-qm", subject)

    def git(self, *words, check=True):
        """git in the project; what it said."""
        done = subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org",
                               *words], cwd=self.where, check=check, capture_output=True,
                              text=True)
        return done.stdout + done.stderr

    def bisect(self, command):
        """The subject of the first bad commit, and all that was said."""
        first = self.git("rev-list", "--max-parents=0", "HEAD").strip()
        self.git("bisect", "start", "HEAD", first)
        said = self.git("bisect", "run", "sh", "-c", f"sh build.sh || exit 125; exec {command}",
                        check=False)
        found = self.git("log", "-1", "--format=%s", "refs/bisect/bad").strip()
        self.git("bisect", "reset")
        return found, said


def statuses(judge, where):
    """0, 1, 125; and 128, which ends a bisection, for what no other commit mends."""
    def image(name, *sources):
        for number, text in enumerate(sources):
            (where / f"{number}.c").write_text(text)
        objects = [where / f"{n}.o" for n in range(len(sources))]
        for source in objects:
            subprocess.run(["cc", "-ffreestanding", "-c", "-o", source,
                            source.with_suffix(".c")], check=True)
        subprocess.run(["ld", "-r", "-o", where / name, *objects], check=True)
        return where / name

    (where / "image").mkdir()
    limits = budget(where, "b.json", {"symbol": "table", "max": 64})
    met = image("image/vmlinux", "char table[64] = {1};")
    judge.ask("met", ["size", "--bisect", "--budget", limits, met], 0)
    judge.ask("gone", ["size", "--bisect", "--budget", limits, where / "none"], 125, "not there")
    image("image/vmlinux", "char table[65] = {1};")
    judge.ask("exceeded", ["size", "--bisect", "--budget", limits, met], 1)
    image("image/vmlinux", "char other[65] = {1};")
    judge.ask("no such row", ["size", "--bisect", "--budget", limits, met], 125, "no symbol table")
    judge.ask("no budget", ["size", "--bisect", met], 128, "--budget")
    judge.ask("bad budget", ["size", "--bisect", "--budget", where / "none.json", met], 128)
    judge.ask("bad option", ["size", "--bisect", "--budget", limits, "--allow=all", met], 128)


def main():
    judge = Judge()
    with tempfile.TemporaryDirectory(prefix="modsplit-bisect-") as scratch:
        where = pathlib.Path(scratch)
        statuses(judge, where)
        project = Project(where / "project")
        size = f"'{os.environ['MODSPLIT']}' size --bisect --budget"
        limits = budget(where, "max.json", {"section": ".data", "max": "1 KiB"})
        found, said = project.bisect(f"{size} '{limits}' vmlinux")
        if found != "breaks the budget":
            judge.note("max", f"found '{found}': {said[-1500:]}")
        growth = budget(where, "growth.json", {"symbol": "toy_table", "growth": "50%"})
        first = project.git("rev-list", "--max-parents=0", "HEAD").strip()
        project.git("checkout", "-q", first)
        subprocess.run(["sh", "build.sh"], cwd=project.where, check=True)
        saved = where / "first.json"
        judge.ask("the base", ["size", f"--json={saved}", project.where / "vmlinux"], 0)
        project.git("checkout", "-q", "-")
        found, said = project.bisect(f"{size} '{growth}' '{saved}' vmlinux")
        if found != "breaks the budget":
            judge.note("growth", f"found '{found}': {said[-1500:]}")
    sys.exit(judge.finish())


if __name__ == "__main__":
    main()
