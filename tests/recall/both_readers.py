#!/usr/bin/env python3
"""both_readers.py --program PROGRAM CACHE: the two readers of C and C++ yield the same fragments, each difference explained.

The files are those of this repository and the labelled ones of Debian's packages (see measure.py). PROGRAM,
compare_readers, prints the fragments that only our own reader or only tree-sitter leads to; each must be explained in
explained_readers.txt, and an explanation that explains nothing fails, too.
Exit status: 0, 1 a difference or a stale explanation, 77 the packages cannot be had, and there is none in the repository.
"""

from __future__ import annotations

import argparse
import pathlib
import subprocess
import sys

import measure
from both_frontends import Explanations
from packages import Apt

OURS = ("fixtures", "integrations/guard", "tests/guard", "tests/recall")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("cache", type=pathlib.Path, help="folder for packages and their files; is made")
    parser.add_argument("--program", type=pathlib.Path, required=True, help="compare_readers")
    arguments = parser.parse_args()
    cache = arguments.cache.resolve()
    labels = measure.read_labels(measure.HERE / "cpp/labels.jsonl")
    laid = measure.lay_out(labels, Apt(cache / "apt", with_sources=True), cache / "files", whole=False)
    trees = {name: measure.ROOT / name for name in OURS}
    if len(laid) == len(labels):
        trees |= {file.package: cache / "files" / file.package for file in laid}

    explanations = Explanations(measure.HERE / "explained_readers.txt")
    unexplained = []
    files = fragments = count = 0
    for name, tree in sorted(trees.items()):
        done = subprocess.run([arguments.program.resolve(), tree], capture_output=True, text=True, errors="replace", check=True)
        found = done.stdout.split("\n")[:-1]
        sizes = done.stderr.split()
        files, fragments, count = files + int(sizes[0]), fragments + int(sizes[1]), count + len(found)
        unexplained += [f"{name}: {line}" for line in found if not explanations.explains(name, line)]
    stale = explanations.stale(list(trees)) if len(laid) == len(labels) else []
    for line in unexplained + stale:
        print(line)
    print(f"{len(trees)} trees, {files} files, {fragments} fragments, {count} differences, {len(unexplained)} not explained, "
          f"{len(stale)} stale explanations")  # fmt: skip
    if unexplained or stale:
        return 1
    if len(laid) < len(labels):
        print(f"skipped: only {len(laid)} of {len(labels)} labelled files can be had as they were labelled")
        return 77
    return 0


if __name__ == "__main__":
    sys.exit(main())
