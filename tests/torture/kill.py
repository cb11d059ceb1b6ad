"""Kills the window, the engine or both at random moments, again and again, and looks what is left.

`python -m tests.torture kill --kills 1000 --seed 1`. A robot edits, trains and saves in the real program, and writes
down outside of it what it does. After each kill the next start has to come up by itself, to offer what was not saved,
and to give back all but the last of it; the saved file has to be whole, no process may be left, nothing may pile up.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from tests.torture._kill.trial import Plan, run


def main(arguments: Sequence[str]) -> int:
    """Kill; 0 where nothing was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000, help="how many (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of what is drawn (%(default)s)")
    parser.add_argument("--every", type=int, default=1000, help="ms from one keeping to the next (%(default)s)")
    parser.add_argument("--life", type=float, default=1.5, help="seconds that a window works at most (%(default)s)")
    parser.add_argument("--engine", type=float, default=0.2, help="share of kills that hit the engine (%(default)s)")
    parser.add_argument("--cold", type=int, default=25, help="every so many starts are wholly new (%(default)s)")
    given = parser.parse_args(arguments)

    def tell(words: str) -> None:
        sys.stdout.write(words + "\n")
        sys.stdout.flush()

    plan = Plan(
        kills=given.kills, seed=given.seed, every=given.every, life=given.life, engine=given.engine, cold=given.cold
    )
    outcome = run(plan, tell)
    tell(f"seed {plan.seed}: {outcome.words()}")
    return 1 if outcome.wrong else 0
