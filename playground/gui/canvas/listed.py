"""What can be put on the canvas, for lists and searches: the catalogue's blocks and the user's own."""

from __future__ import annotations

from dataclasses import dataclass

from playground.catalog.analysis import title_of
from playground.catalog.block import Block
from playground.gui.canvas.groups import KIND, shown
from playground.spec.experiment import Network
from playground.spec.words import tr
from playground.workbench.own_blocks import OwnBlock

OWN = "own:"
"""How the kind of a block of the user's own begins; its id follows."""


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """One row.

    Attributes:
        kind: the block's, or `OWN` with the own block's id. group: the heading that it stands under.
        inputs: the least and most number of connections into it. has_output: whether something flows out.
        piece: the blocks of an own block; None for the catalogue's.

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
