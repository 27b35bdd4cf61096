#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The series under patches/ is what modsplit makes today.

usage: patches_regenerate.py FIXTURE FOLDER

On the version that FOLDER's outcome names, byte for byte; on another one, where Debian has updated
the package, the added and removed lines.
"""

import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Fixture, SOURCE, fail  # noqa: E402


def changed_lines(mail):
    """What a mail adds and removes, file by file, in order."""
    lines, body = [], False
    for line in mail.read_text().splitlines():
        if line.startswith("diff --git "):
            body = True
        if body and line[:1] in "+-" and not line.startswith("--- a/"):
            lines.append(line)
    return lines


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
        mails = [before["cover"]] if same else []
        for mail in mails + [p["mail"] for p in before["patches"]]:
            old, new = saved / mail, series / mail
            if same and old.read_bytes() != new.read_bytes():
                fail(f"{old} is not what modsplit makes: scripts/make-patches writes it again")
            if not same and changed_lines(old) != changed_lines(new):
                fail(f"{old}: other lines on {after['version']} than on {before['version']}")
    print(f"{len(before['patches'])} patches, "
          f"{'byte for byte' if same else 'the same added and removed lines'}")


if __name__ == "__main__":
    main()
