#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Ctrl-C in the middle of a kernel's build: children gone, scratch gone, the tree as it was.

usage: interrupt.py FIXTURE FOLDER DRIVER [--short]

With --short `modsplit run` gets a Ctrl-C while it builds its first kernel, and that is all. Else
`modsplit verify` gets SIGINT, it alone, while it builds its second kernel. `modsplit run` must then
go on with that kernel, and gets SIGINT as a terminal sends it, to the whole foreground process group.
By then patches were applied and kernels built: content, mode and time of every file of the user's
tree and build must be what they were.
"""

import hashlib
import os
import pathlib
import pty
import re
import select
import signal
import stat
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Fixture, SOURCE, fail  # noqa: E402

# "verify: 3  builtin: CC      drivers/iommu/iommu.o"; what only configures says GEN or HOSTCC
PROGRESS = re.compile(r"verify: \d+  ([a-z-]+): +(?:CC|AS|AR|LD) ")
PATIENCE = 900  # seconds until a build has begun, on a machine that has other work


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, argv, environment):
        self.said = ""
        self.pid, self.master = pty.fork()
        if not self.pid:
            os.execvpe(argv[0], argv, environment)

    def listen(self, seconds):
        """Takes in what it says; False once it has ended."""
        if not select.select([self.master], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.master, 65536)
        except OSError:  # EIO: nobody holds the other end any more
            data = b""
        self.said += data.decode(errors="replace")
        return bool(data)

    def wait_for_build(self, skip):
        """Until a kernel is being built that is none of `skip`; its name."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            alive = self.listen(1)
            for name in PROGRESS.findall(self.said):
                if name not in skip:
                    return name
            if not alive:
                fail(f"ended before it built anything: {self.said[-2000:]}")
        return fail(f"no build began: {self.said[-2000:]}")

    def press_ctrl_c(self):
        """What the key does: the terminal signals its foreground process group."""
        os.write(self.master, b"\x03")

    def interrupt(self):
        """SIGINT to modsplit alone."""
        os.kill(self.pid, signal.SIGINT)

    def status(self):
        """Its exit status; how long it took to end is part of the promise."""
        end = time.monotonic() + 60
        while self.listen(1):
            if time.monotonic() > end:
                os.kill(self.pid, signal.SIGKILL)
                fail("still running a minute after the interruption")
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def fingerprint(*folders):
    """Content, mode and time of all below, by path."""
    seen = {}
    for folder in folders:
        for where, names, files in os.walk(folder):
            for name in names + files:
                path = os.path.join(where, name)
                state = os.lstat(path)
                content = None
                if stat.S_ISLNK(state.st_mode):
                    content = os.readlink(path)
                elif stat.S_ISREG(state.st_mode):
                    with open(path, "rb") as file:
                        content = hashlib.file_digest(file, "blake2b").digest()
                seen[path] = (state.st_mode, state.st_mtime_ns, content)
    return seen


def changes(before, after):
    """Paths that are not as they were."""
    return sorted(p for p in before.keys() | after.keys() if before.get(p) != after.get(p))


def check_fingerprint(folder):
    """A check that sees nothing proves nothing: other bytes under the old time must be seen."""
    file = folder / "file"
    file.write_text("old")
    before, state = fingerprint(folder), file.stat()
    file.write_text("new")
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    if changes(before, fingerprint(folder)) != [str(file)]:
        fail("a change of content under the old time was not seen")
    file.unlink()


def processes_about(word):
    """Command lines of all processes that name a path of ours."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue  # it ended meanwhile
        if word in line and path.parent.name != str(os.getpid()):
            found.append(line[:200])
    return found


class Test:
    """One user who presses Ctrl-C again and again."""

    def __init__(self, fixture, where):
        self.fixture, self.where = fixture, where
        self.cache = where / "cache"
        self.cache.mkdir()
        for name in ("csource", "guest", "probe", "words"):  # what analyze knows is not the matter
            kept = pathlib.Path(os.environ.get("MODSPLIT_CACHE",
                                               os.path.expanduser("~/.cache/modsplit"))) / name
            if kept.is_dir():
                (self.cache / name).symlink_to(kept)
        self.environment = {**os.environ, "MODSPLIT_CACHE": str(self.cache), "TERM": "xterm"}
        self.before = {}

    def start(self, command, *arguments):
        """modsplit on its terminal."""
        fixture = self.fixture
        return Terminal([os.environ["MODSPLIT"], command, "-C", str(fixture.tree),
                         f"O={fixture.build}", f"ARCH={fixture.arch}",
                         f"CROSS_COMPILE={fixture.cross}", *map(str, arguments)],
                        self.environment)

    def run(self, driver):
        """Presses Ctrl-C in `modsplit run`, in its first build; the name of that kernel."""
        out = self.where / "out"
        terminal = self.start("run", "--no-boot", "-o", out, driver)
        kernel = terminal.wait_for_build(())
        terminal.press_ctrl_c()
        self.check_end(f"Ctrl-C in run, building '{kernel}'", terminal)
        if out.exists():
            fail(f"left behind: {sorted(p.name for p in out.iterdir())}")
        return kernel

    def check_end(self, name, terminal):
        """What has to be gone is gone, and what has to be said was said once."""
        status = terminal.status()
        if status != 2:
            fail(f"{name}: status {status}: {terminal.said[-1000:]}")
        if terminal.said.count("modsplit: interrupted") != 1:
            fail(f"{name}: 'interrupted' is not said once: {terminal.said[-1000:]}")
        time.sleep(0.5)
        alive = processes_about(str(self.cache))
        if alive:
            fail(f"{name}: still there: {alive}")
        left = [str(p) for p in (self.cache / "verify").glob("work*")]
        if left:
            fail(f"{name}: left behind: {left}")
        print(f"{name}: ended with 2, nothing left")

    def check_untouched(self):
        """What is the user's is as it was."""
        touched = changes(self.before, fingerprint(self.fixture.tree, self.fixture.build))
        if touched:
            fail(f"{len(touched)} files of the user's were touched: {touched[:10]}")
        print(f"{len(self.before)} files and folders of the user's are as they were")


def main():
    fixture, series, driver = Fixture(sys.argv[1]), SOURCE / "patches" / sys.argv[2], sys.argv[3]
    with tempfile.TemporaryDirectory(prefix="modsplit-interrupt-",
                                     dir=fixture.build.parent) as scratch:
        check_fingerprint(pathlib.Path(scratch))
        test = Test(fixture, pathlib.Path(scratch))
        if sys.argv[4:] == ["--short"]:
            test.run(driver)
            return
        test.before = fingerprint(fixture.tree, fixture.build)
        series = fixture.fitting_series(series, pathlib.Path(scratch) / "series")
        terminal = test.start("verify", "--no-boot", series)
        first = terminal.wait_for_build(())
        second = terminal.wait_for_build((first,))
        terminal.interrupt()
        test.check_end(f"SIGINT to verify, building '{second}'", terminal)

        if test.run(driver) != second:
            fail(f"'{second}' was due: nothing was resumed")
        test.check_untouched()


if __name__ == "__main__":
    main()
