"""The card of a closed group: what it says of its members, on a small stack of cards."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.catalog.analysis import Analysis, block_of, title_of
from playground.catalog.entry import known
from playground.catalog.settings import setting_at
from playground.catalog.tensor import shape_in_words
from playground.gui.canvas import geometry
from playground.gui.canvas.card import CardItem
from playground.gui.canvas.faces import Face, compact
from playground.gui.canvas.groups import KIND, Shown
from playground.gui.canvas.layout import depths
from playground.gui.canvas.live import short_number
from playground.spec.experiment import Experiment, Group, Network
from playground.spec.groups import called
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice
from playground.spec.words import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFace(Face):
    """The face of a closed group; ``size`` is the line below the title, the longest wording first."""

    size: tuple[str, ...]

    def lines(self) -> tuple[str, ...]:
        """How many blocks, how often, and how many numbers they learn."""
        return self.size


def size_of(group: Group, analysis: Analysis) -> tuple[str, ...]:
    """``3 blocks ×4 · 1,234 parameters``, the longest wording first."""
    number = len(group.members)
    blocks = tr("1 block") if number == 1 else tr("{count} blocks", count=number)
    blocks += f" ×{group.repeat}" if group.repeat > 1 else ""
    count = analysis.count(group.members)
    if not count:
        return (blocks,)
    words = (
        tr("{count} parameters", count=f"{count:,}"),
        tr("{count} parameters", count=compact(count)),
        tr("{count} param.", count=compact(count)),
        compact(count),
    )
    return (*(f"{blocks} · {text}" for text in words), blocks)


def group_face(shown: Shown, group: Group, network: Network, analysis: Analysis) -> GroupFace:
    """The face of a closed group."""
    order = depths(network)
    members = sorted((node for node in network.nodes if node.id in group.members), key=lambda node: order[node.id])
    problems = [problem for node in members for problem in analysis.of(node.id) if problem.severity != "hint"]
    errors = any(problem.severity == "error" for problem in problems)
    colours = Counter(block.colour if (block := block_of(node)) is not None else "unknown" for node in members)
    entries, exit = shown.entries[group.id], shown.exits[group.id]
    leaving = analysis.signatures.get(analysis.last(exit)) if exit else None
    return GroupFace(
        title=called(group),
        kind=KIND,
        colour=colours.most_common(1)[0][0],
        summary=tr("A group of blocks; O or a double click opens it."),
        badges=_badges(group, network),
        formula=" → ".join(title_of(node) for node in members),
        output=shape_in_words(leaving.output) if leaving is not None else "",
        count=analysis.count(group.members),
        severity="error" if errors else "warning" if problems else "",
        sentences=tuple(problem.sentence for problem in problems),
        slots=len(entries),
        taken=sum(entry.edge is not None for entry in entries),
        gives=bool(exit),
        given=any(shown.card.get(edge.source) == group.id and not shown.inside(edge) for edge in network.edges),
        size=size_of(group, analysis),
        multiply_adds=sum(
            analysis.signatures[id].multiply_adds
            for id in analysis.with_copies(group.members)
            if id in analysis.signatures
        ),
    )


def _badges(group: Group, network: Network) -> tuple[str, ...]:
    """The exposed settings with their values, each once."""
    found: dict[str, list[str]] = {}
    plain: set[str] = set()
    experiment = Experiment(network=network)
    for node, setting in group.exposed:
        try:
            field, value = setting_at(experiment, ("network", node, setting))
        except PlaygroundError:
            continue  # the block has no such setting, so there is nothing to show
        words = found.setdefault(field.title, [])
        if isinstance(value, Choice):
            plain.add(field.title)
        if (text := _value(value, field.about.family)) not in words:
            words.append(text)
    listed = {title: ", ".join(words) for title, words in found.items()}
    return tuple(words if title in plain else f"{title} {words}" for title, words in listed.items())


def _value(value: Any, family: str | None) -> str:
    if isinstance(value, Choice):
        entry = known(family or "", value.kind)
        return entry.title if entry is not None else value.kind
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    return short_number(value) if isinstance(value, (int, float)) else str(value)


class GroupCard(CardItem):
    """A card on two more."""

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """The cards behind look out at the bottom."""
        theme = self._theme
        painter.setPen(QPen(theme.colour("card_line"), 1.0))
        for out in (8.0, 4.0):
            body = geometry.body().adjusted(out, out, -out, out)
            painter.setBrush(theme.colour("card"))
            painter.drawRoundedRect(body, geometry.RADIUS, geometry.RADIUS)
        super().paint(painter, option, widget)

    @property
    def opens(self) -> bool:
        """There are blocks in it."""
        return True
