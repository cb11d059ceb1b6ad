"""Blocks as text on the clipboard. What comes from there may come from anywhere: it is checked, never run."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NoReturn

from playground.spec.experiment import Edge, Network, Node
from playground.spec.problems import PlaygroundError
from playground.spec.values import Values, from_json, to_json

MARK = "playground-blocks"
LONGEST = 4_000_000
MOST = 2000
FARTHEST = 1e6


def to_text(network: Network, ids: Iterable[str]) -> str:
    """The nodes called ``ids`` and the edges among them as JSON."""
    wanted = set(ids)
    nodes = [
        {
            "id": node.id,
            "kind": node.kind,
            "name": node.name,
            "position": list(node.position),
            "params": to_json(node.params),
        }
        for node in network.nodes
        if node.id in wanted
    ]
    edges = [
        {"source": edge.source, "target": edge.target, "port": edge.port}
        for edge in network.edges
        if edge.source in wanted and edge.target in wanted
    ]
    return json.dumps({MARK: 1, "nodes": nodes, "edges": edges}, ensure_ascii=False, indent=1)


def from_text(text: str) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
    """The nodes and edges of `to_text`.

    Raises:
        PlaygroundError: the text is something else, too long, or damaged.

    """
    if len(text) > LONGEST:
        raise PlaygroundError(f"The clipboard holds {len(text)} letters; blocks take at most {LONGEST}.")
    if MARK not in text:
        raise PlaygroundError("The clipboard holds no blocks.")
    try:
        found = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise PlaygroundError(f"The blocks on the clipboard are damaged: {str(error)[:80]}.") from error
    if not isinstance(found, dict) or found.get(MARK) != 1:
        raise PlaygroundError("The clipboard holds no blocks that this version can read.")
    nodes, edges = found.get("nodes"), found.get("edges")
    if not isinstance(nodes, list) or not isinstance(edges, list) or not nodes:
        raise PlaygroundError("The clipboard holds no blocks.")
    if len(nodes) > MOST or len(edges) > 10 * MOST:
        raise PlaygroundError(f"The clipboard holds {len(nodes)} blocks; at most {MOST} can be pasted.")
    read = tuple(_node(item) for item in nodes)
    ids = {node.id for node in read}
    if len(ids) < len(read):
        raise PlaygroundError("The blocks on the clipboard are damaged: two have the same id.")
    return read, tuple(_edge(item, ids) for item in edges)


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number")


def _word(item: dict[str, Any], key: str, longest: int = 200) -> str:
    value = item.get(key)
    if not isinstance(value, str) or len(value) > longest:
        raise PlaygroundError(f"The blocks on the clipboard are damaged: {key} must be a short text.")
    return value


def _node(item: object) -> Node:
    if not isinstance(item, dict):
        raise PlaygroundError("The blocks on the clipboard are damaged: a block must be an object.")
    id, kind, name = _word(item, "id"), _word(item, "kind"), _word(item, "name")
    place, params = item.get("position"), item.get("params")
    if not id or not kind:
        raise PlaygroundError("The blocks on the clipboard are damaged: a block lacks its id or kind.")
    if not (isinstance(place, list) and len(place) == 2 and all(_near(number) for number in place)):
        raise PlaygroundError(f"The blocks on the clipboard are damaged: {kind} has no position.")
    if not isinstance(params, dict):
        raise PlaygroundError(f"The blocks on the clipboard are damaged: {kind} has no settings.")
    values = Values({str(key): from_json(value) for key, value in params.items()})
    return Node(id=id, kind=kind, name=name, position=(float(place[0]), float(place[1])), params=values)


def _near(number: object) -> bool:
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        return False
    return abs(number) <= FARTHEST


def _edge(item: object, ids: set[str]) -> Edge:
    if not isinstance(item, dict):
        raise PlaygroundError("The blocks on the clipboard are damaged: a connection must be an object.")
    source, target, port = item.get("source"), item.get("target"), item.get("port")
    ends = isinstance(source, str) and isinstance(target, str) and source in ids and target in ids
    if not ends or isinstance(port, bool) or not isinstance(port, int) or port < 0:
        raise PlaygroundError("The blocks on the clipboard are damaged: a connection leads nowhere.")
    return Edge(source=str(source), target=str(target), port=port)
