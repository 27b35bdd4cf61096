#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""scan and analyze with --no-exec, on a miniature kernel, where no program can be found.

A table that was recorded gives the same bytes as the compiler, git and the shell did, also for a
tree and a build that were taken elsewhere; what is not in it, or is not about the files as they
are now, is an error that names it. The PATH is empty, and so is the cache.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from mini import FILES, MiniKernel  # noqa: E402

KCONFIG = FILES["Kconfig"] + "config ASKED\n\tdef_bool $(shell,test 1 = 1 && echo y)\n"
DEFCONFIG = "CONFIG_MODULES=y\nCONFIG_TOY=m\n"
FAILED = []


def run(where, kernel, command, *words, nothing=True):
    """modsplit on that kernel; by default with nothing to run and nothing in the cache."""
    environment = {k: v for k, v in os.environ.items() if k != "CONFIG_SHELL"}
    if nothing:
        shutil.rmtree(where / "fresh", ignore_errors=True)
        environment.update(PATH=str(where / "empty"), MODSPLIT_CACHE=str(where / "fresh"))
        words = ("--no-exec", *words)
    return subprocess.run([os.environ["MODSPLIT"], *map(str, kernel.words(command, *words)),
                           "CONFIG_TOY"], text=True, check=False, capture_output=True, timeout=100,
                          env=environment)


def expect(name, done, statuses, said):
    """Status and a piece of stderr."""
    if done.returncode not in statuses or said not in done.stderr:
        print(f"{name}: status {done.returncode}, wanted {statuses}, {said!r}\n{done.stderr}")
        FAILED.append(name)


def record(where, kernel, command, *words):
    """(what was said with the programs at hand, the table of it)."""
    table = where / "answers.json"
    done = run(where, kernel, command, *words, "--record", table, nothing=False)
    expect(f"record {command}", done, (0, 1), "")
    return done.stdout, table


def same(where, kernel):
    """Every form: the same bytes, at the same place and elsewhere."""
    moved = MiniKernel.__new__(MiniKernel)
    for command, *words in (("scan",), ("analyze", "--json"),
                            ("scan", "--whole-tree"), ("analyze", "--json", "--whole-tree")):
        name = " ".join((command, *words))
        said, table = record(where, kernel, command, *words)
        done = run(where, kernel, command, *words, "--answers", table)
        expect(name, done, (0, 1), "")
        if done.stdout != said:
            FAILED.append(f"{name}: other bytes than with the programs")
        expect(f"{name}, without a table", run(where, kernel, command, *words), (2,),
               "no answer is recorded for")
    shutil.copytree(kernel.tree, where / "elsewhere/tree")
    shutil.copytree(kernel.build, where / "elsewhere/build")
    moved.tree, moved.build = where / "elsewhere/tree", where / "elsewhere/build"
    for file in moved.build.rglob(".*.cmd"):
        file.write_text(file.read_text().replace(str(kernel.tree), str(moved.tree)))
    done = run(where, moved, "analyze", "--json", "--whole-tree", "--answers", table)
    expect("elsewhere", done, (0, 1), "")
    if done.stdout != said:
        FAILED.append("elsewhere: other bytes than at home")


def refusals(where, kernel):
    """What is missing is named, and nothing is said instead."""
    _, table = record(where, kernel, "analyze", "--whole-tree")
    for kind, said in (("compiled", "no answer is recorded for what 'cc' makes of "
                                    "'drivers/toy/toy.o' as it is now, and nothing may be run"),
                       ("answers", "no answer is recorded for '$(shell,test 1 = 1 && echo y)'"),
                       ("commit", "no answer is recorded for 'git log -1 HEAD'")):
        less = json.loads(table.read_text())
        less[kind] = {}
        (where / "less.json").write_text(json.dumps(less))
        done = run(where, kernel, "analyze", "--whole-tree", "--answers", where / "less.json")
        expect(f"without {kind}", done, (2,), said)
        if done.stdout:
            FAILED.append(f"without {kind}: something is said")
    header = kernel.tree / "include/linux/core.h"
    time = header.stat().st_mtime_ns
    header.write_text(header.read_text() + "#define MORE 1\n")
    # as if it had been built since
    os.utime(header, ns=(time, time))
    expect("another header", run(where, kernel, "analyze", "--answers", table), (2,),
           "what 'cc' makes of 'drivers/toy/toy.o' as it is now")
    (where / "less.json").write_text("{}")
    expect("no table", run(where, kernel, "analyze", "--answers", where / "less.json"), (2,),
           "less.json' is no table of answers ('modsplit.answers/1'); record one with --record")


def main():
    with tempfile.TemporaryDirectory(prefix="modsplit-no-exec-") as scratch:
        where = pathlib.Path(scratch)
        os.environ["MODSPLIT_CACHE"] = str(where / "cache")
        kernel = MiniKernel(where, files={"Kconfig": KCONFIG,
                                          "arch/mini/configs/toy_defconfig": DEFCONFIG})
        for words in (["init", "-q"], ["add", "."],
                      ["-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "all"]):
            subprocess.run(["git", *words], cwd=kernel.tree, check=True)
        same(where, kernel)
        refusals(where, kernel)
    if FAILED:
        sys.exit(f"FAILED: {', '.join(FAILED)}")
    print("scan and analyze run nothing where nothing may be run")


if __name__ == "__main__":
    main()
