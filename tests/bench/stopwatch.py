"""How the benches measure a command: as a whole process, by the operating system's own accounts."""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / "build/bench"


def as_project(folder):
    """Makes a folder a project of its own: Floodwall then reads nothing that lies around it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "floodwall.toml").write_text("# The bench's files alone.\n")
    return folder
FLOODWALL = pathlib.Path(os.environ.get("FLOODWALL", ROOT / "build/bin/floodwall")).resolve()


def measure(command):
    """(processor seconds, wall seconds, peak memory in MB) of one run; 0 and 1, "findings", are success."""
    watch = FLOODWALL.parent / "bench_measure"
    line = subprocess.run([watch, *command], cwd=WORK / "empty", capture_output=True, text=True, check=True).stdout
    processor, wall, peak, status = line.split()
    if status not in ("0", "1"):
        sys.exit(f"{command[0]} ended with status {status}")
    return float(processor), float(wall), int(peak) / 1024
