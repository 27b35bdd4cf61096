#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The HTML page in Chromium: sorted, filtered and walked by clicks and keys, in light and dark."""

import json
import pathlib
import sys
import tempfile
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from answers import Judge  # noqa: E402
from browser import Browser, missing  # noqa: E402
from sizes import ledger  # noqa: E402

ENTER, BACKSPACE = "\ue007", "\ue003"
OBJECTS = {"drivers/toy/toy.o": 3000, "drivers/toy/more.o": 1000, "kernel/fork.o": 5000}
NAMES = "return [...document.querySelectorAll('#rows tbody tr')].filter(r => !r.hidden)" \
        ".map(r => r.cells[1].textContent)"
TILES = "return [...document.querySelectorAll('.map button')].map(b => b.title.split(':')[0])"
GROUND = "return getComputedStyle(document.body).backgroundColor"
# how many cells with a number take more lines than one
BROKEN = """return [...document.querySelectorAll('#rows td.n')].filter(cell => {
    const text = document.createRange();
    text.selectNodeContents(cell);
    return text.getClientRects().length > 1;
}).length"""


def page(judge, where):
    """A page of two ledgers with objects in folders."""
    paths = []
    for name, more in (("a", 0), ("b", 300)):
        path = ledger(where, name, 10000 + more)
        value = json.loads(path.read_text())
        value["artefacts"][0]["rows"] += [
            {"kind": "object", "name": o, "bytes": b + more, "before": None}
            for o, b in OBJECTS.items()]
        value["artefacts"][0]["rows"] += [{"kind": "symbol", "name": "a_long_name_" * 12,
                                           "bytes": 7654321, "before": None}]
        value["artefacts"][0]["objects"] = [{"name": "drivers/toy/toy.o", "symbols": [
            {"name": "toy_probe", "bytes": 2000}, {"name": "toy_remove", "bytes": 400}]}]
        path.write_text(json.dumps(value))
        paths.append(path)
    html = where / "page.html"
    html.write_text(judge.ask("page", ["size", "--format=html", *paths], 0).stdout)
    return html


def expect(judge, name, got, want):
    if got != want:
        judge.note(name, f"{got}, not {want}")


def check_table(judge, browser):
    expect(judge, "numbers of more than one line", browser.run(BROKEN), 0)
    browser.click("#rows th:nth-child(3) button")
    sizes = browser.run("return [...document.querySelectorAll('#rows tbody tr')]"
                        ".map(r => Number(r.cells[2].textContent))")
    expect(judge, "sorted by a click", sizes, sorted(sizes, reverse=True))
    browser.type("#rows th:nth-child(3) button", ENTER)
    sizes = browser.run("return [...document.querySelectorAll('#rows tbody tr')]"
                        ".map(r => Number(r.cells[2].textContent))")
    expect(judge, "sorted by a key", sizes, sorted(sizes))
    browser.type("#tools input", "toy.o")
    expect(judge, "filtered", browser.run(NAMES), ["drivers/toy/toy.o"])
    browser.type("#tools input", BACKSPACE * 5)
    expect(judge, "not filtered", len(browser.run(NAMES)), len(sizes))
    browser.run("const s = document.querySelector('#tools select'); s.value = 'object';"
                "s.dispatchEvent(new Event('change'))")
    expect(judge, "of a kind", sorted(browser.run(NAMES)), sorted(OBJECTS))


def check_map(judge, browser):
    expect(judge, "top", browser.run(TILES), ["kernel", "drivers"])
    browser.click(".map button[title^=drivers]")
    expect(judge, "a click goes in", browser.run(TILES), ["toy"])
    browser.type(".map button", ENTER)
    expect(judge, "a key goes in", browser.run(TILES), ["toy.o", "more.o"])
    browser.click(".map button[title^='toy.o']")
    expect(judge, "down to symbols", browser.run(TILES), ["toy_probe", "(no symbol)", "toy_remove"])
    browser.type(".map button", BACKSPACE)
    expect(judge, "a key goes out", browser.run(TILES), ["toy.o", "more.o"])
    browser.type(".map button", BACKSPACE)
    expect(judge, "and further out", browser.run(TILES), ["toy"])
    browser.click("nav button")
    expect(judge, "a click goes out", browser.run(TILES), ["kernel", "drivers"])


def colours(png):
    """How many different bytes the picture's data has: a blank page has few."""
    data, at = b"", 8
    while at < len(png):
        size = int.from_bytes(png[at:at + 4], "big")
        if png[at + 4:at + 8] == b"IDAT":
            data += png[at + 8:at + 8 + size]
        at += size + 12
    return len(set(zlib.decompress(data)))


def main():
    lacking = missing()
    if lacking:
        print(f"skipped: {lacking} is not installed")
        sys.exit(77)
    judge = Judge()
    with tempfile.TemporaryDirectory(prefix="modsplit-page-") as scratch:
        where = pathlib.Path(scratch)
        html = page(judge, where)
        with Browser(where / "light") as browser:
            browser.open(html)
            check_table(judge, browser)
            check_map(judge, browser)
            light = browser.run(GROUND)
            if colours(browser.screenshot()) < 40:
                judge.note("screenshot", "the page is blank")
        with Browser(where / "dark", dark=True) as browser:
            browser.open(html)
            if browser.run(GROUND) == light:
                judge.note("dark", f"the ground is {light} there, too")
    sys.exit(judge.finish())


if __name__ == "__main__":
    main()
