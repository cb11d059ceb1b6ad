"""Own blocks as files: exported for others, imported from them, also by dropping one on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from playground.gui.canvas.editor import Editor
from playground.gui.canvas.palette import Palette
from playground.gui.messages import Messages
from playground.gui.questions import Questions
from playground.spec.experiment import Network
from playground.spec.problems import PlaygroundError
from playground.spec.words import mark, tr
from playground.workbench.own_blocks import SUFFIX, as_block, block_to_file, outermost

KINDS = mark("Blocks (*{suffix})")


class OwnFiles(QObject):
    """Asks which file, reads or writes it, and says how it went."""

    def __init__(self, canvas: Editor, palette: Palette, questions: Questions, messages: Messages) -> None:
        super().__init__(canvas)
        self._own = canvas.own
        self._questions = questions
        self._messages = messages
        palette.show_own(canvas.own)
        palette.message.connect(messages.inform)
        palette.export_wanted.connect(self._export_own)
        palette.import_wanted.connect(self.import_block)
        canvas.export_wanted.connect(self.export)
        canvas.import_wanted.connect(self.import_block)

    def _export_own(self, id: str) -> None:
        block = self._own.block(id)
        if block is not None:
            self.export(block.piece)

    def export(self, piece: Network) -> None:
        """Write a piece to a file that a person chooses."""
        whole = as_block(piece, tr("Block"))
        name = outermost(whole).name
        path = self._questions.file_to_save(
            Path("".join(c for c in name if c not in '/\\:*?"<>|') + SUFFIX), tr(KINDS, suffix=SUFFIX)
        )
        if path is None:
            return
        path = path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)
        try:
            block_to_file(whole, path)
        except PlaygroundError as error:
            self._messages.error(str(error))
        else:
            self._messages.inform(tr("Saved “{name}” to {file}.", name=name, file=path.name), good=True)

    def import_block(self, path: Path | None = None) -> None:
        """Take the block in a file among the own ones; asks which file where none is given."""
        chosen = path or self._questions.file_to_open(tr(KINDS, suffix=SUFFIX))
        if chosen is None:
            return
        try:
            block = self._own.import_file(chosen)
        except PlaygroundError as error:
            self._messages.error(str(error))
        else:
            words = tr("“{name}” is in the palette now, under My blocks.", name=block.name)
            self._messages.inform(words, good=True)
