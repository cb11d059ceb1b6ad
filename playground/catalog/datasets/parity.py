"""The parity of n bits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.points import class_names, flipped, flips_setting, spread_setting
from playground.spec.fields import param


class Parity(Dataset):
    """Whether the number of ones among n bits is odd."""

    kind = "parity"
    title = "Parity of n bits"
    summary = "Is the number of ones odd? Exclusive or of many bits."
    help = (
        "Changing any single bit changes the answer, so no bit alone says anything. A tree of exclusive ors computes "
        "it with about 3(n − 1) units in log₂ n stages; a single hidden layer that looks up patterns needs up to "
        "2ⁿ⁻¹: the classic reason for depth. Bits are given as −1 (zero) and 1 (one)."
    )
    formula = "y = b₁ ⊕ b₂ ⊕ … ⊕ bₙ"
    aliases = ("xor", "exclusive or", "bits", "boolean", "odd", "even")
    group = "Logic"
    order = 300

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        bits: int = param(4, low=2, high=16, unit="bits", effect="data", help="How many bits each example has.")
        every_pattern: bool = param(
            False,
            effect="data",
            title="Each pattern once",
            help="All 2ⁿ patterns, each once, so that dev and test hold patterns never trained on; otherwise patterns "
            "are drawn at random and may repeat.",
        )
        samples: int = param(
            500,
            low=10,
            high=100_000,
            scale="log",
            unit="examples",
            effect="data",
            help="How many patterns are drawn; without meaning where each pattern comes once.",
        )
        label_noise: float = flips_setting()
        position_noise: float = spread_setting(0.0, "each bit")

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """A feature per bit, two classes; + is odd."""
        return Facts(
            features=tuple(f"b{number + 1}".translate(SUBSCRIPTS) for number in range(p.bits)),
            task="classes",
            classes=class_names(2),
            rows=2**p.bits if p.every_pattern else p.samples,
        )

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """Patterns in random order; the first bit is the most significant one."""
        count = 2**p.bits
        pattern = rng.permutation(count) if p.every_pattern else rng.integers(0, count, p.samples)
        bits = pattern[:, None] >> np.arange(p.bits)[::-1] & 1
        y = flipped((bits.sum(axis=1) % 2).astype(np.int64), 2, p.label_noise, rng)
        x = 2.0 * bits - 1.0 + p.position_noise * rng.standard_normal(bits.shape)
        return Table(facts=cls.facts(p), x=x, y=y)


SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
