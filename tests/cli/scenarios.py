#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""`modsplit verify --list` names every scenario of the data files, and what each needs."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

SCENARIOS = pathlib.Path(__file__).resolve().parents[2] / "src/boot/scenarios"


def listed(*arguments, path=os.environ["PATH"]):
    """The list as {name: lines}, with the program's status."""
    done = subprocess.run([os.environ["MODSPLIT"], "verify", "--list", *arguments], text=True,
                          capture_output=True, env={**os.environ, "PATH": path})
    blocks, name = {}, None
    for line in done.stdout.splitlines():
        if not line.startswith(" "):
            name = line
        blocks.setdefault(name, []).append(line.strip())
    return blocks, done


def wrong_with(scenario, machine, lines):
    """Complaints about one scenario's lines, with no program in PATH."""
    text = "\n".join(lines)
    wanted = [scenario["title"], f"ARCH={machine['arch']}", machine["name"],
              f"{machine['program']} (not here: apt-get install {machine['package']})"]
    wanted += [f"CONFIG_{driver}" for driver in scenario["drivers"]]
    wanted += [f"CONFIG_{option}=y" for option in scenario.get("options", [])]
    wanted += [machine[key] for key in ("firmware", "dtb") if machine.get(key)]
    return [f"{scenario['name']}: '{word}' is not there" for word in wanted if word not in text]


def main():
    machines = {path.stem: json.loads(path.read_text())
                for path in (SCENARIOS / "machines").glob("*.json")}
    scenarios = [json.loads(path.read_text()) for path in sorted(SCENARIOS.glob("*.json"))]
    wrong = []
    with tempfile.TemporaryDirectory() as nothing:
        blocks, done = listed(path=nothing)
    if done.returncode or sorted(blocks) != sorted(s["name"] for s in scenarios):
        wrong.append(f"status {done.returncode}, {sorted(blocks)}: {done.stderr}")
    for scenario in scenarios:
        wrong += wrong_with(scenario, machines[scenario["machine"]],
                            blocks.get(scenario["name"], []))
    blocks, done = listed("CONFIG_ARM_SMMU")
    mine = [s["name"] for s in scenarios if "ARM_SMMU" in s["drivers"]]
    if done.returncode or sorted(blocks) != sorted(mine):
        wrong.append(f"of ARM_SMMU: {sorted(blocks)}")
    blocks, done = listed("ACME")
    if done.returncode or blocks:
        wrong.append(f"of ACME: {sorted(blocks)}")
    if listed("ACME", "DC")[1].returncode != 2:
        wrong.append("two options are taken")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
