# SPDX-License-Identifier: GPL-2.0-only
"""Ledgers, budgets and records written by us, for tests of `modsplit size`."""

import json


def ledger(where, name, text, toy=3000, compiler="gcc 12", config="c1"):
    """Saves a ledger: vmlinux with a .text of `text` bytes, the option TOY, and toy.ko."""
    rows = [("section", ".text", text), ("section", "(padding)", 96),
            ("option", "TOY", toy), ("option", "(always built)", text + 96 - toy),
            ("symbol", "toy_probe", 40), ("symbol", "(unknown)", text + 56)]
    artefacts = [("vmlinux", text + 96, rows), ("drivers/toy/toy.ko", 500, [])]
    value = {
        "schema": "modsplit.size/1",
        "tree": {"version": "6.12.1", "arch": None, "compiler": compiler, "config": config},
        "artefacts": [{"name": n, "file": n, "bytes": b, "before": None,
                       "rows": [{"kind": k, "name": r, "bytes": s, "before": None}
                                for k, r, s in lines]} for n, b, lines in artefacts]}
    path = where / name
    path.write_text(json.dumps(value))
    return path


def budget(where, name, *limits, **more):
    """Saves a budget of these limits."""
    path = where / name
    path.write_text(json.dumps({"schema": "modsplit.budget/1", "limits": limits, **more}))
    return path
