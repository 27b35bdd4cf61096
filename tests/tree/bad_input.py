#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Bad input on a real kernel: one clear message with a way out, status 2, nothing left behind.

usage: bad_input.py FIXTURE DRIVER
"""

import os
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from answers import Judge  # noqa: E402
from kernel import Copy, Fixture, SOURCE, run  # noqa: E402


def common(fixture, command, *rest, tree=None, build=None):
    return [command, "-C", tree or fixture.tree, f"O={build or fixture.build}", "ARCH=arm64",
            "CROSS_COMPILE=aarch64-linux-gnu-", *rest]


def drivers(judge, fixture, query):
    judge.ask("unknown driver", common(fixture, "analyze", "drivers/iommu/arm-smmu-v4.c"), 2,
              "arm-smmu-v4")
    judge.ask("unknown option", common(fixture, "analyze", "CONFIG_ARM_SMMU_V33"), 2,
              "ARM_SMMU_V3")
    judge.ask("a header", common(fixture, "analyze", "drivers/iommu/arm/arm-smmu/arm-smmu.h"), 2,
              "header")
    judge.ask("already tristate", common(fixture, "analyze", "CONFIG_VIRTIO_BLK"), 0, "ready")
    moved = pathlib.PurePath(query).name
    judge.ask("a path that moved", common(fixture, "analyze", f"drivers/iommu/{moved}"), 0,
              "convertible", query)


def builds(judge, fixture, query, where):
    """Builds that do not fit; the copies hold links, so the fixture is never touched."""
    judge.ask("another arch", ["analyze", "-C", fixture.tree, f"O={fixture.build}", "ARCH=x86_64",
                               query], 2, "arm64", "x86")
    judge.ask("no cross compiler", ["analyze", "-C", fixture.tree, f"O={fixture.build}",
                                    "ARCH=arm64", "CROSS_COMPILE=riscv128-linux-gnu-", query], 2,
              "riscv128-linux-gnu-", env={"MODSPLIT_CACHE": str(where / "cache")})
    cut = where / "cut"
    run(["cp", "-al", fixture.build, cut])
    vmlinux = (fixture.build / "vmlinux").read_bytes()
    (cut / "vmlinux").unlink()
    (cut / "vmlinux").write_bytes(vmlinux[:len(vmlinux) // 2])
    judge.ask("vmlinux cut in half", common(fixture, "analyze", query, build=cut), 2, "vmlinux")
    stale = Copy(fixture, where)
    stale.write(query, (stale.tree / query).read_text())
    judge.ask("objects older than sources", common(fixture, "analyze", query, tree=stale.tree,
                                                   build=stale.build), 2,
              re.escape(query), "build")


def path_without(where, *words):
    """A folder with links to all programs on PATH but those whose name has one of the words."""
    folder = where / f"bin-without-{words[0]}"
    folder.mkdir()
    for directory in os.environ["PATH"].split(os.pathsep):
        for program in pathlib.Path(directory).glob("*"):
            link = folder / program.name
            if not any(word in program.name for word in words) and not link.is_symlink():
                link.symlink_to(program)
    return str(folder)


def tools(judge, fixture, query, where):
    """What verify and run need is asked for before anything is built; nothing is left behind."""
    series = SOURCE / "patches/6.12-smmu/arm-smmu-v3"
    wants = [("no qemu", "qemu-system", "'qemu-system-aarch64' not found: apt-get install "
                                        "qemu-system-arm$"),
             ("no cross compiler", "aarch64-linux-gnu-gcc", "'aarch64-linux-gnu-gcc' not found: "
                                                            "apt-get install "
                                                            "gcc-aarch64-linux-gnu")]
    for name, word, message in wants:
        cache, out = where / f"cache-{word}", where / f"out-{word}"
        path = path_without(where, word)
        judge.ask(f"verify, {name}", common(fixture, "verify", series), 2, f"(?m){message}",
                  env={"PATH": path, "MODSPLIT_CACHE": str(cache)})
        judge.absent(f"verify, {name}", cache / "verify")
        judge.ask(f"run, {name}", common(fixture, "run", "-o", out, query), 2,
                  f"(?m){message}", env={"PATH": path})
        judge.absent(f"run, {name}", out)


def outputs(judge, fixture, query, where):
    full = where / "full"
    full.mkdir()
    (full / "mine").write_text("keep")
    judge.ask("folder not empty", common(fixture, "patch", "-o", full, query), 2, "full")
    if sorted(p.name for p in full.iterdir()) != ["mine"]:
        judge.note("folder not empty", "the folder was changed")
    small = where / "small"
    small.mkdir()
    if os.geteuid() or run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", small],
                           check=False).returncode:
        print("not asked: a disk that fills up (needs root and a tmpfs)")
        return
    try:
        judge.ask("disk that fills up", common(fixture, "patch", "-o", small / "series", query), 2,
                  "small|No space")
        left = [str(p) for p in small.rglob("*")]
        if left:
            judge.note("disk that fills up", f"left behind: {left}")
    finally:
        run(["umount", small])


def main():
    fixture, query = Fixture(sys.argv[1]), sys.argv[2]
    judge = Judge()
    with tempfile.TemporaryDirectory(prefix="modsplit-bad-", dir=fixture.build.parent) as scratch:
        where = pathlib.Path(scratch)
        drivers(judge, fixture, query)
        builds(judge, fixture, query, where)
        tools(judge, fixture, query, where)
        outputs(judge, fixture, query, where)
    sys.exit(judge.finish())


if __name__ == "__main__":
    main()
