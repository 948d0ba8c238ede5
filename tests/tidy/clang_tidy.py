#!/usr/bin/env python3
"""clang_tidy.py BUILD_FOLDER: what .clang-tidy forbids is nowhere in our sources. A file is looked at again only if it,
a header of ours that it includes, its command or .clang-tidy has changed since it was found clean."""
import concurrent.futures
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

FOLDERS = ("analyzer/", "rules/", "frontends/", "integrations/")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def with_headers(path, top, seen):
    """Adds `path` and every header of ours that it includes, by whatever way."""
    if path in seen or not os.path.isfile(path):
        return
    text = read(path)
    seen[path] = text
    for name in INCLUDE.findall(text):
        with_headers(os.path.join(top, name), top, seen)


def state_of(entry, top, configuration):
    files = {}
    with_headers(entry["file"], top, files)
    parts = [configuration, entry["command"]] + [part for path in sorted(files) for part in (path, files[path])]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def main():
    build = os.path.abspath(sys.argv[1])
    top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    program = shutil.which("clang-tidy-19")  # another version has other opinions
    if program is None:
        print("skipped: no clang-tidy-19")
        return 0
    clean = os.path.join(build, "tests", "clang_tidy")
    os.makedirs(clean, exist_ok=True)
    configuration = read(os.path.join(top, ".clang-tidy")) + program
    entries = {entry["file"]: entry for entry in json.loads(read(os.path.join(build, "compile_commands.json")))}
    sources = [file for file in sorted(entries)
               if os.path.relpath(file, top).startswith(FOLDERS) and file.endswith(".cpp")]
    if not sources:
        print("no sources in compile_commands.json")
        return 1

    def look_at(source):
        mark = os.path.join(clean, state_of(entries[source], top, configuration))
        if os.path.exists(mark):
            return None
        done = subprocess.run(
            [program, "-quiet", "-p", build, "--extra-arg=-w", source],
            capture_output=True, text=True, errors="replace", check=False)
        if done.returncode != 0:
            return done.stdout + done.stderr
        with open(mark, "w", encoding="utf-8") as file:
            file.write(source + "\n")
        return ""

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        looked_at = complaints = 0
        for complaint in pool.map(look_at, sources):
            looked_at += complaint is not None
            complaints += bool(complaint)
            print(complaint or "", end="", flush=True)
    print(f"{len(sources)} files, {looked_at} looked at, {complaints} with complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
