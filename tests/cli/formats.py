#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The formats for CI systems, of findings and budgets full of characters that they escape.

Each is read back by a reader of its own (an XML parser, JSON, GitHub's rules for commands) and must
give what was put in; SARIF, JUnit and Code Quality have the properties that their readers require.
"""

import json
import pathlib
import re
import sys
import tempfile
import urllib.parse
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from answers import Judge  # noqa: E402
from sizes import budget, ledger  # noqa: E402

# what the formats would take for their own
ODD = 'a|b <c> & "d" 100%, e:f ::g\n*h* `i` \\ \u00e9 ]]> \'j\''


def finding(rule, severity, subject, line, message=ODD, file="drivers/a b/x%c.c"):
    return {"rule": rule, "severity": severity, "subject": subject, "file": file, "line": line,
            "message": message, "fix": None, "arguments": []}


def findings(*rows):
    """Findings of one blocked driver."""
    return {"schema": "modsplit.findings/1",
            "tree": {"version": "6.12.1", "arch": "arm64", "searched": "tree"},
            "drivers": [{"query": "drivers/a b/x%c.c", "config": "A", "module": "x",
                         "sources": ["drivers/a b/x%c.c"], "verdict": "blocked", "notes": [],
                         "exports": [], "findings": list(rows)}]}


ROWS = (finding("late-probe", "blocker", "one", 7), finding("option-is-bool", "change", "two", 8),
        finding("may-not-unload", "risk", "three", 9, message="plain"),
        finding("has-no-alias", "note", "", 0, file=None))
LEVELS = ["error", "warning", "warning", "note"]


class Formats:
    """`modsplit report --format=…` on one set of files."""

    def __init__(self, judge, files):
        self.judge, self.files = judge, files

    def get(self, name):
        """The report in a format."""
        return self.judge.ask(name, ["report", f"--format={name}", *self.files], 0).stdout

    def want(self, name, have, want):
        """They should be equal."""
        if have != want:
            self.judge.note(name, f"{have!r} is not {want!r}")


def check_sarif(formats, size):
    log = json.loads(formats.get("sarif"))
    formats.want("version", log["version"], "2.1.0")
    run, = log["runs"]
    driver = run["tool"]["driver"]
    formats.want("tool", driver["name"], "modsplit")
    formats.want("base", "SRCROOT" in run["originalUriBaseIds"], True)
    ids = [rule["id"] for rule in driver["rules"]]
    formats.want("rules once", len(ids), len(set(ids)))
    for result in run["results"]:
        formats.want("ruleIndex", ids[result["ruleIndex"]], result["ruleId"])
        formats.want("fingerprint", bool(re.fullmatch(
            "[0-9a-f]{64}", result["partialFingerprints"]["modsplit/v1"])), True)
        place = result["locations"][0]["physicalLocation"]
        formats.want("uriBaseId", place["artifactLocation"]["uriBaseId"], "SRCROOT")
        if re.search(r"^/|^\w+:|[ <>\"]", place["artifactLocation"]["uri"]):
            formats.judge.note("uri", place["artifactLocation"]["uri"])
    results = run["results"]
    formats.want("levels", [r["level"] for r in results], LEVELS + size)
    formats.want("message", results[0]["message"]["text"], ODD)
    place = results[0]["locations"][0]["physicalLocation"]
    formats.want("path", urllib.parse.unquote(place["artifactLocation"]["uri"]),
                 "drivers/a b/x%c.c")
    formats.want("line", place["region"]["startLine"], 7)
    formats.want("no line", "region" in results[3]["locations"][0]["physicalLocation"], False)
    return [r["partialFingerprints"]["modsplit/v1"] for r in results]


def check_junit(formats, failed, total):
    top = xml.etree.ElementTree.fromstring(formats.get("junit"))
    formats.want("root", top.tag, "testsuites")
    formats.want("failures", (int(top.get("failures")), int(top.get("tests"))), (failed, total))
    cases = []
    for suite in top:
        formats.want("suite", suite.tag, "testsuite")
        formats.want("tests", int(suite.get("tests")), len(suite.findall("testcase")))
        formats.want("failures", int(suite.get("failures")), len(suite.findall("*/failure")))
        for attribute in ("name", "errors", "skipped", "time"):
            formats.want(attribute, attribute in suite.attrib, True)
        cases += suite.findall("testcase")
    for case in cases:
        formats.want("case", {"name", "classname", "time"} <= set(case.attrib), True)
    formats.want("failure", cases[0].find("failure").get("message"), ODD)
    formats.want("text", cases[0].find("failure").text, "drivers/a b/x%c.c:7: " + ODD)
    formats.want("a warning does not fail", cases[1].find("failure"), None)


def check_github(formats, size):
    """Read as the runner does: properties end at ',' and '::', then percent escapes are undone."""
    levels = []
    lines = formats.get("github").split("\n")
    formats.want("last line", lines.pop(), "")
    for line in lines:
        match = re.fullmatch(r"::(error|warning|notice) ([^\n]*?)::(.*)", line)
        if not match:
            formats.judge.note("github", line)
            continue
        levels.append(match.group(1).replace("notice", "note"))
        properties = dict(p.split("=", 1) for p in match.group(2).split(","))
        formats.want("properties", set(properties) <= {"title", "file", "line"}, True)
        if len(levels) == 1:
            formats.want("message", urllib.parse.unquote(match.group(3)), ODD)
            formats.want("file", urllib.parse.unquote(properties["file"]), "drivers/a b/x%c.c")
            formats.want("line", properties["line"], "7")
    formats.want("levels", levels, LEVELS + size)


def check_gitlab(formats, fingerprints):
    issues = json.loads(formats.get("gitlab"))
    for issue in issues:
        formats.want("keys", set(issue), {"description", "check_name", "fingerprint", "severity",
                                          "location"})
        formats.want("severity", issue["severity"] in ("info", "minor", "critical"), True)
        formats.want("begin", issue["location"]["lines"]["begin"] >= 1, True)
    formats.want("fingerprints", [i["fingerprint"] for i in issues], fingerprints)
    formats.want("description", issues[0]["description"], ODD)
    formats.want("path", issues[0]["location"]["path"], "drivers/a b/x%c.c")


def check_markdown(formats):
    text = formats.get("markdown")
    formats.want("marker", text.startswith("<!-- modsplit:size -->\n"), True)
    formats.want("markers", text.count("<!-- modsplit:size -->"), 1)
    columns = set()
    for line in text.split("\n"):
        if line.startswith("|"):
            columns.add(len(re.findall(r"(?<!\\)\|", line)))
        elif columns:
            formats.want("columns of a table", len(columns), 1)
            columns = set()
    formats.want("html", "<c>" in text, False)


def main():
    judge = Judge()
    with tempfile.TemporaryDirectory(prefix="modsplit-formats-") as scratch:
        where = pathlib.Path(scratch)
        found, sizes, moved = where / "found.json", where / "sizes.json", where / "moved.json"
        found.write_text(json.dumps(findings(*ROWS)))
        moved.write_text(json.dumps(findings(*({**r, "line": r["line"] + 90, "message": "other"}
                                               for r in ROWS))))
        limits = budget(where, "b|c.json", {"section": ".text", "max": 9999, "reason": ODD},
                        {"symbol": "toy_probe", "max": 41, "warn": 10}, {"max": "1 MiB"},
                        {"option": "TOY", "growth": 1, "owner": "<me>"})
        judge.ask("size", ["size", f"--json={sizes}", "--budget", limits, "--record",
                           where / "h.jsonl", ledger(where, "a", 10000)], 1)
        formats = Formats(judge, [found, sizes])
        fingerprints = check_sarif(formats, ["error", "warning", "note"])
        formats.want("all different", len(set(fingerprints)), 7)
        check_junit(formats, 2, 8)
        check_github(formats, ["error", "warning", "note"])
        check_gitlab(formats, fingerprints)
        check_markdown(formats)
        again = Formats(judge, [moved]).get("sarif")
        formats.want("fingerprints know no lines", fingerprints[:4], [
            r["partialFingerprints"]["modsplit/v1"] for r in json.loads(again)["runs"][0]["results"]])
        check_direct(judge, where, limits)
    sys.exit(judge.finish())


def check_direct(judge, where, limits):
    """size takes --format itself; its status is that of the budget."""
    done = judge.ask("size --format", ["size", "--format=github", "--budget", limits, "--history",
                                       where / "h.jsonl", ledger(where, "a", 10000)], 1)
    if not done.stdout.startswith("::error title=size-max%3A section .text of vmlinux,file=b|c.json,"):
        judge.note("size --format", done.stdout)
    (where / "bad.json").write_text('{"schema": "modsplit.size/1", "tree": null, "artefacts": []}')
    judge.ask("no tree", ["report", where / "bad.json"], 2, "bad.json: its tree")


if __name__ == "__main__":
    main()
