"""What can be put on the canvas, for lists and searches: the catalogue's blocks and the user's own."""

from __future__ import annotations

from dataclasses import dataclass

from playground.catalog.analysis import title_of
from playground.catalog.block import Block
from playground.catalog.ready_group import ReadyGroup, piece
from playground.gui.canvas.groups import KIND, shown
from playground.spec.experiment import Network
from playground.spec.words import tr
from playground.workbench.own_blocks import OwnBlock

READY = "ready:"
"""How the kind of a ready group begins; its kind in the catalogue follows."""
OWN = "own:"
"""How the kind of a block of the user's own begins; its id follows."""


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """One row.

    Attributes:
        kind: the block's; `READY` with a ready group's kind; `OWN` with an own block's id.
        group: the heading that it stands under.
        inputs: the least and most number of connections into it. has_output: whether something flows out.
        piece: the blocks of a ready group or an own block; None for a block.

    """

    kind: str
    title: str
    summary: str
    help: str
    group: str
    colour: str
    aliases: tuple[str, ...]
    inputs: tuple[int, int | None]
    has_output: bool
    piece: Network | None = None


def of_block(block: type[Block]) -> Listed:
    """A block of the catalogue."""
    return Listed(
        block.kind,
        block.title,
        block.summary,
        block.help,
        block.group,
        block.colour,
        block.aliases,
        block.inputs,
        block.has_output,
    )


def of_ready(ready: type[ReadyGroup]) -> Listed:
    """A ready group of the catalogue."""
    return Listed(
        READY + ready.kind,
        ready.title,
        ready.summary,
        ready.help,
        tr("Ready groups"),
        KIND,
        ready.aliases,
        (1, 1),
        True,
        piece(ready)[0],
    )


def of_own(own: OwnBlock) -> Listed:
    """A block of the user's own."""
    piece, group = own.piece, own.group
    ports = shown(piece)
    titles = [title_of(node) for node in piece.nodes]
    chain = " → ".join(titles[:6]) + (" …" if len(titles) > 6 else "")
    times = f"×{group.repeat}  " if group.repeat > 1 else ""
    return Listed(
        OWN + own.id,
        own.name,
        times + chain,
        tr("A block of your own: {chain}.", chain=times + chain),
        tr("My blocks"),
        KIND,
        tuple(dict.fromkeys((*titles, tr("my block")))),
        (0, 1 if ports.entries[group.id] else 0),
        bool(ports.exits[group.id]),
        piece,
    )
