#!/usr/bin/env python3
"""Remembers what passed by the bytes it was made of, so that ./test does not run the very same again.

  passed.py suites PRESET [LABEL]     prints the ctest suites that passed as they are now
  passed.py suites-ran PRESET JUNIT   remembers those that passed in this report
  passed.py run NAME PATH...          succeeds if NAME passed with these very files and folders
  passed.py ran NAME                  remembers that it did

What is remembered is what was looked at before the run: an edit while it ran counts as a change.
It lies in build/passed/, so a fresh clone, and with it every run that decides, runs everything.
"""

import hashlib
import json
import subprocess
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

KEPT = Path("build/passed")
# Compiled, and seen in the binaries; or never read by a suite but one that READS_ALL.
NOT_DATA = (".cpp", ".h", ".md")
DATA = (".", ":!web/ui")
READS_ALL = {"tidy_test"}
MACHINE = Path("/var/lib/dpkg/status")  # its libraries, browsers and tools


def digest(paths):
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(str(path).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def files(paths):
    """Every file of ours at or below these: what git knows or would, and what was built."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *paths]
    names = subprocess.run(listed, check=True, capture_output=True, text=True).stdout.split("\0")
    found = {Path(name) for name in names if name} | {
        file
        for path in paths
        if path.startswith("build/")
        for file in (Path(path), *Path(path).rglob("*"))
    }
    return {file for file in found if file.is_file()}


def programs(preset, binary, environment):
    """What an integration suite starts: programs of ours that it names, and probes of its folder."""
    named = next(fact for fact in environment if fact.startswith("CUSTODY_RUNS="))
    installed = [Path(f"build/{preset}/bin") / name for name in named.split("=")[1].split(",")]
    probes = binary.parent / binary.name.removesuffix("_integration_test") / "probe"
    return {*filter(Path.is_file, installed), *filter(Path.is_file, probes.rglob("*"))}


def suites(preset, label):
    command = ["ctest", "--preset", preset, "--show-only=json-v1", *(["-L", label] if label else [])]
    listed = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    data = digest(file for file in files(DATA) if file.suffix not in NOT_DATA)
    machine = digest([MACHINE])
    for test in listed["tests"]:
        if test["name"] in READS_ALL:
            continue
        facts = {fact["name"]: fact["value"] for fact in test["properties"]}
        binary = Path(test["command"][0])
        environment = facts.get("ENVIRONMENT", [])
        made_of = [data, machine, digest([binary]), test["command"][1:], environment]
        if "integration" in facts.get("LABELS", []):
            made_of.append(digest(programs(preset, binary, environment)))
        yield test["name"], hashlib.sha256(json.dumps(made_of).encode()).hexdigest()


def read(name):
    path = KEPT / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else {}


def write(name, what):
    KEPT.mkdir(parents=True, exist_ok=True)
    (KEPT / f"{name}.json").write_text(json.dumps(what, indent=1))


def begin(name, now):
    """Which of these passed as they are; the others are forgotten until they pass again."""
    before = read(name)
    same = {one for one, key in now.items() if before.get(one) == key}
    write(f"{name}.now", now)
    write(name, {one: key for one, key in before.items() if one in same or one not in now})
    return same


def remember(name, passed):
    now = read(f"{name}.now")
    write(name, read(name) | {one: now[one] for one in passed if one in now})


def main(action, name, *rest):
    if action == "suites":
        for one in sorted(begin(name, dict(suites(name, *rest or [None])))):
            print(one)
    elif action == "suites-ran":
        cases = xml.parse(rest[0]).getroot().iter("testcase")
        remember(name, [case.get("name") for case in cases if case.get("status") == "run"])
    elif action == "run":
        return 0 if begin(name, {name: digest({MACHINE, *files(rest)})}) else 1
    elif action == "ran":
        remember(name, [name])
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
