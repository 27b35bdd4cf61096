#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The option rows of `modsplit size` foretell what the image loses without the option.

usage: ledger_options.py FIXTURE OPTION…

Each option in turn is switched off in a private copy and the kernel linked again; what is loaded of
it must shrink by what its row said, within five percent. An option that stays on, and one whose row
is nothing, show nothing and fail.
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


def main():
    fixture, wrong = Fixture(sys.argv[1]), []
    foretold = options(ledger(fixture.build))
    with tempfile.TemporaryDirectory(prefix="modsplit-ledger-", dir=fixture.build.parent) as scratch:
        copy = Copy(fixture, pathlib.Path(scratch))
        copy.make("vmlinux")
        whole = artefact(ledger(copy.build), "vmlinux (loaded)")["bytes"]
        for option in sys.argv[2:]:
            copy.config(**{option: "n"})
            if f"CONFIG_{option}=y" in (copy.build / ".config").read_text().splitlines():
                fail(f"{option} cannot be switched off here")
            copy.make("vmlinux")
            left = ledger(copy.build)
            lost = whole - artefact(left, "vmlinux (loaded)")["bytes"]
            print(f"{option}: {foretold[option]} foretold, {lost} lost")
            if option in options(left):
                wrong.append(f"{option} still has a row")
            if lost <= 0 or abs(foretold[option] - lost) > WITHIN * lost:
                wrong.append(f"{option}: {foretold[option]} foretold, {lost} lost")
            copy.config(**{option: "y"})
    if wrong:
        fail("; ".join(wrong))


if __name__ == "__main__":
    main()
