"""The user's own blocks: groups that were saved to be used again, one file each in a folder beside the settings.

A file holds the text form of `playground.spec.piece`; the same form is what ``.nnblock`` files hold that people send
one another. The block's name is that of the group around all of its blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from psygnal import Signal

from playground.spec.experiment import Group, Network
from playground.spec.groups import fresh_group_id, sound
from playground.spec.limits import LARGEST_BLOCK_FILE, LARGEST_OWN_BLOCKS, MOST_OWN_BLOCKS
from playground.spec.naming import tidy
from playground.spec.piece import piece_from_text, piece_to_text
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.workbench.archive import read_bytes
from playground.workbench.disk import make_folder, write_atomically
from playground.workbench.settings import settings_path

SUFFIX = ".nnblock"
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBlock:
    """One block: ``id`` is its file's name without the ending, ``piece`` has a group around all of its blocks."""

    id: str
    piece: Network

    @property
    def group(self) -> Group:
        """The group around all blocks."""
        return outermost(self.piece)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.group.name


def outermost(piece: Network) -> Group:
    """The group around all blocks of a piece that has one."""
    return next(group for group in piece.groups if len(group.members) == len(piece.nodes))


def as_block(piece: Network, name: str) -> Network:
    """``piece`` with a closed group around all blocks, ``name`` where it has none; unsound groups are left out."""
    groups, name = sound(piece).groups, tidy(name, LONGEST_NAME)
    whole = next((group for group in groups if len(group.members) == len(piece.nodes)), None)
    if whole is not None:
        groups = tuple(replace(g, name=g.name or name, closed=True) if g is whole else g for g in groups)
        return replace(piece, groups=groups)
    around = Group(id=fresh_group_id(piece), name=name, members=tuple(node.id for node in piece.nodes))
    return replace(piece, groups=(around, *groups))


def renamed(piece: Network, name: str) -> Network:
    """A block's piece under another name."""
    around = outermost(piece)
    return replace(piece, groups=tuple(replace(g, name=name) if g is around else g for g in piece.groups))


def block_from_file(path: Path) -> Network:
    """The piece in a file that may come from anywhere.

    Raises:
        PlaygroundError: it cannot be read, is too large, or holds no blocks.

    """
    content = read_bytes(path, LARGEST_BLOCK_FILE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PlaygroundError(
            tr("{file} is not UTF-8 text: byte {place} cannot be read.", file=path.name, place=error.start)
        ) from None
    return as_block(piece_from_text(text, path.name), path.stem)


def block_to_file(piece: Network, path: Path) -> None:
    """Write a block for others.

    Raises:
        PlaygroundError: the system refuses.

    """
    write_atomically(path, piece_to_text(piece).encode())


class OwnBlocks:
    """The blocks in one folder; by default beside the settings. They are read when they are asked for."""

    changed = Signal()
    """Others are there, or under other names."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._known: tuple[OwnBlock, ...] | None = None
        self.troubles: tuple[str, ...] = ()
        """Why files in the folder could not be read, a sentence each."""

    @property
    def folder(self) -> Path:
        """Where they lie; it need not be there."""
        return self._folder if self._folder is not None else settings_path().parent / "blocks"

    @property
    def blocks(self) -> tuple[OwnBlock, ...]:
        """All of them, by name."""
        if self._known is None:
            self._known = tuple(self._read())
        return self._known

    def block(self, id: str) -> OwnBlock | None:
        """The block of that id."""
        return next((block for block in self.blocks if block.id == id), None)

    def _read(self) -> list[OwnBlock]:
        troubles: list[str] = []
        found: list[OwnBlock] = []
        room = LARGEST_OWN_BLOCKS
        for path in self._files():
            with suppress(OSError):  # what cannot be looked at is told below
                room -= path.stat().st_size
            if room < 0:
                troubles.append(
                    tr(
                        "{file} is not read: all blocks of yours together may have {most} MB.",
                        file=path.name,
                        most=LARGEST_OWN_BLOCKS // 2**20,
                    )
                )
                break
            try:
                found.append(OwnBlock(id=path.stem, piece=block_from_file(path)))
            except PlaygroundError as error:
                troubles.append(str(error))
        self.troubles = tuple(troubles)
        return sorted(found, key=lambda block: (block.name.casefold(), block.id))

    def _files(self) -> Iterator[Path]:
        with suppress(OSError):  # no folder yet: no blocks yet
            yield from sorted(path for path in self.folder.iterdir() if path.suffix == SUFFIX)[:MOST_OWN_BLOCKS]

    def add(self, piece: Network, name: str = "") -> OwnBlock:
        """Keep a piece; ``name`` is for one that has no group around it.

        Raises:
            PlaygroundError: the system refuses, or there are too many.

        """
        if len(self.blocks) >= MOST_OWN_BLOCKS:
            raise PlaygroundError(
                tr("There are {most} blocks of yours already, which is as many as are kept.", most=MOST_OWN_BLOCKS)
            )
        whole = as_block(piece, name or "Block")
        block = OwnBlock(id=self._free_id(outermost(whole).name), piece=whole)
        self._write(block)
        return block

    def import_file(self, path: Path) -> OwnBlock:
        """Keep the block in a file.

        Raises:
            PlaygroundError: it holds none, or the system refuses.

        """
        return self.add(block_from_file(path))

    def rename(self, id: str, name: str) -> None:
        """Call a block otherwise; nothing where it is gone or the name is empty.

        Raises:
            PlaygroundError: the system refuses.

        """
        block, name = self.block(id), tidy(name, LONGEST_NAME)
        if block is not None and name and name != block.name:
            self._write(replace(block, piece=renamed(block.piece, name)))

    def remove(self, id: str) -> None:
        """Delete a block's file.

        Raises:
            PlaygroundError: the system refuses.

        """
        if self.block(id) is None:
            return
        try:
            (self.folder / f"{id}{SUFFIX}").unlink(missing_ok=True)
        except OSError as error:
            raise PlaygroundError(tr("The block could not be removed: {why}", why=error.strerror)) from error
        self._forget()

    def _write(self, block: OwnBlock) -> None:
        make_folder(self.folder)
        block_to_file(block.piece, self.folder / f"{block.id}{SUFFIX}")
        self._forget()

    def _forget(self) -> None:
        self._known = None
        self.changed.emit()

    def _free_id(self, name: str) -> str:
        base = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40] or "block"
        taken = {path.stem for path in self._files()}
        number, id = 2, base
        while id in taken:
            id = f"{base}-{number}"
            number += 1
        return id
