#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The HTML page: what stands in it without JavaScript, that it fetches nothing, and its treemap.

The page is read by an HTML parser; the pure part of its script is run by node, if there is one.
"""

import html.parser
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from answers import Judge  # noqa: E402
from sizes import budget, ledger  # noqa: E402

SOURCE = pathlib.Path(__file__).resolve().parents[2]
ODD = '<img src=x onerror=alert(1)> & "quoted" </script> \u00e9'
MOST = 5 * 1024 * 1024
OBJECT = "drivers/some/folder1/name_of_it_1"


class Page(html.parser.HTMLParser):
    """Tables as lists of rows, headings, and whatever could fetch something."""

    def __init__(self, text):
        super().__init__()
        self.tables, self.headings, self.fetches, self.tags = [], [], [], []
        self.into, self.lang, self.points = None, None, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append(tag)
        self.fetches += [(tag, k) for k in attributes if k in ("src", "href", "action", "data")]
        if tag == "html":
            self.lang = attributes.get("lang")
        elif tag == "polyline":
            self.points = attributes["points"].split()
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self.into = self.tables[-1][-1]
        elif tag in ("h1", "h2"):
            self.headings.append("")
            self.into = self.headings
        if tag in ("style", "script"):
            self.into = None

    def handle_endtag(self, tag):
        if tag in ("thead", "tbody", "h1", "h2"):
            self.into = None

    def handle_data(self, data):
        if self.into:
            self.into[-1] = (self.into[-1] + data).rstrip("\n")


def page_of(judge, name, *words, status=0):
    text = judge.ask(name, ["size", "--format=html", *words], status).stdout
    if not text.startswith("<!DOCTYPE html>"):
        judge.note(name, f"no page: {text[:200]}")
    return text, Page(text)


def check_tables(judge, where):
    limits = budget(where, "b.json", {"section": ".text", "max": 9999, "reason": ODD},
                    {"option": "TOY", "growth": "1 KiB"})
    history = where / "h.jsonl"
    for size in (9000, 9500):
        judge.ask("record", ["size", "--record", history, "--label", ODD,
                             ledger(where, "a", size)], 0)
    text, page = page_of(judge, "judged", "--budget", limits, "--history", history,
                         ledger(where, "a", 10000), status=1)
    rows, verdict, files, records = page.tables
    for name, table, want in (
            ("rows first", rows, ["section", ".text", "10000"]),
            ("budget", verdict[1:2], ["section .text of vmlinux", "max", "9999 bytes", "10000",
                                      "9500", "", "exceeded", "", ODD]),
            ("files", files, ["drivers/toy/toy.ko", "500"]),
            ("records", records, [ODD, "6.12.1", "9596", "+500", "", ""])):
        if want not in table:
            judge.note(name, f"{want} is not in {table}")
    if page.points != ["0,100", "1000,0"]:
        judge.note("chart", str(page.points))
    if page.fetches or "default-src 'none'" not in text or re.search(r"https?://", text):
        judge.note("fetches", str(page.fetches))
    if "img" in page.tags or page.tags.count("script") != 1:
        judge.note("escaping", str(page.tags))
    if page.lang != "en" or "prefers-color-scheme: dark" not in text:
        judge.note("page", "no language, or no dark colours")


def check_compared(judge, where):
    _, page = page_of(judge, "compared", ledger(where, "a", 10000), ledger(where, "b", 10300))
    if ["section", ".text", "10300", "10000", "+300"] not in page.tables[1]:
        judge.note("changes", str(page.tables[1]))
    if len(page.tables[1]) != 4:
        judge.note("changes", "rows that did not change are among them")


def check_large(judge, where):
    """As many symbols as a defconfig has, and as many objects."""
    value = json.loads(ledger(where, "a", 10000).read_text())
    value["artefacts"][0]["rows"] += [
        {"kind": kind, "name": f"drivers/some/folder{i % 700}/name_of_it_{i}", "bytes": i + 1,
         "before": None} for kind, n in (("symbol", 215000), ("object", 5000)) for i in range(n)]
    value["artefacts"][0]["objects"] = [
        {"name": f"drivers/some/folder{i % 700}/name_of_it_{i}",
         "symbols": [{"name": f"a_symbol_of_{i}_and_{k}", "bytes": 8 * k + 4} for k in range(43)]}
        for i in range(5000)]
    (where / "large").write_text(json.dumps(value))
    text, page = page_of(judge, "large", where / "large")
    if len(text.encode()) > MOST:
        judge.note("large", f"{len(text)} bytes")
    if sum(row[0] == "object" for row in page.tables[0]) != 5000:
        judge.note("large", "objects are missing")
    if "213002 more symbols are left out" not in text:
        judge.note("large", "it does not say what is left out")
    symbols = json.loads(re.search(r"id=symbols>(.*?)</script>", text, re.S).group(1))
    if len(symbols) != 5000 or "(smaller symbols)" not in symbols[OBJECT]:
        judge.note("large", "the treemap has no symbols")
    elif any(sum(own[1::2]) != sum(8 * k + 4 for k in range(43)) for own in symbols.values()):
        judge.note("large", "symbols are lost on the way to the treemap")


def check_symbols(judge, where):
    """Names that could end the script, or be taken for HTML, come through as they are."""
    value = json.loads(ledger(where, "a", 10000).read_text())
    value["artefacts"][0]["rows"] += [{"kind": "object", "name": OBJECT, "bytes": 90, "before": None}]
    value["artefacts"][0]["objects"] = [
        {"name": OBJECT, "symbols": [{"name": ODD, "bytes": 30}, {"name": "plain", "bytes": 40}]}]
    (where / "odd").write_text(json.dumps(value))
    text, page = page_of(judge, "odd", where / "odd")
    symbols = re.search(r"id=symbols>(.*?)</script>", text, re.S).group(1)
    if json.loads(symbols) != {OBJECT: [ODD, 30, "plain", 40]} or "img" in page.tags:
        judge.note("odd", symbols)


TREEMAP = """
const {makeTree, layOut} = require(process.argv[1]);
const rows = [];
for (let i = 1; i < 300; i++) rows.push([`d${i % 7}/e${i % 3}/f${i}.o`, i * i]);
rows.push(["(padding)", 77], ["(aliases)", -5]);
const tree = makeTree("vmlinux", rows, {"d2/e2/f2.o": ["a", 1, "b", 2], "(padding)": []});
const all = [];
const walk = (node, w, h) => {
    const tiles = layOut(node.children.values(), 0, 0, w, h);
    all.push({w, h, bytes: node.bytes, tiles: tiles.map(({x, y, w, h, node}) =>
        ({x, y, w, h, bytes: node.bytes}))});
    for (const t of tiles) if (t.node.children.size) walk(t.node, w, h);
};
walk(tree, 640, 360);
const leaf = tree.children.get("d2").children.get("e2").children.get("f2.o");
console.log(JSON.stringify({bytes: tree.bytes, all,
    leaf: [...leaf.children.values()].map(({name, bytes}) => [name, bytes])}));
"""


def check_treemap(judge, where):
    """Tiles fill their frame, do not overlap, and have areas as their bytes."""
    node = shutil.which("node")
    if not node:
        print("node is not installed: the treemap is not laid out")
        return
    script = where / "page.js"
    shutil.copy(SOURCE / "src/report/page.js", script)
    done = subprocess.run([node, "-e", TREEMAP, script], capture_output=True, text=True,
                          check=False, env={**os.environ, "NODE_OPTIONS": ""})
    if done.returncode:
        judge.note("treemap", done.stderr)
        return
    said = json.loads(done.stdout)
    if said["bytes"] != sum(i * i for i in range(1, 300)) + 77:
        judge.note("treemap", f"{said['bytes']} bytes")
    if said["leaf"] != [["a", 1], ["b", 2], ["(no symbol)", 1]]:
        judge.note("symbols of an object", str(said["leaf"]))
    for frame in said["all"]:
        tiles, area = frame["tiles"], frame["w"] * frame["h"]
        for i, a in enumerate(tiles):
            if abs(a["w"] * a["h"] / area - a["bytes"] / frame["bytes"]) > 1e-6:
                judge.note("area", str(a))
            if a["x"] < -1e-6 or a["x"] + a["w"] > frame["w"] + 1e-6 or \
               a["y"] < -1e-6 or a["y"] + a["h"] > frame["h"] + 1e-6:
                judge.note("outside", str(a))
            for b in tiles[i + 1:]:
                if min(a["x"] + a["w"], b["x"] + b["w"]) - max(a["x"], b["x"]) > 1e-6 and \
                   min(a["y"] + a["h"], b["y"] + b["h"]) - max(a["y"], b["y"]) > 1e-6:
                    judge.note("overlap", f"{a} {b}")


def main():
    judge = Judge()
    with tempfile.TemporaryDirectory(prefix="modsplit-page-") as scratch:
        for part in (check_tables, check_compared, check_large, check_symbols, check_treemap):
            where = pathlib.Path(scratch, part.__name__)
            where.mkdir()
            part(judge, where)
    sys.exit(judge.finish())


if __name__ == "__main__":
    main()
