"""What is dropped on the window: experiments are opened, tables and pictures become data, own blocks are imported."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData

from playground.gui.filing import TABLE_SUFFIXES, Filing, holds_pictures
from playground.gui.own_files import OwnFiles
from playground.workbench import files
from playground.workbench.own_blocks import SUFFIX as OWN_BLOCK

KNOWN = (files.SUFFIX, ".json", OWN_BLOCK, *TABLE_SUFFIXES)


class Drops:
    """Takes what is dropped, if it is a file that can be opened here."""

    def __init__(self, filing: Filing, own_files: OwnFiles) -> None:
        self._filing = filing
        self._own_files = own_files

    def wants(self, data: QMimeData | None) -> bool:
        """Whether there is such a file."""
        return _first(data) is not None

    def take(self, data: QMimeData | None) -> bool:
        """Open the first such file; whether there is one."""
        path = _first(data)
        if path is None:
            return False
        if path.suffix.lower() == OWN_BLOCK:
            self._own_files.import_block(path)
        else:
            self._filing.open(path)
        return True


def _first(data: QMimeData | None) -> Path | None:
    """The first file that can be opened here, or None."""
    if data is None:  # as an empty clipboard has it
        return None
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return next((path for path in paths if path.suffix.lower() in KNOWN or holds_pictures(path)), None)
