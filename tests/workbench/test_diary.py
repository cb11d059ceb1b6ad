"""What the log says of the document and its run."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from playground.spec.edits import Set
from playground.wire.events import Failed, Loaded
from playground.workbench.diary import Diary
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.workbench.support import Recorder, experiment


def test_openings_saves_and_ends_are_written_and_no_names(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    document = Document(experiment())
    run = Run(document, Recorder())
    diary = Diary(document, run)
    with caplog.at_level(logging.INFO, "playground.window"):
        document.apply(Set(path=("training", "batch_size"), value=3))
        document.mark_saved(tmp_path / "secret.nnp")
        document.apply(Set(path=("training", "batch_size"), value=4))
        document.open(experiment())
        run.handle(Loaded(run_id=run._run_id, device="cpu", reason="", step=0, epoch=0))
        run.handle(Failed(run_id=run._run_id, sentence="There is not enough memory."))
        diary.close()
        document.mark_saved(tmp_path / "secret.nnp")
    assert [record.getMessage() for record in caplog.records] == [
        "saved",
        "opened: 3 blocks, 0 groups",
        "the run is failed at step 0: There is not enough memory.",
    ]
    run.close()
