#!/usr/bin/env python3
"""Runs clang-tidy over our sources, in the batches of a unity build so that headers are read once
for many, and remembers, by content, which batches are clean.

  clang_tidy.py BUILD_DIR [--all]

Without --all: the batches that uncommitted work touched, and those that the last commits touched,
newest first, until BATCHES_MAX are to be checked; a batch is touched when one of its sources is, or
a header they include. With it, everything. BUILD_DIR holds a compile_commands.json made for clang
(preset `lint`).
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
BATCHES_MAX = 6  # what the default tier has time for, from nothing
TIDY = "clang-tidy-19"
ROOT = pathlib.Path(__file__).resolve().parents[2]
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "custody-lint"
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def git(*words):
    return subprocess.run(["git", "-C", ROOT, *words], capture_output=True, text=True, check=True).stdout


def touched():
    """Paths that uncommitted work touches, then those of one commit more at a time."""
    loose = set(git("diff", "--name-only", "HEAD").splitlines())
    yield loose | set(git("ls-files", "-o", "--exclude-standard").splitlines())
    for revision in git("rev-list", "--first-parent", f"--max-count={COMMITS_BACK}", "HEAD").split():
        yield set(git("diff-tree", "-r", "--no-commit-id", "--name-only", "-m", "--first-parent", "--root", revision).splitlines())


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
    CACHE.mkdir(parents=True, exist_ok=True)
    unknown = {}
    for batch in batches:
        files = included(batch, set())
        key = fingerprint(files, version)
        if not (CACHE / key).exists():
            unknown[batch] = (key, files)

    def touched_by(paths):
        return [batch for batch, (_, files) in unknown.items() if files & paths]

    if everything:
        wanted = dirty = list(unknown)
    else:
        loose, *commits = touched()
        wanted = touched_by(loose)
        limit = max(BATCHES_MAX, len(wanted))
        for paths in commits:
            wanted += [batch for batch in touched_by(paths) if batch not in wanted]
        dirty = wanted[:limit]

    def check(batch):
        run = subprocess.run([TIDY, "-p", build, "--quiet", ROOT / batch], capture_output=True, text=True)
        if run.returncode == 0:
            (CACHE / unknown[batch][0]).touch()
        return run.returncode, run.stdout

    failures = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for code, output in pool.map(check, dirty):
            if code != 0:
                failures += 1
                print(output)
    print(
        f"clang-tidy: {len(batches)} batches, {len(dirty)} checked now, {failures} with findings, "
        f"{len(wanted) - len(dirty)} touched ones left to --all"
    )
    sys.exit(1 if failures else 0)


main()
