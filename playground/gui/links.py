"""Experiments as text on the clipboard: copied, offered and opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

from playground.catalog.entry import known
from playground.gui.filing import Filing, sentence
from playground.gui.messages import Messages
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.workbench.document import Document
from playground.workbench.link import QR, Linked, is_link, link_of, own_file, read_link
from playground.workbench.presentation import Presentation


class Links:
    """Copies the open experiment as a link, and opens one that was copied.

    Args:
        present: shows the window as a link asks for.

    """

    def __init__(
        self,
        document: Document,
        filing: Filing,
        messages: Messages,
        present: Callable[[Presentation], None],
    ) -> None:
        self._document = document
        self._filing = filing
        self._messages = messages
        self._present = present

    def copy(self, presentation: Presentation | None = None) -> None:
        """Copy the link, and say what it brings back; with ``presentation`` it opens so."""
        experiment = self._document.experiment
        try:
            text = link_of(experiment, presentation)
        except PlaygroundError as error:
            self._messages.warn(tr("The link was not copied: {why}.", why=error), passing=True)
            return
        QGuiApplication.clipboard().setText(text)
        file = own_file(experiment)
        if file:
            self._messages.warn(
                tr("The link is copied. It names your table {file} but does not hold it: send it along.", file=file),
                passing=True,
            )
        elif len(text) > QR:
            self._messages.inform(
                tr("The link is copied: {count} characters, too many for a QR code.", count=len(text)), good=True
            )
        else:
            self._messages.inform(
                tr(
                    "The link is copied: {count} characters that bring this experiment back, with its seed.",
                    count=len(text),
                ),
                good=True,
            )

    def open_copied(self) -> None:
        """Open the link that lies on the clipboard."""
        text = QGuiApplication.clipboard().text()
        if is_link(text):
            self.open(text)
        else:
            self._messages.warn(
                tr("No link was copied: copy one first, it begins with {beginning}.", beginning="playground:1:"),
                passing=True,
            )

    def offer(self, text: str) -> bool:
        """Where ``text`` is a link, offer to open it; whether it is one."""
        if not is_link(text):
            return False
        try:
            linked = read_link(text)
        except PlaygroundError as error:
            self._messages.error(sentence(str(error)), passing=True)
            return True
        self._messages.warn(self.in_words(linked), offers=[(tr("Open it"), lambda: self.open(text))], passing=True)
        return True

    def open(self, text: str) -> None:
        """Put the experiment of the link on the desk; asks about the present one."""
        try:
            linked = read_link(text)
        except PlaygroundError as error:
            self._messages.error(sentence(str(error)), passing=True)
            return
        self._filing.leave(lambda: self._put(linked))

    def _put(self, linked: Linked) -> None:
        self._filing.put(linked.experiment)
        if linked.presentation is not None:
            self._present(linked.presentation)

    @staticmethod
    def in_words(linked: Linked) -> str:
        """What the link holds."""
        experiment = linked.experiment
        entry = known("datasets", experiment.data.source.kind)
        return tr(
            "This is a link to an experiment with {count} blocks on the data “{data}”.",
            count=len(experiment.network.nodes),
            data=entry.title if entry is not None else experiment.data.source.kind,
        )
