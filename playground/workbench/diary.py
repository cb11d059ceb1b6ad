"""What happens to the open document and its run, in the log: a line for each, no names, no data, no steps."""

from __future__ import annotations

from playground.workbench.document import Document
from playground.workbench.logs import room
from playground.workbench.run import Run, RunStatus

LOG = room("window")
ENDS = ("finished", "diverged", "failed")


class Diary:
    """Writes from the time that it is made."""

    def __init__(self, document: Document, run: Run) -> None:
        self._document = document
        self._run = run
        self._phase = run.status.phase
        self._saves = document.saves
        document.opened.connect(self._note_open)
        document.saved.connect(self._note_save)
        run.status_changed.connect(self._note_status)

    def close(self) -> None:
        """Write no more."""
        self._document.opened.disconnect(self._note_open, missing_ok=True)
        self._document.saved.disconnect(self._note_save, missing_ok=True)
        self._run.status_changed.disconnect(self._note_status, missing_ok=True)

    def _note_open(self) -> None:
        network = self._document.experiment.network
        LOG.info("opened: %d blocks, %d groups", len(network.nodes), len(network.groups))

    def _note_save(self) -> None:
        if self._document.saves != self._saves:
            self._saves = self._document.saves
            LOG.info("saved")

    def _note_status(self, status: RunStatus) -> None:
        if status.phase != self._phase:
            self._phase = status.phase
            if status.phase in ENDS:
                LOG.info("the run is %s at step %d: %s", status.phase, status.step, status.sentence)
