#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Conversions that Linux has made since: 6.1 is the question, 6.12 the answer.

usage: MODSPLIT=build/dev/modsplit bench/replays.py [--no-build] [--jobs N] [OPTION...]

bench/replays.json lists options that are bool in 6.1 and tristate in 6.12, each with the fixture
(scripts/kernel-fixture) that builds it and with what 6.12 has changed for it, where that is known:
exports that are new, and changes in the words of rules/. Each is analyzed on 6.1. The series of
those that come out convertible are applied together to one copy of the fixture, each after it was
shown to apply alone, and built four times: m without the export patches, for modpost's word on what
is missing; then m, y and n. A "batch" is such a copy: a driver and what uses it, each converted as if
the other stayed, are built apart. An option "with" another is a helper, which the other's series
converts. The table's columns:

  verdict   of analyze
  exports   predicted / that modpost misses / new in 6.12
  changes   rules that ask for a change / of those that 6.12 answered / that only 6.12 changed
  m y n     ok, or what failed
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP / "tests/lib"))
from kernel import Copy, Fixture, run  # noqa: E402

CAP = re.compile(r"(#define\s+MAX_UNRESOLVED_REPORTS\s+)\d+")
MISSING = re.compile(r'modpost: "(\S+)" \[(\S+)\.ko\] undefined!')
COMPLAINT = re.compile(r".*(?:modpost: .*(?:WARNING|ERROR|missing|mismatch)|error:|undefined "
                       r"reference).*", re.M)
FAILED = re.compile(r"\*\*\* \[.*: (\S+)\.o\] Error")


class Row:
    """One option: what was predicted, and what came of it."""

    def __init__(self, facts):
        self.facts, self.option = facts, facts["option"]
        self.verdict, self.reason = "not run", facts.get("needs", "")
        self.predicted, self.missing, self.sources = set(), None, set()
        self.changes, self.series, self.module = set(), None, None
        self.built = {}

    def analyze(self, fixture, where):
        """The verdict, and for a convertible one its series."""
        asked = self.facts.get("with", self.option)
        done = fixture.modsplit("analyze", "-q", "--json", asked, check=False)
        if done.returncode not in (0, 1):
            self.verdict, self.reason = "no answer", done.stderr.strip().splitlines()[-1]
            return
        drivers = json.loads(done.stdout)["drivers"]
        answer = drivers[0] if asked == self.option else \
            next(driver for driver in drivers if driver["config"] == self.option)
        self.verdict, self.module = answer["verdict"], answer["module"]
        if answer["config"] != self.option:
            self.verdict, self.reason = "a part", f"only adds to the module {self.module}"
            return
        self.sources = set(answer["sources"])
        self.predicted = {row["symbol"] for row in answer["exports"]}
        self.changes = {f["rule"] for f in answer["findings"] if f["severity"] == "change"}
        blockers = [f for f in answer["findings"] if f["severity"] == "blocker"]
        if blockers:
            first = blockers[0]
            self.reason = f"{first['rule']}: {first['message']} ({first['file']}:{first['line']})"
        if self.verdict == "convertible" and asked == self.option:
            self.write(fixture, where / self.option)

    def write(self, fixture, where):
        """The series, which must apply alone."""
        done = fixture.modsplit("patch", "-q", "-o", where, self.option, check=False)
        if done.returncode:
            self.built["m"] = f"no series: {done.stderr.strip()[:200]}"
            return
        manifest = json.loads((where / "series.json").read_text())
        self.series = [(where / row["mail"], row["kind"]) for row in manifest["patches"]]
        with tempfile.TemporaryDirectory(dir=where) as alone:
            for mail, _ in self.series:
                if not fits(fixture.tree, pathlib.Path(alone), mail):
                    self.built["m"], self.series = f"does not apply: {mail.name}", None
                    return

    def cells(self):
        """The table's row."""
        told, judged = self.facts["exports"], self.missing
        exports = "/".join("-" if side is None else str(len(side))
                           for side in (self.predicted, judged, told))
        changed = self.facts["changed"]
        changes = str(len(self.changes))
        if changed is not None:
            changes += f"/{len(self.changes & set(changed))}/{len(set(changed) - self.changes)}"
        return [self.option, self.verdict, exports, changes] + [self.built.get(v, "-") for v in "myn"]


def touched(mail):
    """The files that a mail changes."""
    return re.findall(r"^\+\+\+ b/(\S+)", mail.read_text(), re.M)


def fits(tree, scratch, mail):
    """Applies a mail to those files of the tree that it touches, copied once; no fuzz."""
    for name in touched(mail):
        if not (scratch / name).exists():
            (scratch / name).parent.mkdir(parents=True, exist_ok=True)
            (scratch / name).write_bytes((tree / name).read_bytes())
    return not subprocess.run(["patch", "-s", "-p1", "-F0", "-i", mail], cwd=scratch,
                              capture_output=True, check=False).returncode


class Bench:
    """One copy of a fixture with all series of its options in it."""

    def __init__(self, fixture, where, jobs):
        self.copy, self.fixture, self.jobs = Copy(fixture, where), fixture, jobs
        name = "scripts/mod/modpost.c"
        self.copy.write(name, CAP.sub(r"\g<1>100000", (self.copy.tree / name).read_text()))

    def apply(self, rows, exports):
        """The export patches, or all others. What stands beside each other may need fuzz."""
        for row in rows:
            for mail, kind in row.series or []:
                if (kind == "export") != exports:
                    continue
                self.unlink(mail)
                done = run(["patch", "-s", "-p1", "-F3", "--no-backup-if-mismatch", "-i", mail],
                           cwd=self.copy.tree, check=False)
                if done.returncode and not exports:
                    row.built["m"] = f"does not apply beside the others: {mail.name}"

    def unlink(self, mail):
        """The tree is hard links: what is patched gets a copy of its own."""
        for name in touched(mail):
            self.copy.write(name, (self.copy.tree / name).read_text())

    def build(self, rows, value):
        """All options at that value; gives what make said."""
        script = ["--file", self.copy.build / ".config"]
        for row in rows:
            script += ["--set-val", row.option, value]
        run([self.copy.tree / "scripts/config", *script])
        command = ["make", "-C", self.copy.tree, f"O={self.copy.build}",
                   f"ARCH={self.fixture.arch}", f"CROSS_COMPILE={self.fixture.cross}"]
        run([*command, "olddefconfig"])
        done = run([*command, f"-j{self.jobs}", "-k", "vmlinux", "modules"], check=False)
        said = done.stdout + done.stderr
        config = (self.copy.build / ".config").read_text()
        for row in rows:
            held = f"CONFIG_{row.option}={value}" in config or value == "n"
            row.built.setdefault(value, "ok" if held else f"is not {value}")
        return done.returncode, said


def blame(rows, value, said):
    """Hands each failure to the row whose module or source it names, one without a name to all."""
    for line in sorted(set(COMPLAINT.findall(said))):
        for row in rows:
            if row.module and re.search(rf"\b{row.module}\b", line.replace("-", "_")):
                row.built[value] = line.strip()[-120:]
    for source in set(FAILED.findall(said)):
        for row in [row for row in rows if f"{source}.c" in row.sources] or rows:
            row.built[value] = f"{source}.o does not compile"
    if re.search(r"\*\*\*", said) and all(row.built[value] == "ok" for row in rows):
        for row in rows:
            row.built[value] = "make failed, and named none of them"


def judge(fixture, rows, where, jobs):
    """Builds the series of one fixture's options."""
    bench = Bench(fixture, where, jobs)
    bench.apply(rows, exports=False)
    _, said = bench.build(rows, "m")
    missing = collections.defaultdict(set)
    for symbol, module in MISSING.findall(said):
        missing[pathlib.Path(module).name.replace("-", "_")].add(symbol)
    for row in rows:
        row.missing = missing[row.module]
        row.built.pop("m", None) if row.built.get("m") == "ok" else None
    bench.apply(rows, exports=True)
    for value in "myn":
        status, said = bench.build(rows, value)
        blame(rows, value, said)
        print(f"{fixture.name}: all of them {value}: make ended with {status}", file=sys.stderr)


def show(rows):
    """The table, then why the others are blocked, then the totals."""
    lines = [["option", "verdict", "exports", "changes", "m", "y", "n"]]
    lines += [row.cells() for row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(4)]
    for line in lines:
        print("  ".join([cell.ljust(widths[i]) for i, cell in enumerate(line[:4])] + line[4:]))
    print()
    for row in rows:
        if row.reason:
            print(f"{row.option}: {row.verdict}: {row.reason}")
    for family in sorted({row.facts["family"] for row in rows}):
        of = [row for row in rows if row.facts["family"] == family]
        good = [row for row in of if row.verdict == "convertible"]
        built = [row for row in good if all(row.built.get(v) == "ok" for v in "myn")]
        wrong = [row.option for row in good
                 if row.missing is not None and row.missing != row.predicted]
        print(f"{family}: {len(of)} options, {len(good)} convertible, {len(built)} of them built as "
              f"m, y and n; exports unlike modpost's: {', '.join(wrong) or 'none'}")


def main():
    parser = argparse.ArgumentParser(description="conversions of 6.12, asked on 6.1")
    parser.add_argument("--no-build", action="store_true", help="verdicts and series only")
    parser.add_argument("--jobs", "-j", type=int, default=2, help="of make")
    parser.add_argument("options", nargs="*", metavar="OPTION")
    asked = parser.parse_args()
    facts = json.loads((TOP / "bench/replays.json").read_text())["options"]
    rows = [Row(f) for f in facts if not asked.options or f["option"] in asked.options]
    for name in sorted({row.facts["fixture"] for row in rows if row.facts["fixture"]}):
        mine = [row for row in rows if row.facts["fixture"] == name]
        try:
            fixture = Fixture(name)
        except SystemExit:      # it has said that the fixture is not built
            for row in mine:
                row.reason = f"fixture {name} is not built"
            continue
        with tempfile.TemporaryDirectory(prefix="modsplit-replay-",
                                         dir=fixture.build.parent) as scratch:
            where = pathlib.Path(scratch)
            for row in mine:
                row.analyze(fixture, where)
                print(f"{row.option}: {row.verdict}", file=sys.stderr, flush=True)
            for batch in sorted({row.facts.get("batch", 1) for row in mine}):
                good = [row for row in mine if row.facts.get("batch", 1) == batch
                        and (row.series or "with" in row.facts and row.verdict == "convertible")]
                if good and not asked.no_build:
                    copy = where / f"batch{batch}"
                    copy.mkdir()
                    judge(fixture, good, copy, asked.jobs)
    show(rows)


if __name__ == "__main__":
    main()
