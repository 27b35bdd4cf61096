# SPDX-License-Identifier: GPL-2.0-only
"""Make a fixture: the package's tree, the recipe's edits, the configuration, the baseline build.

Each step leaves a stamp that says what it was made from, and is not done again while that holds.
"""

import hashlib
import os
import re
import shutil
import subprocess
import time

import kernel_cache as cache
import kernel_package
import kernel_recipe
import kernel_seed
from kernel_cache import BuildFailed, FixtureError

BUILD_SIZE = int(0.6 * cache.GIB)
PRODUCTS = ("vmlinux", "Module.symvers")
# ARCH= -> what to make, and what else must be there then
ARCHES = {
    "arm64": (("Image", "modules", "Image.gz"),
              ("arch/arm64/boot/Image", "arch/arm64/boot/Image.gz")),
    "arm": (("zImage", "modules"), ("arch/arm/boot/zImage",)),
    "riscv": (("Image", "modules", "Image.gz"),
              ("arch/riscv/boot/Image", "arch/riscv/boot/Image.gz")),
    "x86_64": (("bzImage", "modules"), ("arch/x86/boot/bzImage",)),
}
# program -> Debian package; {cross} is the recipe's prefix
TOOLS = {"make": "make", "gcc": "gcc", "bc": "bc", "flex": "flex", "bison": "bison",
         "perl": "perl", "xz": "xz-utils", "gzip": "gzip", "tar": "tar", "cp": "coreutils",
         "dpkg-deb": "dpkg", "apt-get": "apt"}
CROSS_PACKAGES = {"aarch64-linux-gnu-": "gcc-aarch64-linux-gnu",
                  "arm-linux-gnueabihf-": "gcc-arm-linux-gnueabihf",
                  "riscv64-linux-gnu-": "gcc-riscv64-linux-gnu",
                  "x86_64-linux-gnu-": "gcc-x86-64-linux-gnu"}


class Fixture:
    """One fixture: its recipe, and where its tree and build are."""

    def __init__(self, recipe):
        self.recipe, self.name = recipe, recipe.name
        self.arch, self.cross = recipe.fields["arch"], recipe.fields.get("cross", "")
        if self.arch not in ARCHES:
            raise FixtureError(f"{self.name}: arch '{self.arch}' is none of "
                               f"{', '.join(sorted(ARCHES))}")
        self.targets, images = ARCHES[self.arch]
        self.products = PRODUCTS + images
        if recipe.fields.get("dtbs") == "yes":
            self.targets += ("dtbs",)
        self.linux = cache.root() / "linux"
        self.home = None

    def last(self):
        """Where the last one that was built is, or None."""
        link = self.linux / self.name
        return link.resolve() if (link / "built").is_file() else None

    def make(self, jobs):
        """Bring tree and build up to date."""
        check_tools(self)
        if re.search(r"[\s:]", str(self.linux)):
            raise FixtureError(f"{self.name}: make cannot build in '{self.linux}', which has a space "
                               "or a colon: set MODSPLIT_CACHE to another directory")
        self.linux.mkdir(parents=True, exist_ok=True)
        with cache.lock(self.name):
            package = self.recipe.fields["package"]
            version = kernel_package.resolve(self.name, package)
            self.home = self.linux / f"{self.name}-{version}"
            self.home.mkdir(exist_ok=True)
            self._tree(version)
            self._configure()
            self._build(jobs)
            self._link()

    def _tree(self, version):
        """The patched source. 'applied' holds the recipe's key, 'content' what came of it: a
        change of the recipe that changes no file leaves the tree, and so the build, alone."""
        tree, key = self.home / "tree", self.recipe.key(version)
        if cache.read_stamp(self.home / "applied") == key and tree.is_dir():
            return
        pristine = kernel_package.unpacked(self.name, self.recipe.fields["package"], version)
        cache.say(f"{self.name}: applying the recipe")
        with cache.scratch(self.home, ".tree") as temporary:
            os.rmdir(temporary)
            copy = subprocess.run(["cp", "-al", str(pristine), str(temporary)], check=False,
                                  stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
            if copy.returncode:
                raise FixtureError(f"{self.name}: cannot copy the tree: {copy.stderr.decode()}")
            written, notes = kernel_recipe.apply(self.recipe, temporary)
            for note in notes:
                cache.say(f"note: optional: {note}")
            content = content_of(version, temporary, written)
            if tree.is_dir() and cache.read_stamp(self.home / "content") == content:
                cache.say(f"{self.name}: the tree is the same as before")
            else:
                (self.home / "content").unlink(missing_ok=True)
                if tree.is_dir():
                    os.rename(tree, self.home / ".tree.old.tmp")
                os.rename(temporary, tree)
                cache.write_stamp(self.home / "content", content)
        cache.write_stamp(self.home / "applied", key)
        shutil.rmtree(self.home / ".tree.old.tmp", ignore_errors=True)

    def _make(self, *arguments):
        return ["make", "-C", str(self.home / "tree"), f"O={self.home / 'build'}",
                f"ARCH={self.arch}", f"CROSS_COMPILE={self.cross}", *arguments]

    def _environment(self):
        """Fixed identity, so that two machines with the same compiler build the same image."""
        date = time.gmtime((self.home / "tree" / "Makefile").stat().st_mtime)
        return {"KBUILD_BUILD_TIMESTAMP": time.strftime("%a %b %d %H:%M:%S UTC %Y", date),
                "KBUILD_BUILD_USER": "modsplit", "KBUILD_BUILD_HOST": "modsplit",
                "KBUILD_BUILD_VERSION": "1"}

    def _build_key(self):
        """What the build depends on besides what make itself watches."""
        content = cache.read_stamp(self.home / "content")
        compiler = cache.output(f"{self.cross}gcc", "--version") or ""
        digest = hashlib.sha256(f"{content}\n{compiler.splitlines()[:1]}\n{self.targets}\n".encode())
        digest.update(self.recipe.config.read_bytes())
        return digest.hexdigest()

    def _configure(self):
        build, stamp = self.home / "build", self.home / "configured"
        wanted = self._build_key()
        if cache.read_stamp(stamp) == wanted and (build / ".config").is_file():
            return
        cache.say(f"{self.name}: configuring")
        cache.need_space(self.home, BUILD_SIZE, f"{self.name}: the build")
        if not build.exists():
            self._seed()
        build.mkdir(exist_ok=True)
        (self.home / "built").unlink(missing_ok=True)
        for log in ("configure.log", "build.log"):
            (self.home / log).unlink(missing_ok=True)
        log = self.home / "configure.log"
        status = cache.run(self._make("allnoconfig"), log, f"{self.name}: configure", limit=600,
                           env={"KCONFIG_ALLCONFIG": str(self.recipe.config)})
        if status:
            raise BuildFailed(f"{self.name}: the configuration failed:\n{tail(log)}\n"
                               f"{self.name}: all of it is in '{log}'")
        check_config(self.name, self.recipe.config, build / ".config")
        cache.write_stamp(stamp, wanted)

    def _seed(self):
        """Start from the build of the recipe's base, if that is whole and of this very kind."""
        if not self.recipe.base:
            return
        base = Fixture(self.recipe.base)
        base.home = self.linux / self.home.name.replace(self.name, base.name, 1)
        with cache.lock(base.name):
            if not (base.home / "built").is_file() or \
                    cache.read_stamp(base.home / "built") != base._build_key():
                return
            cache.say(f"{self.name}: starting from the build of {base.name}")
            kernel_seed.seed(base.home, self.home, sorted({edit.file for edit in
                                                           self.recipe.edits}))

    def _build(self, jobs):
        build, stamp = self.home / "build", self.home / "built"
        products = [build / name for name in self.products]
        wanted = self._build_key()
        if cache.read_stamp(stamp) == wanted and all(path.is_file() for path in products):
            cache.say(f"{self.name}: built already")
            return
        cache.say(f"{self.name}: building {' '.join(self.targets)} with {jobs} jobs")
        for name in ("Module.symvers", "vmlinux.symvers", "modules-only.symvers"):
            (build / name).unlink(missing_ok=True)      # so that modpost runs, and can be heard
        log = self.home / "build.log"
        status = cache.run(self._make(f"-j{jobs}", *self.targets), log, f"{self.name}: build",
                           expected=int(self.recipe.fields.get("steps", 0)),
                           env=self._environment())
        if status:
            raise BuildFailed(f"{self.name}: the build failed:\n{tail(log)}\n"
                               f"{self.name}: all of it is in '{log}'")
        check_log(self.name, log)
        missing = [str(path) for path in products if not path.is_file()]
        if missing:
            raise BuildFailed(f"{self.name}: the build left no '{missing[0]}'; see '{log}'")
        cache.write_stamp(stamp, wanted)

    def _link(self):
        link, new = self.linux / self.name, self.linux / f".{self.name}.link"
        new.unlink(missing_ok=True)
        new.symlink_to(self.home.name)
        os.replace(new, link)


def check_tools(fixture):
    """Name every program that is missing, with its package."""
    tools = dict(TOOLS)
    compiler = f"{fixture.cross}gcc"
    tools[compiler] = CROSS_PACKAGES.get(fixture.cross, compiler)
    missing = {tool: package for tool, package in tools.items() if not shutil.which(tool)}
    if missing:
        raise FixtureError(f"{fixture.name}: missing {', '.join(sorted(missing))}: run 'apt-get "
                           f"install {' '.join(sorted(set(missing.values())))}'")


def content_of(version, tree, written):
    """The patched tree as a hash: the package's version and the files that the recipe changed."""
    digest = hashlib.sha256(f"{version}\n".encode())
    for name in written:
        digest.update(name.encode() + b"\0" + hashlib.sha256((tree / name).read_bytes()).digest())
    return digest.hexdigest()


def check_config(name, fragment, config):
    """Every line of the fragment must hold in .config."""
    have = set(config.read_text(encoding="utf-8").splitlines())
    lost = []
    for line in fragment.read_text(encoding="utf-8").splitlines():
        unset = re.fullmatch(r"# (CONFIG_\w+) is not set", line)
        if unset and any(item.startswith(unset.group(1) + "=") for item in have):
            lost.append(line)
        elif re.match(r"CONFIG_\w+=", line) and line not in have:
            lost.append(line)
    if lost:
        raise BuildFailed("\n".join(f"{name}: '{fragment}': '{line}' does not hold after the "
                                     f"configuration ('{config}')" for line in lost))


def check_log(name, log):
    """The baseline's modpost must be silent."""
    bad = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines()
           if re.search(r"(WARNING|ERROR|FATAL).*modpost|modpost:.*(WARNING|ERROR|FATAL)", line)]
    if bad:
        raise BuildFailed(f"{name}: modpost is not silent:\n" + "\n".join(bad[:20]) +
                           f"\n{name}: all of it is in '{log}'")


def tail(log, count=15):
    """The errors in a log, or its last lines."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    errors = [line for line in lines if re.search(r"error|Error|\*\*\*", line)]
    return "\n".join((errors or lines)[-count:])
