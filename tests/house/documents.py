# SPDX-License-Identifier: GPL-2.0-only
"""Documents against what they speak of."""
import json
import pathlib
import re
import shutil
import subprocess

from house_lib import Skip, blank, check, line_of

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)(#[^)\s]*)?\)")


@check("links", [
    (None, {"docs/a.md": "[b](b.md) [web](https://x.example/) [top](#here)\n", "docs/b.md": ""}),
    ("docs/a.md:2: 'gone.md'", {"docs/a.md": "\n[b](gone.md)\n"}),
])
def check_links(house):
    """Links between documents lead somewhere."""
    wrong = []
    for name in house.match("*.md"):
        for number, line in enumerate(house.text(name).split("\n"), 1):
            for match in LINK.finditer(line):
                target = match.group(1)
                if re.match(r"[a-z]+:", target):
                    continue
                if not (house.root / pathlib.PurePath(name).parent / target).exists():
                    wrong.append(f"{name}:{number}: '{target}' is not there")
    return wrong


@check("rooms-documented", [
    (None, {"src/layers.txt": "base:\n", "src/README.md": "| `base/` | x |\n",
            "docs/architecture.md": "`base`\n"}),
    ("src/README.md: nothing about 'base'",
     {"src/layers.txt": "base:\n", "src/README.md": "", "docs/architecture.md": "`base`\n"}),
    ("docs/architecture.md: nothing about 'base'",
     {"src/layers.txt": "base:\n", "src/README.md": "`base/`\n", "docs/architecture.md": ""}),
])
def check_rooms(house):
    """Every room of layers.txt is in src/README.md and in docs/architecture.md."""
    wrong = []
    for room in re.findall(r"^([a-z]+):", house.text("src/layers.txt"), re.MULTILINE):
        if f"`{room}/`" not in house.text("src/README.md"):
            wrong.append(f"src/README.md: nothing about '{room}'")
        if f"`{room}`" not in house.text("docs/architecture.md"):
            wrong.append(f"docs/architecture.md: nothing about '{room}'")
    return wrong


@check("rules-documented", [
    (None, {"rules/a-b.json": "{}", "docs/rules.md": "### a-b\n",
            "kernel-fixtures/cases/a-b/x": "", "kernel-fixtures/cases/a-b--clean/x": ""}),
    ("docs/rules.md: nothing about 'a-b'",
     {"rules/a-b.json": "{}", "docs/rules.md": "", "kernel-fixtures/cases/a-b/x": "",
      "kernel-fixtures/cases/a-b--clean/x": ""}),
    ("docs/rules.md: 'c-d' is no rule", {"docs/rules.md": "### c-d\n"}),
    ("kernel-fixtures/cases/a-b--clean is missing",
     {"rules/a-b.json": "{}", "docs/rules.md": "### a-b\n", "kernel-fixtures/cases/a-b/x": ""}),
])
def check_rules(house):
    """Every rule has a heading in docs/rules.md, a case that fires and a clean twin."""
    rules = {pathlib.PurePath(f).stem for f in house.match("rules/*.json")}
    told = set(re.findall(r"^### (\S+)$", house.text("docs/rules.md"), re.MULTILINE))
    wrong = [f"docs/rules.md: nothing about '{rule}'" for rule in sorted(rules - told)]
    wrong += [f"docs/rules.md: '{rule}' is no rule" for rule in sorted(told - rules)]
    for rule in sorted(rules):
        for case in (rule, rule + "--clean"):
            if not house.match(f"kernel-fixtures/cases/{case}/*"):
                wrong.append(f"kernel-fixtures/cases/{case} is missing")
    return wrong


LISTED = '[{"id": "f-x", "what": "w", "cases": ["a-b"], "tests": ["tests/t.c"], "sources": []}]'
SHOWN = {"kernel-fixtures/went-wrong.json": LISTED, "docs/rules.md": "| f-x | w | `a-b` |\n",
         "kernel-fixtures/cases/a-b/findings.json": "[]", "tests/t.c": ""}


@check("went-wrong", [
    (None, SHOWN),
    ("'f-x': there is no case 'c-d' that fires",
     {**SHOWN, "kernel-fixtures/went-wrong.json": LISTED.replace("a-b", "c-d")}),
    ("'f-x': no case shows it",
     {**SHOWN, "kernel-fixtures/went-wrong.json": LISTED.replace('"a-b"', "")}),
    ("'f-x': there is no 'tests/u.c'",
     {**SHOWN, "kernel-fixtures/went-wrong.json": LISTED.replace("t.c", "u.c")}),
    ("docs/rules.md: nothing about 'f-x' and `a-b`", {**SHOWN, "docs/rules.md": "| f-x | w |\n"}),
    ("docs/rules.md: 'f-y' is not in kernel-fixtures/went-wrong.json",
     {**SHOWN, "docs/rules.md": "| f-x | w | `a-b` |\n| f-y | v | `a-b` |\n"}),
    ("'f-x' stands there twice",
     {**SHOWN, "kernel-fixtures/went-wrong.json": f"[{LISTED[1:-1]}, {LISTED[1:-1]}]"}),
])
def check_went_wrong(house):
    """Each conversion that went wrong is shown by a case, and by the documents."""
    name, wrong = "kernel-fixtures/went-wrong.json", []
    rows = {line.split(" ")[1]: line for line in house.text("docs/rules.md").split("\n")
            if line.startswith("| f-")}
    known = set()
    for failure in json.loads(house.text(name)):
        number = f"{name}: '{failure['id']}'"
        if failure["id"] in known:
            wrong.append(f"{number} stands there twice")
        known.add(failure["id"])
        if not failure["cases"]:
            wrong.append(f"{number}: no case shows it")
        for case in failure["cases"]:
            if f"kernel-fixtures/cases/{case}/findings.json" not in house.files:
                wrong.append(f"{number}: there is no case '{case}' that fires")
            if f"`{case.split('--')[0]}`" not in rows.get(failure["id"], ""):
                wrong.append(f"docs/rules.md: nothing about '{failure['id']}' and "
                             f"`{case.split('--')[0]}`")
        wrong += [f"{number}: there is no '{test}'" for test in failure["tests"]
                  if test not in house.files]
    return wrong + [f"docs/rules.md: '{row}' is not in {name}" for row in sorted(rows.keys() - known)]


ANSWERS = re.compile(r'\bplanner_(?:next|open|first|areas)\(\s*[^,"]+,\s*"([^"]*)"')
CHECK_TABLE = 'const struct check checks[] = {\n\t{"option-type", f, NULL, NULL},\n};\n' \
              'static const char *const mended[] = {"option-type", NULL};\n'


@check("answers-checks", [
    (None, {"src/checks/checks.c": CHECK_TABLE,
            "src/plan/a.c": 'planner_next(planner, "option-type", &i);\n'}),
    ("src/checks/checks.c: nothing of src/plan answers 'bare'",
     {"src/checks/checks.c": CHECK_TABLE.replace("NULL};", '"bare", NULL};'),
      "src/plan/a.c": 'planner_next(planner, "option-type", &i);\n'}),
    ("src/plan/a.c:1: there is no check 'option-is-bool'",
     {"src/checks/checks.c": CHECK_TABLE,
      "src/plan/a.c": 'planner_next(planner, "option-is-bool", &i);\n'}),
])
def check_answers(house):
    """What plan answers is found by a check of that name: a wrong one would never be answered."""
    table = house.text("src/checks/checks.c")
    table = table[table.index("const struct check checks[]"):]
    checks = set(re.findall(r'^\t\{"([a-z-]+)"', table, re.MULTILINE))
    # a helper is answered by steps of its own
    wrong, answered = [], {"helpers"}
    for name in house.match("src/plan/*.c"):
        text = blank(house.text(name), strings=False)
        for match in ANSWERS.finditer(text):
            answered.add(match.group(1))
            if match.group(1) not in checks:
                wrong.append(f"{name}:{line_of(text, match.start())}: "
                             f"there is no check '{match.group(1)}'")
    mended = re.search(r"\bmended\[\] = \{(.*?)\};", house.text("src/checks/checks.c"), re.DOTALL)
    wrong += [f"src/checks/checks.c: nothing of src/plan answers '{name}'"
              for name in re.findall(r'"([a-z-]+)"', mended.group(1) if mended else "")
              if name not in answered]
    return wrong


FIELD = re.compile(r"\b(?:RECORD_F[A-Z_]+\(|OPTIONAL\(|G_STRUCT_OFFSET\(\s*struct)"
                   r"\s*(\w+),\s*(?:RECORD_\w+,\s*)?(\w+)")
DEFINE = re.compile(r"^#define(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
FIELDS = "TYPE(door, door, RECORD_FSTR(door, name),\n RECORD_FLIST(door, knobs, &knob_type));\n"
FORMATS = "#### door\n\n| `name` | string | x |\n| `knobs` | list | x |\n"


@check("formats-documented", [
    (None, {"src/base/a.c": FIELDS, "docs/formats.md": FORMATS}),
    ("src/base/a.c: 'knobs' of 'door' is not in docs/formats.md",
     {"src/base/a.c": FIELDS, "docs/formats.md": FORMATS.replace("`knobs`", "knobs")}),
    ("docs/formats.md: 'door' has no 'size'",
     {"src/base/a.c": FIELDS, "docs/formats.md": FORMATS + "| `size` | number | x |\n"}),
    ("docs/formats.md: there is no heading 'knob'",
     {"src/base/a.c": FIELDS, "docs/formats.md": FORMATS.replace("list", "[knob](#knob)")}),
    ("docs/formats.md: nothing about 'modsplit.door/1'",
     {"src/base/a.c": FIELDS + '"modsplit.door/1"', "docs/formats.md": FORMATS}),
])
def check_formats(house):
    """The records that docs/formats.md describes have the keys that it lists; no schema is missing."""
    told, headings, wrong = set(), {None}, []
    document = house.text("docs/formats.md")
    heading = None
    for line in document.split("\n"):
        if line.startswith("#"):
            heading = line.lstrip("#").strip() if line.startswith("#### ") else None
            headings.add(heading)
        row = re.match(r"\| `(\w+)` \|", line)
        if row and heading:
            told.add((heading, row.group(1)))
    for target in sorted(set(re.findall(r"\]\(#(\w+)\)", document)) - headings):
        wrong.append(f"docs/formats.md: there is no heading '{target}'")
    has = {}
    for name in house.match("src/*.c"):
        text = house.text(name)
        for field in FIELD.findall(DEFINE.sub("", text)):
            if field[0] in headings:        # a record that only the cache or a report has is not
                has[field] = name
        for schema in sorted(set(re.findall(r'"(modsplit\.\w+/\d+)"', text))):
            if schema not in document:
                wrong.append(f"docs/formats.md: nothing about '{schema}'")
    wrong += [f"{has[f]}: '{f[1]}' of '{f[0]}' is not in docs/formats.md"
              for f in sorted(has.keys() - told)]
    wrong += [f"docs/formats.md: '{f[0]}' has no '{f[1]}'" for f in sorted(told - has.keys())]
    return sorted(set(wrong))


PAGE = ".Dd $Mdocdate$\n.Dt X 1\n.Os\n.Sh NAME\n.Nm x\n.Nd y\n.Sh DESCRIPTION\nWords.\n"


@check("man-pages", [
    (None, {"docs/man/x.1": '.\\" c\n' + PAGE.replace("$Mdocdate$", "January 2, 2026")}),
    ("docs/man/x.1", {"docs/man/x.1": PAGE.replace(".Nd y", ".Xx y")}),
])
def check_man(house):
    """mandoc has nothing to say about the pages, nitpicks of style aside."""
    mandoc = shutil.which("mandoc")
    if not mandoc:
        raise Skip("mandoc is not installed")
    wrong = []
    for name in house.match("docs/man/*.1"):
        run = subprocess.run([mandoc, "-T", "lint", "-W", "warning", name], cwd=house.root,
                             capture_output=True, text=True)
        wrong += [line.replace("mandoc: ", "") for line in run.stdout.splitlines()]
    return wrong


def usage_options(text):
    return set(re.findall(r"(?<![\w-])--([a-z][a-z-]+)", text))


def page_options(text):
    """Long options that a page documents: '.It … Fl -name'."""
    items = [line for line in text.split("\n") if line.startswith(".It")]
    return {name for line in items for name in re.findall(r"Fl -([a-z][a-z-]+)", line)}


# what `modsplit` stands in for in the miniatures: a script with the same --help
def program(*options):
    return "#!/bin/sh\necho Options: " + " ".join(options) + "\n"


def page(*options):
    return ".Bl -tag\n" + "".join(f".It Fl -{o}\n" for o in options) + ".El\n"


def find_program(house):
    """The modsplit that was built, or the one of a miniature."""
    for path in (house.root / "stand-in/modsplit", pathlib.Path(house.build or ".") / "modsplit"):
        if path.is_file():
            path.chmod(0o755)
            return str(path.resolve())
    raise Skip("there is no modsplit in the build directory")


@check("man-options", [
    ("docs/man/modsplit-dance.1 is missing",
     {"stand-in/modsplit": "#!/bin/sh\necho '  dance     shows how'\n"}),
    (None, {"docs/man/modsplit-scan.1": page("json", "help"), "docs/man/modsplit.1": page("color"),
            "stand-in/modsplit": program("--json", "--help", "--color")}),
    ("modsplit-scan.1: nothing about '--json'",
     {"docs/man/modsplit-scan.1": page("help"), "stand-in/modsplit": program("--json")}),
    ("modsplit-scan.1: '--gone' is no option",
     {"docs/man/modsplit-scan.1": page("json", "gone"), "stand-in/modsplit": program("--json")}),
])
def check_man_options(house):
    """Each page documents the options that `modsplit SUBCOMMAND --help` shows, and no others."""
    wrong = []
    binary = find_program(house)
    run = subprocess.run([binary, "--help"], capture_output=True, text=True, timeout=60)
    for verb in re.findall(r"^  ([a-z]+)  +\S", run.stdout, re.MULTILINE):
        if f"docs/man/modsplit-{verb}.1" not in house.files:
            wrong.append(f"docs/man/modsplit-{verb}.1 is missing")
    common = page_options(house.text("docs/man/modsplit.1")) \
        if "docs/man/modsplit.1" in house.files else set()
    for name in house.match("docs/man/modsplit-*.1"):
        verb = pathlib.PurePath(name).stem[len("modsplit-"):]
        run = subprocess.run([binary, verb, "--help"], capture_output=True, text=True,
                             timeout=60)
        has, told = usage_options(run.stdout), page_options(house.text(name)) - {"help"}
        has -= common - told
        if run.returncode != 0:
            wrong.append(f"{name}: 'modsplit {verb} --help' gives {run.returncode}")
            continue
        wrong += [f"{name}: nothing about '--{o}'" for o in sorted(has - told - {"help"})]
        wrong += [f"{name}: '--{o}' is no option of 'modsplit {verb}'" for o in sorted(told - has)]
    return wrong


CHECKS = {f.name: f for f in (check_links, check_rooms, check_rules, check_went_wrong, check_answers,
                              check_formats, check_man, check_man_options)}
