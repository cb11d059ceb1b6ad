"""MobileNet v1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.catalog.architecture import Architecture
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
from playground.catalog.parts import normalized, separable
from playground.spec.experiment import Experiment, Network
from playground.spec.values import Values

STAGES = ((64,), (128, 128), (256, 256), (512, 512, 512, 512, 512, 512), (1024, 1024))
"""Filters of the separable convolutions; the first of every stage but the first has stride 2."""


class MobileNetV1(Architecture):
    """Thirteen depthwise separable convolutions."""

    kind = "mobilenet_v1"
    title = "MobileNet v1"
    summary = "Thirteen depthwise separable convolutions: for telephones."
    help = (
        "An ordinary convolution looks around and mixes the channels at once. Here the one comes after the other: a "
        "depthwise convolution looks around in every channel by itself, a 1×1 convolution mixes them. That costs 1/c′ "
        "+ 1/f² of the ordinary one, about a ninth. The width makes all of it narrower or wider."
    )
    formula = "conv 3×3/2 → 13 × [depthwise 3×3 → conv 1×1] → average → 1000"
    aliases = ("mobilenet", "mobilenet-v1", "howard", "depthwise", "separable", "imagenet")
    order = 60
    year = 2017
    source = (
        "Howard and others: MobileNets, 2017, table 8: 4.2 million and 569 million multiply-adds; 4,231,976 learned "
        "numbers as in Keras"
    )
    sizes = Values(full=4_231_976, small=215_498)
    sees = Values(full="224×224×3", small="28×28×1")

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        form: Literal["full", "small"] = form()
        width: float = width(
            title="Width α", help="Times as many channels everywhere; 1, 0.75, 0.5 and 0.25 are the paper's."
        )
        resolution: int = resolution()

    @classmethod
    def network(cls, p: Params) -> Network:
        """The paper's table 1; small begins without a stride and is a quarter as wide."""
        small = p.form == "small"
        wide = p.width * (0.25 if small else 1.0)
        draft = Draft()
        x = draft.add("input", id="input1")
        with draft.group("stem", closed=False, stacked=True):
            x = normalized(draft, x, int(32 * wide), 3, stride=1 if small else 2, id="conv1", name="conv1")
        number = 0
        for place, stage in enumerate(STAGES, start=1):
            with draft.group(f"{int(stage[0] * wide)} filters", id=f"group_stage{place}", closed=False, stacked=True):
                filters = int(stage[0] * wide)
                number += 1
                with draft.group(f"separable {number}", id=f"group_separable{number}"):
                    x = separable(draft, x, filters, stride=1 if place == 1 else 2, id=f"separable{number}")
                left = len(stage) - 1
                if left:
                    number += 1
                    name = f"separable {number}" + (f" to {number + left - 1}" if left > 1 else "")
                    with draft.group(name, id=f"group_separable{number}", repeat=left):
                        x = separable(draft, x, filters, id=f"separable{number}")
                    number += left - 1
        x = draft.add("global_pool", x, id="pool1", name="average pool")
        draft.add("output", x, id="output1")
        return draft.network()

    @classmethod
    def experiment(cls, p: Params) -> Experiment:
        """ImageNet's size without its pictures, or characters."""
        if p.form == "small":
            return experiment(cls.network(p), characters(), by_momentum(0.05, 32, 6))
        return experiment(cls.network(p), noise(p.resolution), by_momentum(0.05, 16))
