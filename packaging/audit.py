"""Asks for the known vulnerabilities of every pinned version: `make audit`.

`pip-audit` asks the Python Packaging Advisory Database. It lives in an environment of its own, because the project
itself needs none of the thirty packages that it brings. Exit codes: 0 none is known; 1 some are, which are listed;
2 the question could not be asked, or not for every version, so nothing is said of their safety.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PINS = ROOT / "packaging" / "constraints.txt"
PLACE = ROOT / "build" / "audit"
PROGRAMS = PLACE / ("Scripts" if sys.platform == "win32" else "bin")


def main() -> int:
    """Ask, and tell."""
    if not (PLACE / "ready").is_file():
        venv.create(PLACE, clear=True, with_pip=True)
        done = _run(PROGRAMS / "python", "-m", "pip", "install", "--quiet", "pip-audit")
        if done.returncode:
            return _unanswered(f"pip-audit could not be installed: {_last_line(done)}")
        (PLACE / "ready").touch()
    # Pinned exactly, so that nothing has to be resolved or installed to know what is meant.
    done = _run(PROGRAMS / "pip-audit", "--requirement", PINS, "--no-deps", "--disable-pip", "--format", "json")
    try:
        told = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return _unanswered(f"pip-audit ended with {done.returncode}: {_last_line(done)}")
    return report(told)


def report(told: list[dict[str, Any]]) -> int:
    """Say what pip-audit says of each version; the exit code."""
    unknown = [one["name"] for one in told if "skip_reason" in one]
    found = [(one, fault) for one in told for fault in one.get("vulns", ())]
    for one, fault in found:
        mended = ", ".join(fault["fix_versions"]) or "no version yet"
        sys.stdout.write(f"{one['name']} {one['version']}: {fault['id']}, mended in {mended}\n")
    if found:
        sys.stdout.write(f"{len(found)} known vulnerabilities in the {len(told)} pinned versions.\n")
        return 1
    if unknown or not told:
        named = ", ".join(unknown[:8]) + (", …" if len(unknown) > 8 else "")
        return _unanswered(f"the database does not know {len(unknown)} of the {len(told)} pinned versions: {named}")
    sys.stdout.write(f"No known vulnerability in any of the {len(told)} pinned versions.\n")
    return 0


def _unanswered(why: str) -> int:
    sys.stderr.write(f"Whether the pinned versions have known vulnerabilities could not be found out; {why}\n")
    return 2


def _run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)


def _last_line(done: subprocess.CompletedProcess[str]) -> str:
    lines = (done.stderr or done.stdout).strip().splitlines()
    return lines[-1] if lines else "it said nothing"


if __name__ == "__main__":
    sys.exit(main())
