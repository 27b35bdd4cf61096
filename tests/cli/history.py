#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""`modsplit size --record` and `--history`: the base, what may differ from it, and damage."""

import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from answers import Judge  # noqa: E402
from sizes import budget, ledger  # noqa: E402


def growth(judge, where):
    """The base is the last record that kept the budget."""
    history = where / "growth.jsonl"
    limits = budget(where, "growth.json", {"section": ".text", "growth": 100, "warn": 10},
                    {"option": "TOY", "growth": 10}, {"symbol": "toy_probe", "max": 40})

    def size(name, status, text, *patterns, record=True):
        build = ledger(where, "build", text)
        return judge.ask(name, ["size", "--record" if record else "--history", history,
                                "--budget", limits, build], status, *patterns)

    size("no base, only shown", 0, 10000, "no base yet", record=False)
    judge.absent("only shown", history)
    size("no base", 0, 10000, "no base yet", "this build becomes the first", "3 of 3 limits")
    size("met", 0, 10050, "Budget growth.json: met")
    size("exceeded", 1, 10151, "growth is 101 bytes, 1 more than")
    size("still exceeded", 1, 10152, "growth is 102 bytes")
    size("near", 0, 10145, "only 5 left")
    size("against the near one", 0, 10200, "Budget growth.json: met", record=False)
    records = [json.loads(line) for line in history.read_text().splitlines()]
    if [r["state"] for r in records] != ["no-base", "met", "exceeded", "exceeded", "near"]:
        judge.note("records", str([r["state"] for r in records]))
    rows = {(r["kind"], r["name"]): r["bytes"] for r in records[-1]["artefacts"][0]["rows"]}
    if rows.get(("section", ".text")) != 10145 or rows.get(("symbol", "toy_probe")) != 40:
        judge.note("rows of a record", str(rows))
    judge.ask("shown", ["size", "--history", history], 0, r"History \(5 records\)",
              r"10241 +\+95 +exceeded|10247 +\+101 +exceeded")


def others(judge, where):
    """Another compiler or configuration than the base's."""
    history = where / "others.jsonl"
    judge.ask("first", ["size", "--record", history, "--label", "v1", ledger(where, "a", 10000)], 0)
    compiler = ledger(where, "b", 10000, compiler="gcc 13")
    config = ledger(where, "c", 10000, config="c2")
    judge.ask("compiler", ["size", "--record", history, compiler], 2, "'gcc 12'", "'gcc 13'",
              "--allow=compiler")
    judge.ask("configuration", ["size", "--history", history, config], 2, "--allow=config")
    judge.ask("not that one", ["size", "--history", history, "--allow=compiler", config], 2)
    if len(history.read_text().splitlines()) != 1:
        judge.note("a refused build", "it was recorded")
    judge.ask("allowed", ["size", "--record", history, "--allow=compiler,config", compiler], 0)
    judge.ask("told apart", ["size", "--history", history], 0, r"v1 ", "other compiler")
    judge.ask("two builds", ["size", "--budget", budget(where, "o.json", {"max": "1 MiB"}),
                             ledger(where, "a", 10000), compiler], 2, "another compiler")
    judge.ask("unknown word", ["size", "--allow=all", compiler], 2, "compiler, config or both")


def edited(judge, where):
    """A budget that is not the base's, by the record, and by git."""
    history, build = where / "edited.jsonl", ledger(where, "a", 10000)
    repo = where / "repo"
    repo.mkdir()

    def git(*words):
        subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *words],
                       cwd=repo, check=True, capture_output=True)

    def size(name, *patterns):
        return judge.ask(name, ["size", "--record", history, "--budget", repo / "b.json", build],
                         0, *patterns)

    git("init", "-q")
    budget(repo, "b.json", {"max": "1 MiB"}, {"section": ".text", "max": "1 MiB"})
    git("add", "-A")
    git("commit", "-qm", "one")
    (repo / "other").write_text("x")
    git("add", "-A")
    git("commit", "-qm", "two")
    if "is edited" in size("as it was").stdout:
        judge.note("as it was", "is said to be edited")
    budget(repo, "b.json", {"max": "2 MiB"}, {"option": "TOY", "max": "1 MiB"})
    said = " ".join(size("edited", "edited").stdout.split())
    for words in ("b.json is edited in the same change",
                  "'vmlinux: max 2 MiB', was 'vmlinux: max 1 MiB'",
                  "'option TOY of vmlinux: max 1 MiB' is new",
                  "'section .text of vmlinux: max 1 MiB' is gone"):
        if words not in said:
            judge.note("edited", f"'{words}' is not in: {said}")
    git("commit", "-qam", "three")
    size("committed", "b.json is edited in the same change")


def damaged(judge, where):
    """What is damaged is named, and the rest is used."""
    history, build = where / "damaged.jsonl", ledger(where, "a", 10000)
    for _ in range(2):
        judge.ask("record", ["size", "--record", history, build], 0)
    good = history.read_text().splitlines()
    history.write_text("\n".join([good[0], good[1][:70], '{"schema": "other/1"}',
                                  good[1].replace('"name":"vmlinux"', '"name":null'), good[1]]))
    done = judge.ask("damaged", ["size", "--record", history, build], 0,
                     r"damaged\.jsonl:2: damaged", r"damaged\.jsonl:3: damaged.*schema",
                     r"damaged\.jsonl:4: damaged", r"History \(2 records\)")
    if "no base" in done.stdout:
        judge.note("damaged", "the last record is not used")
    # the last line had no end; the new one stands on a line of its own
    lines = history.read_text().splitlines()
    if len(lines) != 6 or json.loads(lines[5])["schema"] != "modsplit.record/1":
        judge.note("behind a line without an end", str(lines[-2:]))


def full_disk(judge, where):
    """A record that does not fit leaves the history as it was."""
    history, build = where / "full.jsonl", ledger(where, "a", 10000)
    judge.ask("record", ["size", "--record", history, build], 0)
    before = history.read_bytes()

    def limit():
        most = len(before) + 20
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    done = subprocess.run([os.environ["MODSPLIT"], "size", "--record", history, build],
                          capture_output=True, text=True, preexec_fn=limit, check=False)
    if done.returncode != 2 or "cannot append to" not in done.stderr:
        judge.note("full disk", f"status {done.returncode}: {done.stderr}")
    if history.read_bytes() != before:
        judge.note("full disk", "the history has changed")
    judge.ask("a device", ["size", "--record", "/dev/full", build], 2, "/dev/full")


def misused(judge, where):
    build = ledger(where, "a", 10000)
    judge.ask("no history", ["size", "--history", where / "none"], 2, "--record makes it")
    judge.ask("no build", ["size", "--record", where / "none"], 2, "is missing")
    judge.ask("both", ["size", "--record", "x", "--history", "y", build], 2, "both a history")
    judge.ask("two bases", ["size", "--history", "y", build, build], 2, "two bases")
    judge.ask("label", ["size", "--label", "y", build], 2, "give --record")


def main():
    judge = Judge()
    with tempfile.TemporaryDirectory(prefix="modsplit-history-") as scratch:
        for part in (growth, others, edited, damaged, full_disk, misused):
            where = pathlib.Path(scratch, part.__name__)
            where.mkdir()
            part(judge, where)
    sys.exit(judge.finish())


if __name__ == "__main__":
    main()
