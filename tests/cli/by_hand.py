#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What a user does by hand, on a miniature kernel: odd names, odd places, odd streams, Ctrl-C."""

import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from answers import Judge  # noqa: E402
from mini import FILES, MiniKernel  # noqa: E402

STAGES = ("scan", "analyze", "plan")


def snapshot(folder):
    """Every file below with its content, mode and time."""
    return {str(p.relative_to(folder)): (p.lstat().st_mode, p.lstat().st_mtime_ns,
                                         p.read_bytes() if p.is_file() else b"")
            for p in sorted(folder.rglob("*"))}


def names(judge, kernel, where):
    """One driver, by every name that it has."""
    link = where / "link to the trée"
    link.symlink_to(kernel.tree)
    source = "drivers/toy/toy.c"
    for name in (source, f"./{source}", "drivers//toy/../toy/toy.c", kernel.tree / source,
                 link / source, kernel.build / "drivers/toy/toy.o", "toy.c", "toy.o", "toy.ko",
                 "toy", "TOY", "CONFIG_TOY", "config_toy"):
        judge.ask(f"driver {name}", kernel.words("analyze", name), 0, "CONFIG_TOY, module toy")
    judge.ask("through links", ["analyze", "-C", link, f"O={kernel.build}", source], 0, "TOY")
    judge.ask("from its folder", kernel.words("analyze", "toy.c"), 0, "TOY",
              cwd=kernel.tree / "drivers/toy")
    judge.ask("this folder", kernel.words("analyze", "."), 1, "CONFIG_TOY", "CONFIG_TIN",
              cwd=kernel.tree / "drivers/toy")
    done = judge.ask("two names", kernel.words("analyze", "TOY", source), 0)
    if done.stdout.count("module toy") != 1:
        judge.note("two names", done.stdout)
    judge.ask("relative folders", ["analyze", "-C", "tree", "O=build", "TOY"], 0, "TOY", cwd=where)
    judge.ask("O= below the tree", ["analyze", "-C", "tree", "O=../build", "TOY"], 0, "TOY",
              cwd=where)
    judge.ask("as make has it", ["analyze", f"-C{kernel.tree}", f"-O{kernel.build}", "-j4", "TOY"],
              0, "TOY")
    judge.ask("last one counts", ["analyze", "-C", "/none", "-C", kernel.tree, "O=/none",
                                  f"O={kernel.build}", "TOY"], 0, "TOY")


def included(judge, where):
    """An object that a folder's makefile takes from another file, by its option."""
    files = {"drivers/Makefile": "obj-y += toy/ more/\n",
             "drivers/more/Makefile": "include $(src)/lists/more.mk\n",
             "drivers/more/lists/more.mk": "obj-$(CONFIG_MORE) += more.o\n",
             "drivers/more/more.c": "// SPDX-License-Identifier: GPL-2.0-only\nint more(void);\n"
                                    "int more(void)\n{\n\treturn 1;\n}\n",
             "drivers/toy/Kconfig": FILES["drivers/toy/Kconfig"] + 'config MORE\n\tbool "more"\n'}
    where.mkdir()
    kernel = MiniKernel(where, files=files, options="CONFIG_MORE=y\n",
                        objects=("drivers/more/more",))
    judge.ask("included makefile", kernel.words("analyze", "CONFIG_MORE"), 0,
              "CONFIG_MORE, module more\n", "drivers/more/more.c")


def no_driver(judge, kernel):
    """What is no driver, or has no module to be."""
    judge.ask("a header", kernel.words("analyze", "drivers/toy/toy.h"), 2, "is a header")
    judge.ask("a makefile", kernel.words("analyze", "drivers/toy/Makefile"), 2, "is no source")
    judge.ask("not of the tree", kernel.words("analyze", "/etc/passwd"), 2, "not in the tree")
    judge.ask("a number", kernel.words("analyze", "CONFIG_HZ"), 2, "builds no object")
    judge.ask("mistyped", kernel.words("analyze", "drivers/toy/tou.c"), 2, "did you mean 'toy.c'")
    judge.ask("empty", kernel.words("analyze", ""), 2, "DRIVER is empty")
    judge.ask("not built", kernel.words("analyze", "OFF"), 1, "set CONFIG_OFF=y and build")
    judge.ask("always built", kernel.words("analyze", "drivers/toy/stay.c"), 1, "option-missing")
    judge.ask("tristate", kernel.words("analyze", "TIN"), 0, "ready")
    judge.ask("patch of tristate", kernel.words("patch", "TIN"), 0, "nothing to do")
    judge.ask("patch of what is blocked", kernel.words("patch", "OFF"), 1, "OFF")
    judge.ask("unknown variable", kernel.words("analyze", "V=1", "TOY"), 2, "'V=1'", "CROSS_COMP")
    judge.ask("empty O=", ["analyze", "-C", kernel.tree, "O=", "TOY"], 2, "no .config", "with O=")
    judge.ask("another compiler", kernel.words("analyze", "CC=tcc", "TOY"), 2, "CC=tcc")
    judge.ask("-j0", kernel.words("analyze", "-j0", "TOY"), 2, "1 to 4096")
    judge.ask("-v0", kernel.words("patch", "-v0", "TOY"), 2, "from 1")
    for command in ("patch", "run"):
        judge.ask(f"{command} in the tree", kernel.words(command, "TOY"), 2, "-o", cwd=kernel.tree)


def json_files(judge, kernel, where):
    """--json=FILE: into a pipe, through a link, to where nothing can be written."""
    full, pipe, target = where / "full", where / "pipe", where / "target.json"
    full.symlink_to("/dev/full")
    os.mkfifo(pipe)
    (where / "link.json").symlink_to(target)
    for command in STAGES + ("patch",):
        words = kernel.words(command, "TOY") + (["-o", where / "json-series"]
                                                if command == "patch" else [])
        judge.ask(f"{command} --json=full", words + [f"--json={full}"], 2, "No space left")
        subprocess.run(["rm", "-rf", where / "json-series"], check=True)
        judge.ask(f"{command} --json=none", words + [f"--json={where}/none/x.json"], 2,
                  "there is no such folder")
        judge.absent(f"{command} --json=none", where / "none")
        judge.absent(f"{command} --json=none", where / "json-series")
    with subprocess.Popen(["head", "-c", "1", pipe], stdout=subprocess.PIPE) as reader:
        judge.ask("--json=pipe", kernel.words("analyze", f"--json={pipe}", "TOY"), 0)
        if reader.communicate()[0] != b"{" or not pipe.is_fifo():
            judge.note("--json=pipe", "the pipe was not written into")
    judge.ask("--json=link", kernel.words("analyze", f"--json={where}/link.json", "TOY"), 0)
    if not (where / "link.json").is_symlink() or not target.read_text().startswith("{"):
        judge.note("--json=link", "the link was replaced")


def streams(judge, kernel, where):
    """A full or closed standard output, and what stands on it in other surroundings."""
    for command in STAGES:
        for words in ([], ["--json"]):
            judge.ask(f"{command} {words} >/dev/full", kernel.words(command, *words, "TOY"), 2,
                      "cannot write to standard output", stdout="/dev/full")
    judge.ask("patch >/dev/full", kernel.words("patch", "-o", where / "s", "TOY"), 2,
              "cannot write to standard output", stdout="/dev/full")
    subprocess.run(["rm", "-rf", where / "s"], check=True)
    for words in (["--help"], ["--version"], ["analyze", "--help"], ["explain"]):
        judge.ask(f"{words} >/dev/full", words, 2, "cannot write", stdout="/dev/full")
    plain = judge.ask("plain", kernel.words("analyze", "TOY"), 0).stdout
    for env in ({"LC_ALL": "C"}, {"LC_ALL": "de_DE.UTF-8"}, {"TERM": "dumb"}, {"NO_COLOR": "1"},
                {"HOME": "/proc", "MODSPLIT_CACHE": ""}, {"MODSPLIT_CACHE": "below/here"}):
        done = judge.ask(f"{env}", kernel.words("analyze", "TOY"), 0, env=env, cwd=where)
        if done.stdout != plain:
            judge.note(f"{env}", f"another answer:\n{done.stdout}")
    if "?" in judge.ask("help in C", ["analyze", "--help"], 0, env={"LC_ALL": "C"}).stdout:
        judge.note("help in C", "letters are lost")
    program = os.environ["MODSPLIT"]
    words = " ".join(f"'{w}'" for w in kernel.words("analyze", "TOY"))
    for closed, status in (("<&-", 0), (">&-", 2), ("2>&-", 0), ("<&- >&- 2>&-", 2)):
        done = subprocess.run(["sh", "-c", f"'{program}' {words} {closed}"], check=False,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if done.returncode != status:
            judge.note(f"closed {closed}", f"status {done.returncode}")


def cache(judge, kernel, where):
    """A cache whose files were damaged is as good as none."""
    folder = where / "damaged"
    env = {"MODSPLIT_CACHE": str(folder)}
    plain = judge.ask("cold", kernel.words("analyze", "TOY"), 0, env=env).stdout
    for text in (None, "", "{", "[]", '{"schema": "other/1"}'):
        files = list(folder.rglob("*.json"))
        if not files:
            judge.note("cache", "nothing is kept")
        for path in files:
            path.write_bytes(path.read_bytes()[:100] if text is None else text.encode())
        done = judge.ask(f"cache of {text}", kernel.words("analyze", "TOY"), 0, env=env)
        if done.stdout != plain or done.stderr:
            judge.note(f"cache of {text}", f"another answer: {done.stdout}{done.stderr}")


def reproducible(judge, kernel, where):
    """The same series from everywhere, and under any name of the folder."""
    here, there = where / "series", where / "an öther/place"
    judge.ask("series", kernel.words("patch", "-o", here, "TOY"), 0)
    old = os.umask(0o077)
    judge.ask("series elsewhere", kernel.words("patch", "-j1", "-o", there, "CONFIG_TOY"), 0,
              cwd="/", env={"TZ": "Asia/Tokyo", "LC_ALL": "de_DE.UTF-8", "GIT_DIR": "/none",
                            "TMPDIR": str(where)})
    os.umask(old)
    texts = [{p.name: p.read_bytes() for p in folder.iterdir()} for folder in (here, there)]
    if len(texts[0]) < 4 or texts[0] != texts[1]:
        judge.note("series elsewhere", "other bytes")


def no_room(judge, kernel, where):
    """Files that may not grow: a message, no half of a series."""
    parent = where / "no-room"
    parent.mkdir()
    scratch = where / "no-room-tmp"
    scratch.mkdir()
    for limit in (0, 64, 512, 1024):
        done = subprocess.run(
            [os.environ["MODSPLIT"], *map(str, kernel.words("patch", "-o", parent / "s", "TOY"))],
            env={**os.environ, "TMPDIR": str(scratch)}, capture_output=True, text=True,
            check=False, preexec_fn=lambda size=limit: resource.setrlimit(
                resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY)))
        judge.asked += 1
        if done.returncode != 2:
            judge.note(f"files of {limit} bytes", f"status {done.returncode}: {done.stderr}")
        left = list(parent.iterdir()) + list(scratch.iterdir())
        if left:
            judge.note(f"files of {limit} bytes", f"left behind: {left}")


def interrupted(judge, kernel, where):
    """Ctrl-C at any time: status 2, and nothing left."""
    parent, scratch = where / "interrupted", where / "interrupted-tmp"
    parent.mkdir()
    scratch.mkdir()
    stopped = 0
    for step in range(12):
        env = {**os.environ, "TMPDIR": str(scratch), "MODSPLIT_CACHE": str(where / f"c{step}")}
        with subprocess.Popen([os.environ["MODSPLIT"],
                               *map(str, kernel.words("patch", "-o", parent / "s", "TOY"))],
                              env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              text=True) as child:
            time.sleep(0.02 + 0.03 * step)
            child.send_signal(signal.SIGINT)
            said = child.communicate()[1]
        if child.returncode in (0, -signal.SIGINT):     # it was done, or had not begun
            subprocess.run(["rm", "-rf", parent / "s"], check=True)
        elif child.returncode != 2 or "interrupted" not in said:
            judge.note("Ctrl-C", f"status {child.returncode}: {said}")
        else:
            stopped += 1
        left = list(parent.iterdir()) + list(scratch.iterdir())
        left += [p for p in (where / f"c{step}").rglob("*") if p.is_file() and p.suffix != ".json"]
        if left:
            judge.note("Ctrl-C", f"left behind: {left}")
    judge.asked += 1
    print(f"Ctrl-C stopped {stopped} of 12")


def main():
    judge = Judge()
    with tempfile.TemporaryDirectory(prefix="modsplit-hand-") as scratch:
        where = pathlib.Path(scratch).resolve()
        os.environ.update(MODSPLIT_CACHE=str(where / "cache"), GIT_AUTHOR_NAME="A Üser",
                          GIT_AUTHOR_EMAIL="user@example.org")
        for name in ("O", "KBUILD_OUTPUT", "ARCH", "CROSS_COMPILE", "CC", "LLVM"):
            os.environ.pop(name, None)
        kernel = MiniKernel(where)
        before = snapshot(kernel.tree), snapshot(kernel.build)
        names(judge, kernel, where)
        included(judge, where / "included")
        no_driver(judge, kernel)
        json_files(judge, kernel, where)
        streams(judge, kernel, where)
        cache(judge, kernel, where)
        reproducible(judge, kernel, where)
        no_room(judge, kernel, where)
        interrupted(judge, kernel, where)
        if before != (snapshot(kernel.tree), snapshot(kernel.build)):
            judge.note("the tree", "it or its build was written to")
    sys.exit(judge.finish())


if __name__ == "__main__":
    main()
