"""`python -m tests.bench.results`: ours beside others on the same work in one run, written down in RESULTS.md.

Every part runs in a process of its own, one after the other. With `--only` the other parts stay as they were, if they
were measured on such a machine.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import sys
import tempfile
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.bench.results.measure import Plan, machine
from tests.bench.results.parts import PARTS, measured

RESULTS = Path(__file__).parents[1] / "RESULTS.md"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def head() -> str:
    """What the whole file says first."""
    return "\n\n".join(
        [
            "# Results",
            f"Measured on: {machine()}.",
            "`make bench` writes this file. All contenders of a table work by turns in one run on one thread; a figure "
            "is the median of the rounds, a ratio the median of the rounds' ratios, so that a machine that is slower "
            "for a while changes little. Quote ratios: the rest belongs to the machine. × says how many times faster "
            "than plain torch (nn.Module, torch.optim).",
        ]
    )


def kept(path: Path) -> dict[str, str]:
    """The sections that the file has, by title; none where it was measured on another machine."""
    if not path.exists() or not (text := path.read_text(encoding="utf-8")).startswith(head()):
        return {}
    pieces = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)[1:]
    return dict(zip(pieces[::2], (piece.strip() for piece in pieces[1::2]), strict=True))


def write(path: Path, sections: dict[str, str]) -> None:
    """The sections in their order, as far as they are there."""
    titles = [part.title for part in PARTS.values() if part.title in sections]
    text = "\n\n".join([head(), *(f"## {title}\n\n{sections[title]}" for title in titles)])
    path.write_text(f"{text}\n", encoding="utf-8")


def main() -> int:
    """Measure, part by part."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.results", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--repeats", type=int, default=5, help="rounds (%(default)s)")
    parser.add_argument("--seconds", type=float, default=0.2, help="a contender's work in a round (%(default)s)")
    parser.add_argument("--to", type=Path, default=RESULTS, help="the file (%(default)s)")
    parsed = parser.parse_args()
    plan = Plan(repeats=parsed.repeats, seconds=parsed.seconds)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.update(ONE_THREAD)
    sections, failed = kept(parsed.to), list[str]()
    with tempfile.TemporaryDirectory() as settings:
        os.environ["PLAYGROUND_CONFIG_DIR"] = settings
        for name in parsed.only:
            title, began = PARTS[name].title, time.monotonic()
            load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
                done = apart.submit(measured, name, plan)
                error = done.exception()
            spent = time.monotonic() - began
            if error is not None:  # what was measured before stays
                failed.append(title)
                sys.stderr.write("".join(traceback.format_exception(error)))
                continue
            sections[title] = f"{done.result()}\n\n{plan.repeats} rounds; {spent:.0f} s; load before it: {load}."
            write(parsed.to, sections)
            sys.stdout.write(f"{title}: {spent:.0f} s\n")
            sys.stdout.flush()
    sys.stdout.write(f"{parsed.to.name}: {', '.join(failed) or 'nothing'} could not be measured\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
