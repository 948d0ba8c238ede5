"""seed_corpus.py FOLDER…: fills each corpus folder with what we own: fixtures/**, and the fenced blocks of rules/**/*.md.

Files are named by their content, so that running it again adds only what is new. A target's folder also gets
tests/fuzz/seeds/<its name>/**, for targets that do not read SQL.
"""

import hashlib
import pathlib
import re
import sys

MAX_LEN = 4096  # what the fuzzer is run with
ROOT = pathlib.Path(__file__).resolve().parents[2]


def files(folder):
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def main(folders):
    shared = files(ROOT / "fixtures")
    for page in sorted((ROOT / "rules").rglob("*.md")):
        shared += re.findall(rb"^```\w[^\n]*\n(.*?)^```$", page.read_bytes(), re.MULTILINE | re.DOTALL)
    for folder in map(pathlib.Path, folders):
        folder.mkdir(parents=True, exist_ok=True)
        for seed in shared + files(ROOT / "tests/fuzz/seeds" / folder.name):
            seed = seed[:MAX_LEN]
            (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)


main(sys.argv[1:])
