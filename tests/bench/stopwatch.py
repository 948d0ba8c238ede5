"""How the benches measure a command: as a whole process, by the operating system's own accounts."""

import os
import pathlib
import statistics
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "recall"))
import packages as recall_packages  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / "build/bench"
FLOODWALL = pathlib.Path(os.environ.get("FLOODWALL", ROOT / "build/bin/floodwall")).resolve()


def as_project(folder):
    """Makes a folder a project of its own: Floodwall then reads nothing that lies around it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "floodwall.toml").write_text("# The bench's files alone.\n")
    return folder


def measure(command):
    """(processor seconds, wall seconds, peak memory in MB) of one run; 0 and 1, "findings", are success."""
    watch = FLOODWALL.parent / "bench_measure"
    line = subprocess.run([watch, *command], cwd=WORK / "empty", capture_output=True, text=True, check=True).stdout
    processor, wall, peak, status = line.split()
    if status not in ("0", "1"):
        sys.exit(f"{command[0]} ended with status {status}")
    return float(processor), float(wall), int(peak) / 1024


def take_turns(tools, runs):
    """What `runs` runs of each command cost, in turns, so that a machine that gets busy does so for all of them."""
    (WORK / "empty").mkdir(parents=True, exist_ok=True)
    samples = {name: [] for name in tools}
    for _ in range(runs):
        for name, command in tools.items():
            samples[name].append(measure(command))
    return samples


def medians(taken):
    """Of (processor seconds, wall seconds, peak memory in MB)."""
    return tuple(statistics.median(sample[column] for sample in taken) for column in range(3))


def fetched(folder, packages, origin, is_wanted):
    """The folder, with those files of Debian's packages ("binary" or "source") in it that are wanted; None if there is no such package."""
    if not (folder / "complete").exists():
        apt = recall_packages.Apt(WORK / "apt", with_sources=origin == "source")
        for package in packages:
            archive = apt.fetch(package, "*", origin)
            if archive is None:
                return None
            for path, content in recall_packages.members(archive, origin, is_wanted):
                target = folder / package / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        (folder / "complete").touch()
    return as_project(folder)
