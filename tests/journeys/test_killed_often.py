"""Window and engine are killed twenty times at random moments: nothing is lost but the last moments, nothing is left.

`python -m tests.torture kill` does the same for as long as one likes.
"""

from __future__ import annotations

import sys

import pytest

from tests.torture._kill.trial import Plan, run

pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.skipif(sys.platform != "linux", reason="it looks for processes where Linux shows them"),
]


def test_twenty_kills_cost_the_last_moments_and_leave_nothing_behind() -> None:
    outcome = run(Plan(kills=20, seed=2, life=0.5, engine=0.12, both=0.05, start=0.25, cold=0))
    assert not outcome.wrong, outcome.words()
    assert outcome.kills.total() == 20
    assert len(outcome.kills) > 2, outcome.kills
    assert outcome.edits, "nothing was made between two kills"
