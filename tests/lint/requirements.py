#!/usr/bin/env python3
"""Holds docs/requirements.md against the tests that name its numbers.

  requirements.py          fails when the table is not what the tests say, or a row has none it needs
  requirements.py --write  writes the column of tests anew

A test names a requirement by its number: in the comment above it or within it; the number in a
file's first comment is of all its tests. Ranges do not count: who says R011 to R050 tests nothing.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs/requirements.md"
ROW = re.compile(r"^\| (R\d{3}) \| (.*) \| (kept|absent|later|part \d) \|(.*)\|$")
NUMBER = re.compile(r"\bR\d{3}\b")
RANGE = re.compile(r"\bR\d{3}(?:\s*(?:-|to|–)\s*)R\d{3}\b")
TEST = re.compile(r"^\s*(?:(?:TYPED_)?TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)|(?:test|it)(?:\.\w+)?\(\s*'((?:[^'\\]|\\.)+)')")
COMMENT = re.compile(r"^\s*//")
NEEDS_A_TEST = {"kept", "absent"}


def name_of(match):
    suite, case, sentence = match.groups()
    return f"{suite}.{case}" if suite else sentence.replace("|", "/")


def named_in(path):
    """(number, test) for each number that a file of tests names; test is None for all of them."""
    lines = path.read_text().splitlines()
    within = None
    for at, line in enumerate(lines):
        if match := TEST.match(line):
            within = name_of(match)
        if RANGE.search(line):
            sys.exit(f"{path.relative_to(ROOT)}:{at + 1}: name each requirement, a range tests nothing")
        for number in NUMBER.findall(line):
            below = next((later for later in lines[at + 1 :] if not COMMENT.match(later)), "")
            above = TEST.match(below) if COMMENT.match(line) else None
            yield number, name_of(above) if above else within


def tests():
    files = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-co", "--exclude-standard", "tests", "web/ui/tests"],
        capture_output=True, text=True, check=True).stdout.splitlines()
    found = {}
    for name in sorted(f for f in files if re.search(r"(_test\.cpp|\.test\.ts)$", f)):
        path = ROOT / name
        for number, test in named_in(path):
            told = f"`{test or name}`"
            if told not in found.setdefault(number, []):
                found[number].append(told)
    return found


def main():
    found = tests()
    lines, known, faults = [], set(), []
    for line in TABLE.read_text().splitlines():
        if match := ROW.match(line):
            number, text, state, _ = match.groups()
            if number in known:
                faults.append(f"{number} has two rows")
            known.add(number)
            told = found.get(number, [])
            if state in NEEDS_A_TEST and not told:
                faults.append(f"{number} is said to be {state}, and no test names it")
            line = f"| {number} | {text} | {state} | {'<br>'.join(told)} |"
        elif line.startswith("| R"):
            faults.append(f"not a row: {line}")
        lines.append(line)
    faults += [f"{number} is named by {told[0]} and has no row" for number, told in sorted(found.items()) if number not in known]
    written = "\n".join(lines) + "\n"
    if "--write" in sys.argv[1:]:
        TABLE.write_text(written)
    elif written != TABLE.read_text():
        faults.append("docs/requirements.md is not what the tests say: run tests/lint/requirements.py --write")
    if faults:
        sys.exit("\n".join(faults))
    print(f"{len(known)} requirements, {sum(1 for n in known if n in found)} of them with tests")


main()
