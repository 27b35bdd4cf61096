# SPDX-License-Identifier: GPL-2.0-only
"""modsplit conf beside the tree's own scripts/kconfig/conf: both run on the same input, with the
compiler's answers from one table, and all that they write is compared."""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess

from kernel import SOURCE, fail, run
import kernel_cache as cache

FILES = [".config", ".config.old", "defconfig", "include/config/auto.conf",
         "include/config/auto.conf.cmd", "include/generated/autoconf.h",
         "include/generated/rustc_cfg"]

# ARCH as make takes it, and the folder below arch/
SUBARCHES = {"i386": "x86", "x86_64": "x86", "sparc32": "sparc", "sparc64": "sparc",
             "parisc64": "parisc"}


def conf_of(tree):
    """The tree's own conf, built once in the cache, which goes by the tree's files."""
    sources = sorted((tree / "scripts/kconfig").glob("*.[chly]"))
    digest = hashlib.sha256(str(tree).encode())
    for path in [tree / "Makefile", *sources]:
        digest.update(path.read_bytes())
    name = f"conf-{digest.hexdigest()[:20]}"
    home = cache.root() / "judges" / name
    with cache.lock(name):
        if not (home / "built").exists():
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir(parents=True)
            run(["make", "-C", tree, f"O={home}", "ARCH=x86_64", "allnoconfig"])
            cache.write_stamp(home / "built", name)
    return home / "scripts/kconfig/conf"


def roomy_memory():
    """A folder in memory: a case leaves some 15,000 empty files, most of the time on a disk."""
    shared = "/dev/shm"
    if os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > 1 << 30:
        return shared
    return None


class Judge:
    """The conf of a tree, on cases in a scratch folder; the tree is not written to."""

    def __init__(self, tree, scratch):
        self.tree, self.scratch = pathlib.Path(tree), pathlib.Path(scratch)
        self.conf = conf_of(self.tree)
        self.shim = self.scratch / "answers.so"
        if not self.shim.exists():
            run(["cc", "-shared", "-fPIC", "-O1", "-o", self.shim,
                 SOURCE / "tests/tree/answers.c"])
        self.tables = {}

    def arches(self):
        """Every ARCH that has a Kconfig of its own, by all its names."""
        found = sorted(p.parent.name for p in self.tree.glob("arch/*/Kconfig"))
        return [a for a in found if a != "x86"] + [a for a in SUBARCHES if a != "sparc32"]

    def defconfigs(self, arch):
        """The defconfigs of an arch and the fragments beside them, relative to the tree; a
        defconfig of x86 belongs to one of its names."""
        source = SUBARCHES.get(arch, arch)
        names = sorted(str(p.relative_to(self.tree))
                       for p in self.tree.glob(f"arch/{source}/configs/**/*")
                       if p.name.endswith(("defconfig", ".config")))
        if source == "x86":
            names = [n for n in names
                     if n.endswith(".config") or pathlib.Path(n).name.startswith(arch)]
        return names

    def environment(self, arch):
        """What the top Makefile hands to conf; the compiler is the host's for every arch."""
        return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"),
                "srctree": str(self.tree), "objtree": ".", "ARCH": arch,
                "SRCARCH": SUBARCHES.get(arch, arch), "KERNELVERSION": "0.0.0",
                "CC": "cc", "LD": "ld", "HOSTCC": "cc", "HOSTCXX": "c++", "AR": "ar", "NM": "nm",
                "OBJCOPY": "objcopy", "OBJDUMP": "objdump", "READELF": "readelf",
                "STRIP": "strip", "RUSTC": "rustc", "BINDGEN": "bindgen", "PAHOLE": "pahole",
                "CONFIG_SHELL": "/bin/sh", "PYTHON3": "python3", "PERL": "perl",
                "CC_VERSION_TEXT": "cc", "RUSTC_VERSION_TEXT": "rustc", "PAHOLE_VERSION": "0",
                "HEADER_ARCH": "x86", "SUBARCH": "x86_64", "CLANG_FLAGS": "",
                "MODSPLIT_CACHE": str(self.scratch / "cache")}

    def table(self, arch):
        """The answers to $(shell) for an arch: recorded once by modsplit, for both sides."""
        if arch in self.tables:
            return self.tables[arch]
        path = self.scratch / f"answers-{arch}.json"
        where = self.scratch / "record"
        shutil.rmtree(where, ignore_errors=True)
        where.mkdir()
        run([os.environ["MODSPLIT"], "conf", "-s", "--alldefconfig", "--record", path, "Kconfig"],
            cwd=where, env=self.environment(arch))
        answers = json.loads(path.read_text())["answers"]
        flat = path.with_suffix(".bin")
        flat.write_bytes(b"".join(k.encode() + b"\0" + v.encode() + b"\0"
                                  for k, v in answers.items()))
        self.tables[arch] = (path, flat)
        return self.tables[arch]

    def run_one(self, program, where, arguments, environment, dot_config, answers):
        """One side in a fresh folder: status, stdout, stderr and the files that it wrote."""
        shutil.rmtree(where, ignore_errors=True)
        where.mkdir(parents=True)
        if dot_config:
            (where / ".config").write_text(dot_config)
        done = subprocess.run([str(a) for a in program + arguments + ["Kconfig"]], cwd=where,
                              env=environment, capture_output=True, input=b"", timeout=120)
        said = {"status": done.returncode, "stdout": done.stdout, "stderr": done.stderr}
        for name in FILES:
            path = where / name
            said[name] = path.read_bytes() if path.exists() else None
        said["names"] = sorted(str(p.relative_to(where)) for p in where.rglob("*")) \
            if answers else None
        return said

    def differences(self, arch, arguments, dot_config=None, extra=None):
        """The names of what differs between the two, and both sides' results."""
        table, flat = self.table(arch)
        environment = {**self.environment(arch), **(extra or {})}
        theirs = self.run_one([self.conf], self.scratch / "theirs", arguments,
                              {**environment, "LD_PRELOAD": str(self.shim), "ANSWERS": str(flat)},
                              dot_config, True)
        ours = self.run_one([os.environ["MODSPLIT"], "conf", "--no-exec", "--answers", table],
                            self.scratch / "ours", arguments, environment, dot_config, True)
        return [k for k in theirs if theirs[k] != ours[k]], theirs, ours


def check_cases(judge, cases):
    """Runs the cases (arch, arguments, .config, environment); fails at the end if any differ."""
    wrong = []
    for number, (arch, arguments, dot_config, extra) in enumerate(cases, 1):
        if number % 20 == 0:
            print(f"{number} of {len(cases)} cases, {len(wrong)} differ so far", flush=True)
        names, theirs, ours = judge.differences(arch, arguments, dot_config, extra)
        if not names:
            continue
        case = f"{arch} {' '.join(arguments)} {extra or ''}"
        print(f"different: {case}: {', '.join(names)}", flush=True)
        for name in names[:1]:
            show(theirs[name], ours[name])
        wrong.append(case)
    print(f"{len(cases)} cases, {len(wrong)} differ")
    if wrong:
        fail(f"{len(wrong)} of {len(cases)} cases differ from the tree's own conf")


def show(theirs, ours):
    """The first lines that differ."""
    if not isinstance(theirs, bytes) or not isinstance(ours, bytes):
        print(f"  conf: {str(theirs)[:300]}\n  ours: {str(ours)[:300]}")
        return
    one, two = theirs.splitlines(), ours.splitlines()
    for line in [l for l in one if l not in set(two)][:5]:
        print(f"  conf: {line.decode(errors='replace')}")
    for line in [l for l in two if l not in set(one)][:5]:
        print(f"  ours: {line.decode(errors='replace')}")
