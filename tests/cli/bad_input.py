#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Bad input that needs no kernel: one clear message with a way out, status 2."""

import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from answers import Judge  # noqa: E402


def mini_kernel(where):
    """The outside of a kernel tree, written by us."""
    (where / "arch/arm64").mkdir(parents=True)
    (where / "Makefile").write_text("VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 1\nEXTRAVERSION =\n")
    (where / "Kconfig").write_text('mainmenu "Linux"\n')
    (where / "Kbuild").write_text("obj-y += drivers/\n")
    return where


def usage(judge):
    judge.ask("no command", [], 2, "usage: modsplit COMMAND", silent=True)
    judge.ask("unknown command", ["frobnicate"], 2, "no command 'frobnicate'", "--help")
    judge.ask("help", ["--help"], 0, "analyze", "exit status")
    for command in ("scan", "analyze", "plan", "patch", "verify", "report", "run", "explain"):
        judge.ask(f"{command} --help", [command, "--help"], 0, f"modsplit {command}")
        judge.ask(f"{command} --nonsense", [command, "--nonsense"], 2, "--nonsense",
                  f"modsplit {command} --help")
    if "?" in judge.ask("conf --help", ["conf", "--help"], 0, "modsplit conf", "Options:",
                        "show this help").stdout:
        judge.note("conf --help", "a character of it is lost")
    judge.ask("conf --nonsense", ["conf", "--nonsense"], 2, "unknown option --nonsense",
              "modsplit conf --help")
    judge.ask("--json takes no driver", ["analyze", "-C", "/nowhere", "--json", "driver.c"], 2,
              "'/nowhere' is not a directory")
    judge.ask("no driver", ["analyze"], 2, "DRIVER is missing")
    judge.ask("two drivers", ["patch", "a.c", "b.c"], 2, "'b.c' is one too many")
    judge.ask("bad colour", ["analyze", "--color=red", "x"], 2, "auto, always or never")
    judge.ask("bad -j", ["analyze", "--jobs=-3", "x"], 2, "1 to 4096")
    judge.ask("branch without apply", ["patch", "--branch", "x", "d.c"], 2, "--apply")


def trees(judge, where):
    judge.ask("no tree", ["analyze", "-C", where / "none", "x"], 2, "none", "-C")
    (where / "empty").mkdir()
    judge.ask("not a kernel", ["analyze", "-C", where / "empty", "x"], 2, "not a kernel tree", "-C")
    kernel = mini_kernel(where / "kernel")
    judge.ask("no .config", ["analyze", "-C", kernel, "x"], 2, r"\.config")
    judge.ask("no build folder", ["analyze", "-C", kernel, f"O={where}/none", "x"], 2, "O=")
    judge.ask("run into a full folder", ["run", "-C", kernel, "-o", kernel, "x"], 2,
              "not an empty directory", "-o")


def rules(judge, where):
    folder = where / "rules"
    folder.mkdir()
    judge.ask("folder without rules", ["explain", "--rules", folder], 2, r"it holds no \*\.json")
    judge.ask("no folder of rules", ["analyze", "-C", where / "kernel", "--rules", where / "none",
                                     "x"], 2, "none")
    mine = {"id": "mine", "title": "Ours", "why": "because", "severity": "risk",
            "confidence": "certain", "check": "bare", "parameters": {}, "fix": "nothing",
            "references": ["us"]}
    (folder / "mine.json").write_text(json.dumps(mine, indent=1))
    judge.ask("a rule of one's own", ["explain", "--rules", folder, "mine"], 0, "Ours")
    (folder / "mine.json").write_text(json.dumps({**mine, "colour": "red"}, indent=1))
    judge.ask("rule, unknown key", ["explain", "--rules", folder, "mine"], 2,
              r"mine\.json:13:2: no key 'colour'")
    (folder / "mine.json").unlink()
    (folder / "option-is-bool.json").write_text(json.dumps({**mine, "id": "option-is-bool"}))
    judge.ask("rule, id twice", ["explain", "--rules", folder], 2,
              r"option-is-bool\.json:1:\d+: there is a rule 'option-is-bool' already")


def values(judge, where):
    series = where / "series"
    series.mkdir()
    kernel = where / "kernel"
    judge.ask("no series", ["verify", "-C", kernel, series], 2, r"series\.json")
    (where / "cut.json").write_text('{"schema": "modsplit.outcome/1", "vers')
    judge.ask("cut JSON", ["report", where / "cut.json"], 2, r"cut\.json:1:\d+: not valid JSON")
    (where / "other.json").write_text('{"schema": "other/1"}')
    judge.ask("other schema", ["report", where / "other.json"], 2, r"other\.json: schema 'other/1'")
    (where / "wrong.json").write_text(json.dumps({"schema": "modsplit.findings/1", "tree": 7,
                                                  "drivers": []}))
    judge.ask("wrong type", ["report", where / "wrong.json"], 2, "tree")
    judge.ask("no file", ["report", where / "none.json"], 2, "none.json", "no such file")
    judge.ask("bad format", ["report", "--format=pdf", where / "cut.json"], 2, "text, json, markdown, html, junit")
    judge.ask("unknown rule", ["explain", "symbol-not-exportd"], 2, "symbol-not-exported")
    judge.ask("full device", ["explain"], 2, "cannot write to standard output",
              stdout="/dev/full")


def main():
    judge = Judge()
    with tempfile.TemporaryDirectory(prefix="modsplit-cli-") as scratch:
        where = pathlib.Path(scratch)
        usage(judge)
        trees(judge, where)
        rules(judge, where)
        values(judge, where)
    sys.exit(judge.finish())


if __name__ == "__main__":
    main()
