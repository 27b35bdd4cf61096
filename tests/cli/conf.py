#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""conf and config on malformed input and on a full disk: status, place, caret, and what is left."""

import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile

FAILED = []


def conf(where, *arguments, **kwargs):
    """One run in that folder."""
    environment = {"PATH": os.environ["PATH"], "MODSPLIT_CACHE": str(where / "cache")}
    return subprocess.run([os.environ["MODSPLIT"], "conf", "--alldefconfig", *arguments, "Kconfig"],
                          cwd=where, env=environment, capture_output=True, text=True,
                          errors="replace", timeout=50, **kwargs)


def config(where, *arguments, **kwargs):
    """The same of `modsplit config`, on that folder as a tree."""
    environment = {"PATH": os.environ["PATH"], "MODSPLIT_CACHE": str(where / "cache")}
    return subprocess.run([os.environ["MODSPLIT"], "config", "-C", where, "ARCH=x86_64",
                           *arguments], env=environment, capture_output=True, text=True,
                          errors="replace", timeout=50, **kwargs)


def mistake(name, where, said, status=2):
    """Both say the same words; conf has its own status where kconfig's tests ask for that."""
    expect(name, conf(where), status, said)
    expect(f"{name}, config", config(where, "get", "A"), 2, said)


def expect(name, done, status, said):
    """Status and a piece of stderr."""
    if done.returncode != status or said not in done.stderr:
        print(f"{name}: status {done.returncode}, wanted {status} and {said!r}\n{done.stderr[:600]}")
        FAILED.append(name)


def mistakes(where):
    """Each malformed file is told with file, line, column, the line and a caret."""
    rows = [
        ("unterminated string", 'config A\n\tbool "a\n',
         'Kconfig:2:7: the quoted text does not end on its line\n\tbool "a\n\t     ^\n'),
        ("endif without if", "endif\n", "Kconfig:1:1: 'endif' without 'if'\nendif\n^\n"),
        ("unknown keyword", "config A\n\tfrob y\n",
         'Kconfig:2:2: unknown statement "frob"\n\tfrob y\n\t^\n'),
        ("recursive source", 'source "Kconfig"\n',
         "Kconfig:1:8: 'Kconfig' is sourced while it is being read\nsource \"Kconfig\"\n       ^\n"),
        ("NUL byte", "config A\n\tbo\0ol\n",
         "Kconfig:2:4: a NUL byte in a Kconfig file\n\tbo\n\t  ^\n"),
        ("macro that does not end", "config A\n\tdef_bool $(foo\n",
         "Kconfig:2:11: unterminated reference to 'foo': missing ')'\n\tdef_bool $(foo\n"
         "\t         ^\n"),
        ("error-if", "A := $(error-if,y,no way)\n",
         "Kconfig:1:1: no way\nA := $(error-if,y,no way)\n^\n"),
        ("outside of the tree", 'source "../elsewhere"\n',
         "Kconfig:1:8: can't open file \"../elsewhere\": it lies outside of the tree\n"),
        ("long expression", "config A\n\tdef_bool " + " && ".join(["y"] * 50000) + "\n",
         "the expression is too long\n"),
        ("deep expression", "config A\n\tdef_bool " + "(" * 50000 + "\n",
         "the expression is nested too deeply\n"),
    ]
    (where.parent / "elsewhere").write_text("")
    for name, text, said in rows:
        (where / "Kconfig").write_text(text)
        mistake(name, where, said)
    # the words of kconfig's own test, which compares the whole of stderr, and so no caret in conf
    (where / "Kconfig").write_text("X = $(X)\nY := $(X)\n")
    said = "Recursive variable 'X' references itself (eventually)\n"
    expect("recursive variable", conf(where), 2, f"Kconfig:2: {said}")
    expect("recursive variable, config", config(where, "get", "A"), 2,
           f"Kconfig:2:1: {said}Y := $(X)\n^\n")
    with open(where / "Kconfig", "wb") as file:
        file.write(b"config A\n")
        file.write(b"x" * (100 << 20))
    mistake("100 MB line", where, "Kconfig:2:1: a line of more than 1 MiB in a Kconfig file\nxxx")
    (where / "Kconfig").unlink()
    # unreadable for every user, root too
    (where / "Kconfig").symlink_to("Kconfig")
    mistake("unreadable file", where, "Kconfig:1:1: can't open the file: Too many levels")
    (where / "Kconfig").unlink()
    (where / "round").symlink_to("round")
    (where / "Kconfig").write_text('source "round"\n')
    mistake("unreadable source", where, "Kconfig:1:8: can't open file \"round\": Too many "
            "levels of symbolic links\nsource \"round\"\n       ^\n")
    (where / "folder").mkdir()
    (where / "Kconfig").write_text('source "folder"\n')
    mistake("directory as source", where, "Kconfig:1:8: can't open file \"folder\": it is a "
            "directory\nsource \"folder\"\n       ^\n")
    (where / "Kconfig").unlink()
    (where / "Kconfig").mkdir()
    mistake("directory", where, "Kconfig:1:1: can't open the file: it is a directory\n")
    (where / "Kconfig").rmdir()
    mistake("no file", where, "Kconfig:1:1: can't open the file: No such file")


def loop(where):
    """The whole loop is told; the status is conf's own, which kconfig's tests ask for."""
    (where / "Kconfig").write_text('config A\n\tbool "a"\n\tdepends on B\n\tselect C\n'
                                   'config B\n\tbool "b"\n\tdepends on C\n'
                                   'config C\n\tbool "c"\n')
    mistake("loop", where, "Kconfig:1:1: recursive dependency: A -> B -> C -> A\nconfig A\n^\n", 1)


def full_disk(where):
    """What cannot be written leaves the old .config, and nothing beside it."""
    (where / "Kconfig").write_text("".join(f'config A{i}\n\tbool "a"\n' for i in range(1000)))
    (where / ".config").write_text("CONFIG_A1=y\n")

    def no_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    for name, done in {"conf": conf(where, preexec_fn=no_room),
                       "config": config(where, "set", "A2=y", preexec_fn=no_room)}.items():
        expect(f"full disk, {name}", done, 2, "cannot write '")
        if (where / ".config").read_text() != "CONFIG_A1=y\n":
            FAILED.append(f"{name}: the old .config is gone")
    left = [p.name for p in where.iterdir() if p.name.endswith(".tmp")]
    if left:
        FAILED.append(f"left behind: {left}")


def nothing_to_run(where):
    """With --no-exec and the answers recorded, no program is needed: none can be found here."""
    (where / "Kconfig").write_text('config A\n\tdef_bool $(shell,test 1 = 1 && echo y)\n')
    answers = where / "answers.json"
    expect("record", conf(where, "--record", answers), 0, "")
    nowhere = {"PATH": str(where / "empty"), "MODSPLIT_CACHE": str(where / "fresh-cache"),
               "CONFIG_SHELL": str(where / "empty/sh"), "srctree": "."}

    def bare(*arguments):
        return subprocess.run([os.environ["MODSPLIT"], *arguments], cwd=where, env=nowhere,
                              capture_output=True, text=True, timeout=50)

    (where / ".config").unlink()
    expect("no-exec conf", bare("conf", "--alldefconfig", "--no-exec", "--answers", answers,
                                "Kconfig"), 0, "")
    if "CONFIG_A=y\n" not in (where / ".config").read_text():
        FAILED.append("no-exec: A is not y")
    done = bare("config", "-C", where, "ARCH=x86_64", "--no-exec", "--answers", answers, "get", "A")
    expect("no-exec config", done, 0, "")
    if "y" not in done.stdout:
        FAILED.append(f"no-exec: config get says {done.stdout!r}")
    (where / "Kconfig").write_text("config A\n\tdef_bool $(shell,echo n)\n")
    expect("no-exec without answer", bare("conf", "--alldefconfig", "--no-exec", "--answers",
                                          answers, "Kconfig"), 2,
           "Kconfig:2:11: no answer is recorded for '$(shell,echo n)', and nothing may be run\n"
           "\tdef_bool $(shell,echo n)\n\t         ^\n")


def main():
    with tempfile.TemporaryDirectory(prefix="modsplit-cli-") as scratch:
        where = pathlib.Path(scratch, "here")
        where.mkdir()
        for test in (mistakes, loop, full_disk, nothing_to_run):
            test(where)
    if FAILED:
        print("FAILED:", ", ".join(FAILED))
        sys.exit(1)


if __name__ == "__main__":
    main()
