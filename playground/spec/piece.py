"""A piece of a network as text that can be mailed: what the clipboard, own blocks and ``.nnblock`` files hold.

A piece is a small `Network`: some blocks, the connections among them and the groups that lie wholly inside. The text is
JSON that says what it is: ``{"playground-blocks": 1, "nodes": […], "edges": […], "groups": […]}``. It may come from
anywhere: it is checked, never run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from playground.spec.experiment import Network
from playground.spec.json import network_from_json, network_to_json
from playground.spec.limits import FARTHEST_PIECE, LONGEST_PIECE, MOST_PIECE_EDGES, MOST_PIECE_NODES
from playground.spec.problems import PlaygroundError
from playground.spec.strict_json import parse
from playground.spec.words import mark, tr

MARK = "playground-blocks"
VERSION = 1


def piece_of(network: Network, ids: Iterable[str]) -> Network:
    """The blocks called ``ids``, the connections among them and the groups all of whose members are among them."""
    wanted = set(ids)
    return Network(
        nodes=tuple(node for node in network.nodes if node.id in wanted),
        edges=tuple(edge for edge in network.edges if edge.source in wanted and edge.target in wanted),
        groups=tuple(group for group in network.groups if wanted.issuperset(group.members)),
    )


def piece_to_text(piece: Network) -> str:
    """The piece as JSON."""
    return json.dumps({MARK: VERSION, **network_to_json(piece)}, ensure_ascii=False, indent=1)


def piece_from_text(text: str, where: str = "") -> Network:
    """The inverse of `piece_to_text`; at least one block.

    Args:
        text: from wherever.
        where: what holds it, as the beginning of a sentence; empty: the clipboard.

    Raises:
        PlaygroundError: the text is something else, too long, or damaged.

    """
    where = where or tr("The clipboard")
    if len(text) > LONGEST_PIECE:
        raise PlaygroundError(
            tr(
                "{where} holds {count:,} letters; blocks take at most {longest:,}.",
                where=where,
                count=len(text),
                longest=LONGEST_PIECE,
            )
        )
    if MARK not in text:
        raise PlaygroundError(tr("{where} holds no blocks.", where=where))
    try:
        found = parse(text)
    except PlaygroundError as error:
        raise PlaygroundError(tr("{where} holds damaged blocks. {error}.", where=where, error=error)) from None
    version = found.pop(MARK, None) if isinstance(found, dict) else None
    if version is None:
        raise PlaygroundError(tr("{where} holds no blocks.", where=where))
    if version is not VERSION:
        raise PlaygroundError(
            tr(
                "{where} holds blocks of another version; this one reads version {version}.",
                where=where,
                version=VERSION,
            )
        )
    for name in (mark("nodes"), mark("edges"), mark("groups")):
        if isinstance(found.get(name), list) and len(found[name]) > (
            MOST_PIECE_EDGES if name == "edges" else MOST_PIECE_NODES
        ):
            raise PlaygroundError(
                tr(
                    "{where} holds {count:,} {things}; at most {most:,} blocks can be taken.",
                    where=where,
                    count=len(found[name]),
                    things=tr(name),
                    most=MOST_PIECE_NODES,
                )
            )
    try:
        piece = network_from_json(found)
    except PlaygroundError as error:
        raise PlaygroundError(tr("{where} holds damaged blocks. {error}.", where=where, error=error)) from None
    if not piece.nodes:
        raise PlaygroundError(tr("{where} holds no blocks.", where=where))
    ids = {node.id for node in piece.nodes}
    for edge in piece.edges:
        if edge.source not in ids or edge.target not in ids:
            raise PlaygroundError(tr("{where} holds damaged blocks: a connection leads nowhere.", where=where))
    for node in piece.nodes:
        if max(map(abs, node.position)) > FARTHEST_PIECE:
            raise PlaygroundError(
                tr(
                    "{where} holds a block farther out than {farthest:,.0f}: {id!r}.",
                    where=where,
                    farthest=FARTHEST_PIECE,
                    id=node.id,
                )
            )
    return piece
