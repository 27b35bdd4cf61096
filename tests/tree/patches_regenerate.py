#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The series under patches/ is what modsplit makes today.

usage: patches_regenerate.py FIXTURE FOLDER

On the version that FOLDER's outcome names, byte for byte; on another one, where Debian has updated
the package, the added and removed lines of every file that both versions have alike.
"""

import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Fixture, SOURCE, fail  # noqa: E402


def sections(mail):
    """What a mail does to each file: (file, blob that it changes, added and removed lines)."""
    found, lines = [], None
    for line in mail.read_text().splitlines():
        if line.startswith("diff --git "):
            lines = []
            found.append([line.split(" b/")[-1], "", lines])
        elif lines is not None and line.startswith("index "):
            found[-1][1] = line.split()[1].split("..")[0]
        elif lines is not None and line[:1] in "+-" and not line.startswith(("--- ", "+++ ")):
            lines.append(line)
    return found


def same_blob(one, other):
    """Git shortens names of blobs as far as it can."""
    short = min(len(one), len(other))
    return short >= 7 and one[:short] == other[:short]


def check_other_version(old, new, mails):
    """A file that both versions have alike is changed alike; how many there are."""
    first = {}  # file -> is it the same in both kernels, before the first patch?
    for mail in mails:
        before, after = sections(old / mail), sections(new / mail)
        for (file, blob, lines), (twin, other, changed) in zip(before, after):
            alike = first.setdefault(file, file == twin and same_blob(blob, other))
            if alike and lines != changed:
                fail(f"{mail}: {file} is the same in both kernels, and is changed otherwise")
        files = [[section[0] for section in part] for part in (before, after)]
        if files[0] != files[1]:
            fail(f"{mail}: other files: {files[0]} and {files[1]}")
    for file in (file for file, alike in first.items() if not alike):
        print(f"not compared: {file} is another in this kernel")
    return sum(first.values())


def main():
    fixture, saved = Fixture(sys.argv[1]), SOURCE / "patches" / sys.argv[2]
    before = json.loads((saved / "series.json").read_text())
    with tempfile.TemporaryDirectory(prefix="modsplit-patches-") as scratch:
        series = pathlib.Path(scratch) / "series"
        same = fixture.make_series(saved, series)
        if (saved / "outcome.json").exists():
            fixture.modsplit("patch", "--outcome", saved / "outcome.json", series)
        after = json.loads((series / "series.json").read_text())
        if [p["subject"] for p in after["patches"]] != [p["subject"] for p in before["patches"]]:
            fail("the subjects differ: " + str([p["subject"] for p in after["patches"]]))
        mails = [p["mail"] for p in before["patches"]]
        if not same:
            alike = check_other_version(saved, series, mails)
            if not alike:
                fail("no file of the series is as it was")
            print(f"{alike} files changed by the same lines")
            return
        for mail in [before["cover"]] + mails:
            if (saved / mail).read_bytes() != (series / mail).read_bytes():
                fail(f"{saved / mail} is not what modsplit makes: scripts/make-patches writes it "
                     "again")
    print(f"{len(before['patches'])} patches, byte for byte")


if __name__ == "__main__":
    main()
