#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""--export-form=for-modules on a real tree: modpost takes the series, and refuses it without its import.

usage: MODSPLIT=... export_form.py FIXTURE OPTION
"""

import json
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Copy, Fixture, fail  # noqa: E402

MISSING = "but does not import it"


def spaces(build, symbols):
    """The namespaces that Module.symvers gives to symbols."""
    rows = [line.split("\t") for line in (build / "Module.symvers").read_text().splitlines()]
    return {row[4] for row in rows if row[1] in symbols}


def main():
    fixture, option = Fixture(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory(prefix="modsplit-form-", dir=fixture.build.parent) as scratch:
        where = pathlib.Path(scratch)
        fixture.modsplit("patch", "-q", "--export-form=for-modules", "-o", where / "series", option)
        series = json.loads((where / "series/series.json").read_text())
        mails = [where / "series" / patch["mail"] for patch in series["patches"]]
        exported = {s for mail in mails
                    for s in re.findall(r"^\+EXPORT_\w+_FOR_MODULES\((\w+),", mail.read_text(), re.M)}
        copy = Copy(fixture, where)
        for mail in mails:
            copy.apply(mail)
        copy.config(**{option: "m"})
        done = copy.make()
        if not exported or MISSING in done.stdout + done.stderr:
            fail(f"{len(exported)} exports; modpost says\n{done.stderr}")
        module = series["module"]
        if spaces(copy.build, exported) != {f"module:{module}"}:
            fail(f"exported to {spaces(copy.build, exported)}, not to {module} alone")
        tagged = [s for s in copy.view().analyze(f"CONFIG_{option}")["sources"]
                  if "import_ns" in (copy.tree / s).read_text()]
        for name in tagged:
            text = (copy.tree / name).read_text()
            copy.write(name, re.sub(r"^MODULE_INFO\(import_ns.*\n", "", text, flags=re.M))
        done = copy.make("modules", check=False)
        if tagged and MISSING not in done.stdout + done.stderr:
            fail("modpost does not miss the import, so the series need not have it")
    print(f"{len(exported)} exports to {module} alone; without its import modpost refuses it")


if __name__ == "__main__":
    main()
