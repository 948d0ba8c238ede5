"""SARIF against the real validator: @microsoft/sarif-multitool with the rule kinds Sarif and Ghas."""

import json
import os
import shutil
import stat
import subprocess
import unittest
from pathlib import Path

from program import Scratch

SOURCE = Path(os.environ["SOURCE_DIR"])
TOOL = SOURCE / "build" / "sarif-multitool"
BAD = (
    "TRUNCATE orders{i} CASCADE;\n",
    "-- é: a name that is no ASCII\nDROP TABLE \"größe{i}\" CASCADE;\n",
    "DO $$ BEGIN\n  DELETE FROM t{i};\nEND $$;\n",
    "SELEC {i};\n",
    "CREATE TABLE c{i} (a int REFERENCES p (a) ON DELETE CASCADE);\r\nUPDATE t SET x = 1;\r\n",
)


def multitool() -> str:
    """The validator, installed with npm from the lock file at the first call."""
    found = sorted(TOOL.glob("node_modules/@microsoft/sarif-multitool-*/Sarif.Multitool"))
    if not found:
        TOOL.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(SOURCE / "tests" / "e2e" / "sarif" / name, TOOL)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=TOOL, check=True)
        found = sorted(TOOL.glob("node_modules/@microsoft/sarif-multitool-*/Sarif.Multitool"))
    program = found[0]
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


class Sarif(Scratch):
    def sarif(self, *arguments: str) -> dict:
        self.check("--format", "sarif", "--output", "out.sarif", *arguments, status=1)
        return json.loads(self.read("out.sarif"))

    def write_bad_files(self, before: str = "") -> None:
        for i in range(10):
            self.write(f"db/{i} file.sql", before + BAD[i % len(BAD)].format(i=i))

    def test_the_validator_has_nothing_to_say(self):
        self.write_bad_files()
        self.write("db/binary.sql", "a\0b")  # a notification, too
        self.check("--format", "sarif", "--output", "out.sarif", status=2)
        report = json.loads(self.read("out.sarif"))
        files = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in report["runs"][0]["results"]}
        self.assertEqual(len(files), 10)
        self.assertEqual(self.complaints("out.sarif"), [])

        report["runs"][0]["results"][0]["ruleIndex"] = 9999  # the validator is awake
        self.write("wrong.sarif", json.dumps(report))
        self.assertNotEqual(self.complaints("wrong.sarif"), [])

    def complaints(self, file: str) -> list:
        subprocess.run(
            [multitool(), "validate", file, "--rule-kind", "Sarif;Ghas", "--output", "verdict.sarif"],
            cwd=self.folder,
            env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
            capture_output=True,
        )
        with open(self.path("verdict.sarif"), encoding="utf-8-sig") as verdict:
            results = json.load(verdict)["runs"][0].get("results", [])
        os.remove(self.path("verdict.sarif"))
        return [result for result in results if result.get("level", "warning") in ("error", "warning")]

    def test_fingerprints_survive_a_blank_line_on_top(self):
        def fingerprints(report: dict) -> list:
            return sorted(
                (r["ruleId"], r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], str(r["partialFingerprints"]))
                for r in report["runs"][0]["results"]
            )

        self.write_bad_files()
        before = fingerprints(self.sarif())
        self.write_bad_files(before="\n")
        self.assertEqual(fingerprints(self.sarif()), before)
        self.assertEqual(len(before), len(set(before)))


if __name__ == "__main__":
    unittest.main()
