# SPDX-License-Identifier: GPL-2.0-only
"""Conversions of many options: verdicts, and the build of their series in one copy of a fixture."""

import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from kernel import Copy, Fixture, run

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
        self.built, self.blockers = {}, []

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
        self.blockers = [f"{f['rule']}: {f['message']} ({f['file']}:{f['line']})" for f in blockers]
        self.reason = next(iter(self.blockers), self.reason)
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
        told, judged = self.facts.get("exports"), self.missing
        exports = "/".join("-" if side is None else str(len(side))
                           for side in (self.predicted, judged, told))
        changed = self.facts.get("changed")
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


def convert(facts, build=True, jobs=2):
    """A Row for each option of a table; its series are built unless `build` is false."""
    rows = [Row(f) for f in facts]
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
                if good and build:
                    copy = where / f"batch{batch}"
                    copy.mkdir()
                    judge(fixture, good, copy, jobs)
    return rows
