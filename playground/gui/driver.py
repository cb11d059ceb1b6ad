"""Training as a person asks for it: play, pause, one step; and what the window says of how it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from playground.gui.messages import Level, Messages, Offer
from playground.spec.problems import Fix
from playground.spec.words import tr
from playground.workbench.document import Document
from playground.workbench.run import Run, RunStatus


class Driver:
    """Starts and stops the run. Where it cannot train, it says why and shows where.

    Args:
        show_node: shows the block of that id.

    """

    def __init__(self, document: Document, run: Run, messages: Messages, show_node: Callable[[str], None]) -> None:
        self._document = document
        self._run = run
        self._messages = messages
        self._show_node = show_node

    def toggle_play(self) -> None:
        """Play or pause; where the network cannot be trained, say why and show where."""
        if self._run.status.phase == "playing":
            self._run.pause()
        elif not self.obstructed():
            self._run.play()

    def step(self) -> None:
        """Train exactly one step."""
        if not self.obstructed():
            self._run.advance("step")

    def epoch(self) -> None:
        """Train to the end of one epoch."""
        if not self.obstructed():
            self._run.advance("epoch")

    def obstructed(self) -> bool:
        """Whether it cannot train; where so, a message says why, offers what helps, and the place is shown."""
        if self._run.status.can_play:
            return False
        problem = next(iter(self._document.analysis.problems), None)
        self._messages.warn(
            tr("It cannot train yet. {why}", why=self._run.status.obstacle),
            offers=self.offers(problem.fixes if problem else ()),
            passing=True,
        )
        if problem is not None and problem.node:
            self._show_node(problem.node)
        return True

    def offers(self, fixes: Sequence[Fix], *, and_play: bool = False) -> list[Offer]:
        """A button for every fix. ``and_play``: training goes on once it is applied."""

        def mend(fix: Fix) -> None:
            try:
                self._document.apply(fix.edit)
            except (KeyError, ValueError):
                # The block that it was about has been changed or deleted since.
                self._messages.inform(tr("“{change}” does not fit the network any more.", change=fix.label))
                return
            self._messages.news.clear()
            if and_play:
                self._run.play()

        return [(fix.label, partial(mend, fix)) for fix in fixes]

    def follow_status(self, status: RunStatus) -> None:
        """Say how the run ended, until it goes on; before all else, that the engine does not get on."""
        if status.stalled:
            end = (tr("End it"), self._run.end_engine)
            self._say(status.stalled, "info", [(tr("Wait"), self._run.wait), end])
            return
        match status.phase:
            case "diverged":
                self._say(status.sentence, "error", self.offers(status.fixes, and_play=True))
            case "failed":
                fixes = self.offers(status.fixes, and_play=True)
                self._say(status.sentence, "error", [*fixes, (tr("Play"), self._run.play)], status.details)
            case "finished":
                self._say(status.sentence, "info", [])
            case _:
                self._messages.run.clear()

    def _say(self, sentence: str, level: Level, offers: Sequence[Offer], details: str = "") -> None:
        """Show how the run stands; nothing flickers where it is shown already."""
        if self._messages.run.text != sentence:
            self._messages.run.say(sentence, level, offers=offers, details=details)
