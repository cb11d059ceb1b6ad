"""What many runs came to, in words."""

from __future__ import annotations

from playground.spec.words import mark, tr
from playground.workbench.crowd import Crowd

ENDS = {
    "diverged": mark("blew up"),
    "early stopping": mark("stopped early: no better dev loss"),
    "loss": mark("reached the loss at which it stops"),
    "accuracy": mark("reached the accuracy at which it stops"),
}

LOSS, ACCURACY = mark("loss"), mark("accuracy")
LONGEST = 10
"""Letters that fit under a small surface."""


def metric_name(kind: str) -> str:
    """A metric's title as the catalogue has it; the loss and the accuracy in small letters, as they stand in a line."""
    from playground.catalog.entry import known

    if kind in ("loss", "accuracy"):
        return tr(LOSS if kind == "loss" else ACCURACY)
    entry = known("metrics", kind)
    return entry.title if entry is not None else kind


def column_name(column: str) -> str:
    """``dev/loss`` in words."""
    part, _, kind = column.partition("/")
    return tr("{part} {kind}", part=tr(part), kind=metric_name(kind))


def number(value: float, kind: str) -> str:
    """A loss or metric: shares of all as percent."""
    if kind == "accuracy":
        return f"{100.0 * value:.3g} %"
    return f"{value:.3g}"


def short_names(crowd: Crowd) -> tuple[str, ...]:
    """Names for little room: the values alone, where the setting's name would be cut."""
    return crowd.names if all(len(name) <= LONGEST for name in crowd.names) else crowd.values


def values_of(crowd: Crowd) -> tuple[str, ...]:
    """Under every member's tile: what it came to."""
    part = crowd.verdict.partition("/")[0]
    kind = crowd.metric if crowd.metric == "accuracy" else "loss"
    column = crowd.last(f"{part}/{kind}")
    found = []
    for value, why in zip(column.tolist(), crowd.finished, strict=True):
        if why == "diverged":
            found.append(tr("blew up"))
        else:
            found.append(number(value, kind) if value == value else "")
    return tuple(found)


def said_of(crowd: Crowd, member: int) -> str:
    """In a member's tip: its numbers, and what happened to it."""
    lines = [
        f"{column_name(name)} {number(float(crowd.last(name)[member]), name.partition('/')[2])}"
        for name in crowd.columns
    ]
    why = crowd.finished[member]
    if why:
        lines.append(crowd.sentences[member] or tr(ENDS.get(why, why)))
    return "\n".join(lines)


def summary_of(crowd: Crowd) -> str:
    """Median, best and worst, how many are good, and what all together come to; empty before there is anything."""
    found = crowd.summary()
    if found is None:
        return ""
    part, _, kind = found.column.partition("/")
    column = crowd.last(found.column)
    names = short_names(crowd)
    pieces = [
        tr(
            "{what}: median {median}, half of {count} runs from {low} to {high}",
            what=column_name(found.column),
            count=found.count,
            median=number(found.median, kind),
            low=number(found.low, kind),
            high=number(found.high, kind),
        ),
        tr("best {name}: {value}", name=names[found.best], value=number(float(column[found.best]), kind)),
        tr("worst {name}: {value}", name=names[found.worst], value=number(float(column[found.worst]), kind)),
    ]
    if kind == "accuracy":
        bar = number(found.bar, kind)
        pieces.append(tr("{reached} of {count} reached {bar}", reached=found.reached, count=found.count, bar=bar))
    if found.blown_up:
        pieces.append(tr("{count} blew up", count=found.blown_up))
    together = crowd.ensemble.get(part, {}).get(crowd.metric)
    if together is not None:
        what, value = metric_name(crowd.metric), number(together, crowd.metric)
        pieces.append(tr("mean prediction of all: {what} {value}", what=what, value=value))
    return "  ·  ".join(pieces)


def standing_of(crowd: Crowd) -> str:
    """Where they stand, and what a person should know of it."""
    status = crowd.status
    count = len(crowd.members)
    match status.phase:
        case "none":
            return ""
        case "starting":
            return tr("The engine makes {count} runs …", count=count)
        case "failed":
            return status.sentence
        case "training":
            words = tr(
                "{count} runs: epoch {epoch:.0f} of {goal}, {speed:,.0f} steps/s together. Your own run rests.",
                count=count,
                epoch=status.epoch,
                goal=status.goal,
                speed=status.speed,
            )
        case _:
            words = ""
    if crowd.changed_since:
        words += " " + tr("The experiment has changed since: these are runs of what it was when they started.")
    return words.strip()
