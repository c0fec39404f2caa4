#!/usr/bin/env python3
"""Runs clang-tidy over our sources, in the batches of a unity build so that headers are read once
for many, and remembers, by content, which batches are clean.

  clang_tidy.py BUILD_DIR [--all]

Without --all: the batches with sources touched by the last commits and by uncommitted work, or
that include a header touched there; with it, everything. BUILD_DIR holds a compile_commands.json
made for clang (preset `lint`).
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

COMMITS_BACK = 30
TIDY = "clang-tidy-19"
ROOT = pathlib.Path(__file__).resolve().parents[2]
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "custody-lint"
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def git(*words):
    return subprocess.run(["git", "-C", ROOT, *words], capture_output=True, text=True, check=True).stdout


def touched():
    """Paths changed by the last commits (all, when history is shorter) and since."""
    revisions = git("rev-list", "--first-parent", f"--max-count={COMMITS_BACK + 1}", "HEAD").split()
    if len(revisions) <= COMMITS_BACK:
        return set(git("ls-files", "-co", "--exclude-standard").splitlines())
    changed = git("diff", "--name-only", revisions[-1]).splitlines()
    return set(changed) | set(git("ls-files", "-o", "--exclude-standard").splitlines())


def included(path, seen):
    """`path` and every file of ours it includes, directly or not."""
    path = os.path.relpath(ROOT / path, ROOT)  # a batch names its sources absolutely
    if path in seen or not (ROOT / path).is_file():
        return seen
    seen.add(path)
    for name in INCLUDE.findall((ROOT / path).read_text(errors="replace")):
        included(name, seen)
    return seen


def fingerprint(files, version):
    digest = hashlib.sha256(version.encode())
    for path in [".clang-tidy", *sorted(files)]:
        if not path.startswith("build/"):  # which batch it is does not matter, its sources do
            digest.update(path.encode() + b"\0" + (ROOT / path).read_bytes())
    return digest.hexdigest()


def main():
    build = pathlib.Path(sys.argv[1])
    everything = "--all" in sys.argv[2:]
    commands = json.loads((build / "compile_commands.json").read_text())
    batches = sorted({os.path.relpath(os.path.realpath(c["file"]), ROOT) for c in commands})
    batches = [b for b in batches if not b.endswith("empty.cpp")]
    if not batches:
        sys.exit("clang-tidy: found no sources")
    version = subprocess.run([TIDY, "--version"], capture_output=True, text=True, check=True).stdout
    recent = touched()
    CACHE.mkdir(parents=True, exist_ok=True)
    dirty = {}
    for batch in batches:
        files = included(batch, set())
        key = fingerprint(files, version)
        if (everything or files & recent) and not (CACHE / key).exists():
            dirty[batch] = key

    def check(batch):
        run = subprocess.run([TIDY, "-p", build, "--quiet", ROOT / batch], capture_output=True, text=True)
        if run.returncode == 0:
            (CACHE / dirty[batch]).touch()
        return run.returncode, run.stdout

    failures = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for code, output in pool.map(check, dirty):
            if code != 0:
                failures += 1
                print(output)
    print(f"clang-tidy: {len(batches)} batches, {len(dirty)} checked now, {failures} with findings")
    sys.exit(1 if failures else 0)


main()
