"""How the layers of a network are called in formulas: Z⁽¹⁾ = W⁽¹⁾A⁽⁰⁾ + b⁽¹⁾."""

from __future__ import annotations

from playground.catalog.analysis import Analysis
from playground.catalog.block import Signature
from playground.spec.experiment import Network

DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LETTERS = {"weight": "W", "bias": "b", "gamma": "γ", "beta": "β"}


class Notation:
    """Numbers for the layers, from the input, which is 0.

    Every layer that weighs its input counts, dense or convolution. What stands behind it and has no weights, such as
    dropout, has the number of what it gets its input from, and a stroke more: A⁽¹⁾′.

    Args:
        network: with the copies that groups make. analysis: of the same experiment.

    """

    def __init__(self, network: Network, analysis: Analysis) -> None:
        self._numbers: dict[str, int] = {}
        self._strokes: dict[str, int] = {}
        count = 0
        for id in analysis.order:
            sources = [edge.source for edge in network.inputs(id)]
            if weighs(analysis.signatures[id]):
                count += 1
                self._numbers[id], self._strokes[id] = count, 0
            elif not sources:
                self._numbers[id], self._strokes[id] = 0, 0
            else:
                last = max(sources, key=lambda source: (self._numbers[source], self._strokes[source]))
                self._numbers[id], self._strokes[id] = self._numbers[last], self._strokes[last] + 1
        self.last = count

    def sign(self, letter: str, id: str) -> str:
        """A letter with the layer's number, such as ``dZ⁽²⁾``."""
        number = str(self._numbers[id]).translate(DIGITS)
        return f"{letter}⁽{number}⁾{'′' * self._strokes[id]}"

    def learned(self, name: str, id: str) -> str:
        """The sign of a learned array."""
        return self.sign(LETTERS.get(name, name), id)


def weighs(signature: Signature) -> bool:
    """Whether the block has a matrix or filters of weights."""
    return any(item.name == item.role == "weight" and len(item.shape) >= 2 for item in signature.parameters)


def is_affine(signature: Signature) -> bool:
    """Whether the block computes Z = WA + b."""
    return any(item.name == item.role == "weight" and len(item.shape) == 2 for item in signature.parameters)
