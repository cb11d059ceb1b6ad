"""What many runs came to, in words."""

from __future__ import annotations

from playground.spec.words import mark, several, tr
from playground.workbench.crowd import Crowd

ENDS = {
    "early stopping": mark("stopped early: no better dev loss"),
    "loss": mark("reached the loss at which it stops"),
    "accuracy": mark("reached the accuracy at which it stops"),
}


def metric_name(kind: str) -> str:
    """A metric's title as the catalogue has it; of the loss the word itself."""
    from playground.catalog.entry import known

    if kind == "loss":
        return tr("loss")
    entry = known("metrics", kind)
    return entry.title.lower() if entry is not None else kind


def column_name(column: str) -> str:
    """``dev/loss`` in words."""
    part, _, kind = column.partition("/")
    return tr("{part} {kind}", part=tr(part), kind=metric_name(kind))


def number(value: float, kind: str) -> str:
    """A loss or metric: shares of all as percent."""
    if kind == "accuracy":
        return f"{100.0 * value:.3g} %"
    return f"{value:.3g}"


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


def said_of(crowd: Crowd) -> tuple[str, ...]:
    """In every member's tip: its numbers, and what happened to it."""
    found = []
    for member, (why, sentence) in enumerate(zip(crowd.finished, crowd.sentences, strict=True)):
        lines = [
            f"{column_name(name)} {number(float(crowd.last(name)[member]), name.partition('/')[2])}"
            for name in crowd.columns
        ]
        lines += [sentence or tr(ENDS.get(why, why))] if why else []
        found.append("\n".join(lines))
    return tuple(found)


def summary_of(crowd: Crowd) -> str:
    """Median, best and worst, how many are good, and what all together come to; empty before there is anything."""
    found = crowd.summary()
    if found is None:
        return ""
    part, _, kind = found.column.partition("/")
    column = crowd.last(found.column)
    pieces = [
        tr(
            "{what}: median {median}, half of the runs from {low} to {high}",
            what=column_name(found.column),
            median=number(found.median, kind),
            low=number(found.low, kind),
            high=number(found.high, kind),
        )
    ]
    if found.best >= 0 and column[found.best] == column[found.best]:
        pieces.append(
            tr(
                "best {best} ({value}), worst {worst} ({other})",
                best=crowd.names[found.best],
                value=number(float(column[found.best]), kind),
                worst=crowd.names[found.worst],
                other=number(float(column[found.worst]), kind),
            )
        )
    if kind == "accuracy":
        pieces.append(
            tr(
                "{reached} of {count} reached {bar}",
                reached=found.reached,
                count=found.count,
                bar=number(found.bar, kind),
            )
        )
    if found.blown_up:
        pieces.append(several(found.blown_up, "{count} blew up", "{count} blew up"))
    together = crowd.ensemble.get(part, {}).get(crowd.metric)
    if together is not None:
        pieces.append(
            tr(
                "all together (mean prediction): {value}",
                value=f"{metric_name(crowd.metric)} {number(together, crowd.metric)}",
            )
        )
    return ";  ".join(pieces) + "."


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
            words = tr("{count} runs, {epoch:.4g} epochs.", count=count, epoch=status.epoch)
    if crowd.changed_since:
        words += " " + tr("The experiment has changed since: they train what it was when they started.")
    return words
