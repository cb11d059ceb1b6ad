"""What `playground train --seeds` and `--vary` tell people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table

from playground.catalog.variants import Variant
from playground.cli.output import console, note, table
from playground.spec.words import tr

if TYPE_CHECKING:
    from playground.engine.population.population import Population
    from playground.engine.population.results import Evaluation


def words_of(evaluation: Evaluation) -> str:
    """``loss 0.21 (0.19–0.25) dev 0.25 (…) accuracy 0.93``: medians, and between which half of the members lie."""
    from playground.engine.population.results import band

    words = []
    for part, text in (("train", tr("loss")), ("dev", tr("dev"))):
        if part in evaluation.parts:
            found = band(evaluation.parts[part]["loss"])
            words.append(f"{text} {found.median:.4f} ({found.low:.4f}–{found.high:.4f})")
    metrics = evaluation.parts.get("dev", evaluation.parts["train"])
    words += [f"{kind} {band(values).median:.3f}" for kind, values in metrics.items() if kind != "loss"][:1]
    return " ".join(words)


def summary(
    population: Population,
    variants: Sequence[Variant],
    last: Evaluation,
    order: Sequence[int],
    result: dict[str, Any],
    speed: float,
) -> None:
    """Print how it went.

    Args:
        population, variants: what was trained. last: the evaluation at its end.
        order: the members that have a loss, the best first. result: the event that tells programs the same.
        speed: steps of all members per second.

    """
    out = console()
    count = len(population)
    out.print(
        tr(
            "{count} members, {epochs} epochs, {steps} steps each in {seconds:.2f} s, {speed:,.0f} steps/s of all "
            "together. {how}",
            count=count,
            epochs=result["epochs"],
            steps=result["steps"],
            seconds=result["seconds"],
            speed=speed,
            how=population.way,
        ),
        soft_wrap=True,
    )
    if result["why"] == "interrupted":
        out.print(tr("Interrupted: what was trained until then is kept."))
    if order:
        out.print(_table(population, last, order))
        for sentence in _luck(population, variants, last, order):
            out.print(sentence, soft_wrap=True)
    blown = [index for index, why in enumerate(population.finished) if why == "diverged"]
    if blown:
        name, what = population.names[blown[0]], population.sentences[blown[0]]
        note(
            tr("{blown} of {count} members blew up: {name} {what}", blown=len(blown), count=count, name=name, what=what)
        )


def _table(population: Population, last: Evaluation, order: Sequence[int]) -> Table:
    """The best, the middle and the worst member, and all together as an ensemble."""
    parts = [part for part in ("train", "dev", "test") if part in last.parts]
    metric = next((kind for kind in last.parts["train"] if kind != "loss"), "")
    columns = [(part, kind) for part in parts for kind in ("loss", metric) if kind]
    heads = tuple(f"{tr(part)} {tr(kind)}" for part, kind in columns)
    rows = table("", tr("member"), *heads, right=heads)
    for word, index in (
        (tr("best"), order[0]),
        (tr("median"), order[(len(order) - 1) // 2]),
        (tr("worst"), order[-1]),
    ):
        numbers = [f"{last.parts[part][kind][index]:.4g}" for part, kind in columns]
        rows.add_row(word, population.names[index], *numbers)
    ensemble = population.ensemble()
    numbers = [f"{ensemble[part][kind]:.4g}" if kind in ensemble[part] else "" for part, kind in columns]
    rows.add_row(tr("ensemble"), tr("the mean prediction of all"), *numbers)
    return rows


def _luck(population: Population, variants: Sequence[Variant], last: Evaluation, order: Sequence[int]) -> Iterator[str]:
    """How much depends on what varied; and where only seeds did, how lucky the experiment's own was."""
    from playground.engine.population.results import band

    part = "dev" if "dev" in last.parts else "train"
    losses = last.parts[part]["loss"][list(order)]
    if len(order) < 2:
        return
    middle = band(losses)
    yield tr(
        "The {part} loss lies between {best:.4g} and {worst:.4g}, half of the members between {low:.4g} and "
        "{high:.4g}.",
        part=tr(part),
        best=losses[0],
        worst=losses[-1],
        low=float(middle.low),
        high=float(middle.high),
    )
    only_seeds = all(variant.name == f"seed {variant.experiment.seed}" for variant in variants)
    if only_seeds and 0 in order:
        yield tr(
            "Seed {seed}, the experiment's own, comes {rank} of {count}.",
            seed=variants[0].experiment.seed,
            rank=order.index(0) + 1,
            count=len(order),
        )
