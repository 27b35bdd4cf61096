# SPDX-License-Identifier: GPL-2.0-only
"""What the tests on real kernels share: fixtures, modsplit, private copies, the kernel's make."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "scripts/lib"))
from kernel_seed import relocate  # noqa: E402

SKIP = 77


def skip(why):
    """Ends the test as skipped, by name."""
    print(f"skipped: {why}")
    sys.exit(SKIP)


def fail(why):
    """Ends the test as failed."""
    print(f"FAILED: {why}")
    sys.exit(1)


def run(argv, check=True, **kwargs):
    """Runs a program to its end; on an unwanted status shows what it said and fails."""
    done = subprocess.run([str(a) for a in argv], text=True, capture_output=True, **kwargs)
    if check and done.returncode:
        fail(f"{' '.join(map(str, argv))}: status {done.returncode}\n"
             f"{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return done


def patches_identity():
    """The identity under which the series in patches/ are made: a fixed one."""
    for role in ("AUTHOR", "COMMITTER"):
        os.environ[f"GIT_{role}_NAME"] = "modsplit"
        os.environ[f"GIT_{role}_EMAIL"] = "modsplit@example.org"


class View:
    """modsplit's answers on a tree and its build."""

    def __init__(self, tree, build, arch="arm64", cross="aarch64-linux-gnu-"):
        self.tree, self.build, self.arch, self.cross = tree, build, arch, cross

    def modsplit(self, command, *arguments, check=True):
        """modsplit COMMAND on this tree and build."""
        return run([os.environ["MODSPLIT"], command, "-C", self.tree, f"O={self.build}",
                    f"ARCH={self.arch}", f"CROSS_COMPILE={self.cross}", *arguments], check=check)

    def analyze(self, driver):
        """The findings of one driver, from --json; a blocked driver is an answer too."""
        done = self.modsplit("analyze", "--json", driver, check=False)
        if done.returncode not in (0, 1):
            fail(f"modsplit analyze {driver}: status {done.returncode}\n{done.stderr}")
        return json.loads(done.stdout)["drivers"][0]


class Fixture(View):
    """A kernel that scripts/kernel-fixture has unpacked, edited and built."""

    def __init__(self, name):
        self.name = name
        words = dict(word.split("=", 1) for word in self._ask("--print-make").split())
        super().__init__(self._path("--print-tree"), self._path("--print-build"), words["ARCH"],
                         words["CROSS_COMPILE"])
        if not (self.build / "vmlinux").exists():
            skip(f"fixture {name} is not built; scripts/kernel-fixture {name} builds it")

    def make_series(self, saved, where):
        """A series of patches/, made afresh; and whether it was saved for this very package."""
        before = json.loads((saved / "series.json").read_text())
        patches_identity()
        self.modsplit("patch", "-q", "-o", where, f"CONFIG_{before['config']}")
        after = json.loads((where / "series.json").read_text())
        return all(after[key] == before[key] for key in ("version", "package"))

    def fitting_series(self, saved, where):
        """The saved series; where Debian has another version of the kernel, the like for that."""
        if self.make_series(saved, where):
            return saved
        print(f"{saved.name}: saved for another version of the kernel; made anew for this one")
        return where

    def _ask(self, option):
        done = run([SOURCE / "scripts/kernel-fixture", option, self.name], check=False)
        if done.returncode == SKIP:
            skip(done.stdout.strip() or done.stderr.strip())
        return done.stdout.strip()

    def _path(self, option):
        return pathlib.Path(self._ask(option)).resolve()


class Copy:
    """A private copy of a fixture in which only what is patched is built again."""

    def __init__(self, fixture, where):
        self.fixture = fixture
        self.tree, self.build = where / "tree", where / "build"
        run(["cp", "-al", fixture.tree, self.tree])
        run(["cp", "-a", fixture.build, self.build])
        relocate(self.build, fixture.build.parent, where)

    def view(self):
        """modsplit's answers on the copy."""
        return View(self.tree, self.build, self.fixture.arch, self.fixture.cross)

    def write(self, name, text):
        """Replaces a file of the tree; the fixture's own copy keeps its bytes."""
        path = self.tree / name
        fresh = path.with_name(path.name + ".new")
        fresh.write_text(text)
        shutil.copymode(path, fresh)
        fresh.rename(path)

    def apply(self, mail):
        """Applies one mail of a series."""
        run(["git", "apply", "--whitespace=nowarn", mail], cwd=self.tree,
            env={**os.environ, "GIT_DIR": "/nonexistent", "GIT_CEILING_DIRECTORIES": "/"})

    def config(self, **values):
        """Sets options and lets the tree's own conf settle the rest."""
        script = ["--file", self.build / ".config"]
        for name, value in values.items():
            script += ["--set-val", name, value]
        run([self.tree / "scripts/config", *script])
        self.make("olddefconfig")

    def make(self, *targets, check=True):
        """The kernel's own make."""
        return run(["make", "-C", self.tree, f"O={self.build}", f"ARCH={self.fixture.arch}",
                    f"CROSS_COMPILE={self.fixture.cross}", f"-j{os.cpu_count()}", *targets],
                   check=check)
