"""EfficientNet-B0, and with its three scalings the whole family."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Literal

from playground.catalog.architecture import Architecture
from playground.catalog.architectures._divisible import divisible
from playground.catalog.architectures._settings import (
    by_momentum,
    characters,
    experiment,
    form,
    noise,
    resolution,
    width,
)
from playground.catalog.draft import Draft
from playground.catalog.parts import inverted, normalized, pointwise
from playground.spec.experiment import Experiment, Network
from playground.spec.fields import param
from playground.spec.values import Choice, Values

SILU = Choice("silu")
STAGES = (
    (1, 3, 16, 1, 1),
    (6, 3, 24, 2, 2),
    (6, 5, 40, 2, 2),
    (6, 3, 80, 3, 2),
    (6, 5, 112, 3, 1),
    (6, 5, 192, 4, 2),
    (6, 3, 320, 1, 1),
)
"""Expansion, kernel, filters, blocks and the first block's stride: the paper's table 1."""


class EfficientNetB0(Architecture):
    """Sixteen inverted residual blocks with squeeze-and-excitation, scaled in three ways at once."""

    kind = "efficientnet_b0"
    title = "EfficientNet-B0"
    summary = "Inverted residual blocks with squeeze-and-excitation, and three scalings."
    help = (
        "A network can be made larger in three ways: deeper, wider, or with larger pictures. It pays most to do all "
        "three together: depth 1.2ᵠ, width 1.1ᵠ, resolution 1.15ᵠ doubles the cost for every step of φ. B1 is 1.1, 1.0 "
        "and 240; B4 is 1.8, 1.4 and 380; B7 is 3.1, 2.0 and 600."
    )
    formula = "conv 3×3/2 → 16 × [1×1 ·6 → depthwise → squeeze-excite → 1×1] (+ x) → conv 1×1 → average → 1000"
    aliases = ("efficientnet", "efficientnet-b0", "tan", "scaling", "compound", "b7", "imagenet")
    order = 70
    year = 2019
    source = (
        "Tan, Le: EfficientNet: Rethinking model scaling for convolutional neural networks, 2019, table 2: 5.3 "
        "million; 5,288,548 as in torchvision"
    )
    sizes = Values(full=5_288_548, small=201_888)
    sees = Values(full="224×224×3", small="28×28×1")

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        form: Literal["full", "small"] = form()
        depth: float = param(
            1.0,
            low=0.5,
            high=3.2,
            title="Depth d",
            effect="keep",
            help="Times as many blocks in every stage, rounded up.",
        )
        width: float = width(title="Width w")
        resolution: int = resolution(high=600, title="Resolution r")

    @classmethod
    def network(cls, p: Params) -> Network:
        """Small begins without strides, is a quarter as wide and has half as many blocks."""
        small = p.form == "small"
        wide, deep = (0.25 * p.width, 0.5 * p.depth) if small else (p.width, p.depth)
        draft = Draft()
        x = draft.add("input", id="input1")
        channels = divisible(32 * wide)
        with draft.group("stem", closed=False, stacked=True):
            x = normalized(draft, x, channels, 3, stride=1 if small else 2, activation=SILU, id="conv1", name="conv1")
        for place, (expansion, kernel, filters, count, stride) in enumerate(STAGES, start=1):
            stage = _Stage(
                place,
                expansion,
                kernel,
                divisible(filters * wide),
                ceil(count * deep),
                1 if small and place == 2 else stride,
            )
            with draft.group(f"stage {place}", id=f"group_stage{place}", closed=False, stacked=True):
                x = stage.add(draft, x, channels)
            channels = stage.filters
        with draft.group("head", closed=False, stacked=True):
            x = pointwise(draft, x, 4 * channels, activation=SILU, id="conv_last")
            x = draft.add("global_pool", x, id="pool1", name="average pool")
            x = draft.add("dropout", x, id="dropout1", keep_prob=0.8)
        draft.add("output", x, id="output1")
        return draft.network()

    @classmethod
    def experiment(cls, p: Params) -> Experiment:
        """Pictures of nothing in the resolution, or characters."""
        if p.form == "small":
            return experiment(cls.network(p), characters(), by_momentum(0.05, 32, 3))
        return experiment(cls.network(p), noise(p.resolution), by_momentum(0.05, 8))


@dataclass(frozen=True, slots=True)
class _Stage:
    """A stage after scaling."""

    place: int
    expansion: int
    kernel: int
    filters: int
    count: int
    stride: int

    def add(self, draft: Draft, x: str, channels: int) -> str:
        """The first block, and the others, which are alike."""
        x = self._block(draft, x, channels, self.stride, 1, 1)
        return self._block(draft, x, self.filters, 1, 2, self.count - 1) if self.count > 1 else x

    def _block(self, draft: Draft, x: str, channels: int, stride: int, number: int, repeat: int) -> str:
        id = f"stage{self.place}_{number}"
        name = f"MBConv {self.place}_{number}" + (f" to {self.count}" if repeat > 1 else "")
        with draft.group(name, id=f"group_{id}", repeat=repeat):
            return inverted(
                draft,
                x,
                channels,
                self.filters,
                expansion=self.expansion,
                kernel=self.kernel,
                stride=stride,
                squeeze=max(1, channels // 4),
                activation=SILU,
                id=id,
            )
