"""The base class of blocks: what a node of the network can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

from playground.catalog.entry import Entry
from playground.catalog.facts import Facts
from playground.catalog.tensor import Array, Forward, Shape
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice

Role = Literal["weight", "bias", "scale", "buffer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One array of a block: its name, shape and first value.

    ``role``: only a ``weight`` is penalised by L1 and L2; a ``buffer`` (running average) is not learned.
    ``fan_in`` and ``fan_out`` are what initializers scale by.
    """

    name: str
    shape: Shape
    role: Role
    initializer: Choice
    fan_in: int = 1
    fan_out: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What of its input one place of the output is computed from, along one side.

    ``size`` places, spread by dilation already ((kernel − 1) · dilation + 1), the next window ``stride`` places
    further on, the first beginning ``before`` places outside (padding). Every place of the input itself: 1, 1, 0.
    Where one of the three is no whole number, as behind a transposed convolution or an upsampling, place i sees the
    whole numbers from i · stride − before to i · stride − before + size − 1.
    """

    size: float = 1.0
    stride: float = 1.0
    before: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What a block makes of its inputs: the output's shape, its parameters, its cost.

    ``multiply_adds`` counts multiplications for one example's forward pass.
    ``windows`` says for each side after the channels what a place of the output sees of the input, from which
    receptive fields follow; empty: what stands at that place alone, or, where the output has no such sides, all of it.
    """

    inputs: tuple[Shape, ...]
    output: Shape
    parameters: tuple[Parameter, ...] = ()
    multiply_adds: int = 0
    windows: tuple[Window, ...] = ()

    @property
    def count(self) -> int:
        """The number of learned numbers."""
        total = 0
        for parameter in self.parameters:
            if parameter.role != "buffer":
                size = 1
                for side in parameter.shape:
                    size *= side
                total += size
        return total


class Misfit(PlaygroundError):
    """A block cannot take these inputs. ``settings`` are changes of its own settings, by label, that would mend it."""

    def __init__(self, sentence: str, **settings: Mapping[str, Any]) -> None:
        super().__init__(sentence)
        self.settings = settings


class Block(Entry):
    """A kind of node.

    Attributes:
        group: the palette's heading, such as ``Layers``. colour: a token of the theme, such as ``layer``.
        inputs: the least and the most number of connections into it (None: any number).
        unique: whether a network has exactly one (input, output).
        unitwise: whether unit (channel) i of what it gives is made of unit i of each input.
        drops: whether, while training, it multiplies its input by a `mask`: 1 / keep_prob with the probability of its
            setting ``keep_prob``, else 0, drawn from `Mode.generator`.

    """

    family = "blocks"
    group: ClassVar[str] = "Layers"
    colour: ClassVar[str] = "layer"
    inputs: ClassVar[tuple[int, int | None]] = (1, 1)
    unique: ClassVar[bool] = False
    unitwise: ClassVar[bool] = False
    has_output: ClassVar[bool] = True
    drops: ClassVar[bool] = False

    @classmethod
    def infer(cls, p: Any, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """Shapes, parameters and cost, from the settings and the shapes of the inputs.

        Raises:
            Misfit: these inputs cannot be taken; the sentence has the rule and the numbers.

        """
        raise NotImplementedError

    @classmethod
    def build(cls, p: Any, signature: Signature) -> Forward:
        """The block as a torch function of its parameters and inputs; its inputs have the batch dimension first."""
        raise NotImplementedError

    @classmethod
    def reference(cls, p: Any, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """The same in NumPy, evaluation mode: the formula as the notes write it, examples in rows.

        It is the independent check of `build`, and draws the untrained surface before torch is there.
        """
        raise NotImplementedError

    @classmethod
    def mask(cls, shape: Shape) -> Shape:
        """Of a block that ``drops``: the shape of one example's mask, for an input of ``shape``."""
        return shape

    @classmethod
    def before_activation(cls, p: Any) -> Any | None:
        """The settings with which `build` and `reference` give Z, to which the activation is then applied.

        None where there is no Z. By default the same settings with a linear activation: a block with a setting
        ``activation`` gives exactly g(Z).
        """
        chosen = getattr(p, "activation", None)
        return replace(p, activation=Choice("linear")) if isinstance(chosen, Choice) else None

    @classmethod
    def badges(cls, p: Any, facts: Facts | None = None) -> tuple[str, ...]:
        """Short words for the card: the activation, the initializer, keep_prob; ``facts`` are of the data if known."""
        return ()
