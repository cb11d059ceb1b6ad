"""Inception v1, known as GoogLeNet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.catalog.architecture import Architecture
from playground.catalog.architectures._settings import by_adam, by_momentum, characters, experiment, form, noise
from playground.catalog.draft import Draft
from playground.catalog.parts import Branches, convolution, inception, max_pool
from playground.spec.experiment import Experiment, Network
from playground.spec.values import Values

MODULES = {
    "3a": Branches(64, 96, 128, 16, 32, 32),
    "3b": Branches(128, 128, 192, 32, 96, 64),
    "4a": Branches(192, 96, 208, 16, 48, 64),
    "4b": Branches(160, 112, 224, 24, 64, 64),
    "4c": Branches(128, 128, 256, 24, 64, 64),
    "4d": Branches(112, 144, 288, 32, 64, 64),
    "4e": Branches(256, 160, 320, 32, 128, 128),
    "5a": Branches(256, 160, 320, 32, 128, 128),
    "5b": Branches(384, 192, 384, 48, 128, 128),
}
"""The paper's table 1."""


class InceptionV1(Architecture):
    """Nine modules of parallel convolutions."""

    kind = "inception_v1"
    title = "Inception v1 (GoogLeNet)"
    summary = "Nine modules, each with 1×1, 3×3, 5×5 convolutions and a pooling side by side."
    help = (
        "Which size of kernel is right? A module takes all of them at once and joins what they find. 1×1 convolutions "
        "before the dear ones bring the channels down first, a tenth of the cost. With an average in place of dense "
        "layers it has 20 times fewer numbers than VGG-16. The two helping outputs that the paper trains with are left "
        "out."
    )
    formula = "conv 7×7/2 → conv 1×1 → conv 3×3 → 9 × [1×1 ‖ 3×3 ‖ 5×5 ‖ pool] → average → 1000"
    aliases = ("googlenet", "inception", "inception-v1", "szegedy", "imagenet")
    order = 40
    year = 2014
    source = (
        "Szegedy and others: Going deeper with convolutions, 2015, table 1, whose rows of parameters in units of 1024 "
        "add up to 6.8 million without biases; 6,998,552 with them and without the helping outputs"
    )
    sizes = Values(full=6_998_552, small=93_396)
    sees = Values(full="224×224×3", small="28×28×1")

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        form: Literal["full", "small"] = form()

    @classmethod
    def network(cls, p: Params) -> Network:
        """Names as in the paper's table 1; small has an eighth of its channels."""
        small = p.form == "small"
        draft = Draft()
        x = draft.add("input", id="input1")
        with draft.group("stem", closed=False, stacked=True):
            if small:
                x = convolution(draft, x, 16, 3, id="conv1", name="conv1")
            else:
                x = convolution(draft, x, 64, 7, stride=2, id="conv1", name="conv1")
                x = max_pool(draft, x, 3, 2, padding=1, id="pool1", name="pool1")
                x = draft.add("local_response_norm", x, id="norm1", name="norm1")
                x = convolution(draft, x, 64, 1, id="conv2_reduce", name="conv2 reduce")
                x = convolution(draft, x, 192, 3, id="conv2", name="conv2")
                x = draft.add("local_response_norm", x, id="norm2", name="norm2")
            x = max_pool(draft, x, 3, 2, padding=1, id="pool2", name="pool2")
        for stage in "345":
            with draft.group(f"inception ({stage})", closed=False, stacked=True):
                for name, branches in MODULES.items():
                    if name.startswith(stage):
                        of = _eighth(branches) if small else branches
                        with draft.group(f"inception ({name})", id=f"group_{name}"):
                            x = inception(draft, x, of, id=f"inception_{name}")
                if stage != "5":
                    number = int(stage)
                    x = max_pool(draft, x, 3, 2, padding=1, id=f"pool{number}", name=f"pool{number}")
        x = draft.add("global_pool", x, id="pool5", name="average pool")
        x = draft.add("dropout", x, id="dropout1", keep_prob=0.9 if small else 0.6)
        draft.add("output", x, id="output1")
        return draft.network()

    @classmethod
    def experiment(cls, p: Params) -> Experiment:
        """ImageNet's size without its pictures, or characters."""
        if p.form == "small":
            return experiment(cls.network(p), characters(), by_adam(0.002, 64, 6))
        return experiment(cls.network(p), noise(224), by_momentum(0.01, 16))


def _eighth(of: Branches) -> Branches:
    return Branches(
        of.one // 8, of.reduce_three // 8, of.three // 8, max(2, of.reduce_five // 8), of.five // 8, of.pool // 8
    )
