"""What a card says: everything that is drawn on it, read from a node and the analysis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.catalog.analysis import Analysis, block_of, title_of
from playground.catalog.tensor import shape_in_words
from playground.gui.canvas import rules
from playground.spec.experiment import Network, Node
from playground.spec.words import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """The words and marks of one card; equal faces look the same."""

    title: str
    kind: str
    colour: str
    summary: str
    badges: tuple[str, ...]
    formula: str
    output: str
    count: int
    severity: Literal["", "error", "warning"]
    sentences: tuple[str, ...]
    slots: int
    taken: int
    gives: bool
    given: bool
    multiply_adds: int = 0

    def costs(self) -> tuple[str, ...]:
        """Multiplications for one example, the longest wording first; none where there are none."""
        if not self.multiply_adds:
            return ()
        count = compact(self.multiply_adds)
        return tr("{count} mult.", count=count), f"{count}×"

    def lines(self) -> tuple[str, ...]:
        """The line below the title, the longest wording first, for the card to take what fits."""
        if not self.output:
            return ("",)
        if not self.count:
            return (self.output,)
        long, short = f"{self.count:,}", compact(self.count)
        one = self.count == 1
        whole, less = (tr("1 parameter") if one else tr("{count} parameters", count=number) for number in (long, short))
        return (
            f"{self.output} · {whole}",
            f"{self.output} · {less}",
            f"{self.output} · {tr('{count} param.', count=short)}",
            f"{self.output} · {short}",
            self.output,
        )


def face_of(node: Node, network: Network, analysis: Analysis) -> Face:
    """The face of ``node``."""
    block = block_of(node)
    signature = analysis.signatures.get(node.id)
    problems = [problem for problem in analysis.of(node.id) if problem.severity != "hint"]
    errors = any(problem.severity == "error" for problem in problems)
    badges: tuple[str, ...] = ()
    if block is not None and not block.violations(node.params):
        badges = block.badges(block.read(node.params), analysis.facts)
    return Face(
        title=title_of(node),
        kind=node.kind,
        colour=block.colour if block is not None else "unknown",
        summary=block.summary
        if block is not None
        else tr("The catalogue does not know this block; it is kept as it is."),
        badges=badges,
        formula=block.formula.split(",  ")[0] if block is not None else "",
        output=shape_in_words(signature.output) if signature is not None else "",
        count=signature.count if signature is not None else 0,
        severity="error" if errors else "warning" if problems else "",
        sentences=tuple(problem.sentence for problem in problems),
        slots=rules.slots(network, node),
        taken=len(network.inputs(node.id)),
        gives=rules.gives(node),
        given=bool(network.outputs(node.id)),
        multiply_adds=signature.multiply_adds if signature is not None else 0,
    )


def compact(number: int) -> str:
    """A count in few letters: ``940``, ``12k``, ``3.1M``."""
    for size, letter in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if number >= size:
            scaled = number / size
            return f"{scaled:.1f}{letter}" if scaled < 10 else f"{scaled:.0f}{letter}"
    return str(number)
