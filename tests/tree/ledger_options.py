#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The option rows of `modsplit size` foretell what the image loses without the option.

usage: ledger_options.py FIXTURE OPTION…

Each option in turn is switched off in a private copy and the kernel linked again; what is loaded of
it must shrink, within five percent, by what its row said and those of the options that Kconfig takes
with it. An option that stays on, and one whose row is nothing, show nothing and fail.
"""

import json
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Copy, Fixture, fail, run  # noqa: E402

WITHIN = 0.05


def ledger(build):
    return json.loads(run([os.environ["MODSPLIT"], "size", "--json", build]).stdout)


def artefact(found, name):
    return next(a for a in found["artefacts"] if a["name"] == name)


def options(found):
    return {r["name"]: r["bytes"] for r in artefact(found, "vmlinux")["rows"]
            if r["kind"] == "option"}


def switched_on(build):
    return {line.split("=")[0][len("CONFIG_"):]
            for line in (build / ".config").read_text().splitlines() if line.endswith("=y")}


def main():
    fixture, wrong = Fixture(sys.argv[1]), []
    foretold = options(ledger(fixture.build))
    with tempfile.TemporaryDirectory(prefix="modsplit-ledger-", dir=fixture.build.parent) as scratch:
        copy = Copy(fixture, pathlib.Path(scratch))
        copy.make("vmlinux")
        on, config = switched_on(copy.build), (copy.build / ".config").read_text()
        whole = artefact(ledger(copy.build), "vmlinux (loaded)")["bytes"]
        for option in sys.argv[2:]:
            copy.config(**{option: "n"})
            gone = on - switched_on(copy.build)
            if option not in gone or not foretold.get(option):
                fail(f"{option} cannot be switched off here, or has no row")
            copy.make("vmlinux")
            left = ledger(copy.build)
            said = sum(foretold.get(name, 0) for name in gone)
            lost = whole - artefact(left, "vmlinux (loaded)")["bytes"]
            rows = ", ".join(sorted(name for name in gone if name in foretold))
            print(f"{option}: {said} foretold by {rows}; {lost} lost", flush=True)
            if any(name in options(left) for name in gone):
                wrong.append(f"{option}: a row of {rows} is still there")
            if lost <= 0 or abs(said - lost) > WITHIN * lost:
                wrong.append(f"{option}: {said} foretold, {lost} lost")
            (copy.build / ".config").write_text(config)
            copy.make("olddefconfig")
    if wrong:
        fail("; ".join(wrong))


if __name__ == "__main__":
    main()
