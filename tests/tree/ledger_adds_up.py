#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""`modsplit size` against binutils and bloat-o-meter, on two builds.

usage: ledger_adds_up.py FIXTURE OTHER

In each file the rows of each kind add up to its bytes; sections equal `size -A`, symbols `nm -S`;
two builds compared equal the tree's own bloat-o-meter, name by name. A stripped and a cut vmlinux
are refused, and a saved ledger says what its build says.
"""

import collections
import json
import os
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Fixture, fail, run  # noqa: E402


def size(*arguments, check=True):
    return run([os.environ["MODSPLIT"], "size", "--json", *arguments], check=check)


def check_sums(ledger):
    """Within a file and a kind, the rows add up; no name stands twice."""
    for artefact in ledger["artefacts"]:
        sums, seen = collections.Counter(), set()
        for row in artefact["rows"]:
            sums[row["kind"]] += row["bytes"]
            if (row["kind"], row["name"]) in seen:
                fail(f"{artefact['name']}: {row['kind']} {row['name']} has two rows")
            seen.add((row["kind"], row["name"]))
        for kind, total in sums.items():
            if total != artefact["bytes"]:
                fail(f"{artefact['name']}: {kind} rows come to {total}, not {artefact['bytes']}")


def rows(ledger, name, kind):
    artefact = next(a for a in ledger["artefacts"] if a["name"] == name)
    return {r["name"]: r["bytes"] for r in artefact["rows"]
            if r["kind"] == kind and not r["name"].startswith("(")}


def check_binutils(fixture, ledger):
    vmlinux = fixture.build / "vmlinux"
    judged = {}
    for line in run([f"{fixture.cross}size", "-A", vmlinux]).stdout.splitlines()[2:]:
        words = line.split()
        if len(words) == 3 and int(words[1]):
            judged[words[0]] = int(words[1])
    loaded = {n: b for n, b in rows(ledger, "vmlinux", "section").items()
              if n not in (".symtab", ".strtab", ".shstrtab")}
    if judged != loaded:
        fail(f"size -A differs: {sorted(set(judged.items()) ^ set(loaded.items()))[:10]}")
    symbols = collections.Counter()
    for line in run([f"{fixture.cross}nm", "-S", "--size-sort", vmlinux]).stdout.splitlines():
        words = line.split()
        symbols[words[3]] += int(words[1], 16)
    if dict(symbols) != rows(ledger, "vmlinux", "symbol"):
        fail("nm differs")
    return len(symbols)


def counted_otherwise(fixture):
    """The script passes over weak names, and keeps foo.isra.0 apart from foo."""
    names = set()
    for line in run([f"{fixture.cross}nm", fixture.build / "vmlinux"]).stdout.splitlines():
        kind, name = line.split()[-2:]
        if kind in "wWvV" or "." in name:
            names.add(name.split(".")[0])
    return names


def check_bloat(one, two, compared):
    """Name by name, as far as both count alike."""
    script = one.tree / "scripts/bloat-o-meter"
    said = run([sys.executable, script, "-p", one.cross, one.build / "vmlinux",
                two.build / "vmlinux"]).stdout
    artefact = compared["artefacts"][0]
    ours = {r["name"]: (r["before"], r["bytes"]) for r in artefact["rows"]
            if r["kind"] == "symbol"}
    checked, joined = 0, counted_otherwise(one) | counted_otherwise(two)
    for line in said.splitlines():
        words = re.match(r"(\S+)\s+(\d+|-)\s+(\d+|-)\s+([+-]\d+)$", line)
        if not words or words.group(1).split(".")[0] in joined:
            continue
        before, after = (0 if w == "-" else int(w) for w in words.group(2, 3))
        if ours.get(words.group(1)) != (before, after):
            fail(f"bloat-o-meter: {line}; modsplit: {ours.get(words.group(1))}")
        checked += 1
    if not checked:
        fail(f"bloat-o-meter has nothing to compare:\n{said[:1000]}")
    return checked


def check_refused(fixture, where):
    data = (fixture.build / "vmlinux").read_bytes()
    (where / "cut").write_bytes(data[:len(data) // 2])
    run([f"{fixture.cross}strip", "-o", where / "stripped", fixture.build / "vmlinux"])
    for name, word in (("cut", "cut"), ("stripped", "stripped"), ("missing", "not there")):
        done = size(where / name, check=False)
        if done.returncode != 2 or word not in done.stderr or done.stdout:
            fail(f"{name}: status {done.returncode}: {done.stderr}")


def main():
    one, two = Fixture(sys.argv[1]), Fixture(sys.argv[2])
    ledger = json.loads(size(one.build).stdout)
    if ledger["artefacts"][0]["bytes"] != (one.build / "vmlinux").stat().st_size:
        fail("vmlinux has another size")
    check_sums(ledger)
    symbols = check_binutils(one, ledger)
    compared = json.loads(size(one.build, two.build).stdout)
    changed = check_bloat(one, two, compared)
    with tempfile.TemporaryDirectory(prefix="modsplit-size-") as scratch:
        where = pathlib.Path(scratch)
        check_refused(one, where)
        (where / "saved").write_text(json.dumps(ledger))
        if json.loads(size(where / "saved", two.build).stdout) != compared:
            fail("a saved ledger compares otherwise than its build")
    print(f"{symbols} names as nm has them, {changed} changes as bloat-o-meter has them")


if __name__ == "__main__":
    main()
