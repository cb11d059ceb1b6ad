"""In which way steps are done is told with the first of them."""

from __future__ import annotations

from playground.wire.commands import Advance
from playground.wire.events import Status
from tests.engine.support import experiment
from tests.engine.test_server import loaded


def test_the_way_is_told_once_it_trains() -> None:
    script = loaded(experiment()).then(Advance(run_id=1, unit="step", count=5, order=1)).run()
    told = [status.stepper for status in script.of(Status)]
    assert told[-1].startswith("The steps are ")
