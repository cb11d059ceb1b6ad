"""Pictures of nothing, of any size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.pictures.drawn import AT_ONCE, TOGETHER
from playground.catalog.pictures.progress import tell
from playground.catalog.pictures.store import Sheet, Targets, keep, key_of
from playground.spec.fields import param
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

VERSION = 1
MOST_BYTES = 4_000_000_000


class NoisePictures(Dataset):
    """Random pixels with random labels: an input of the right size where only the network matters."""

    kind = "noise_pictures"
    title = "Noise pictures"
    summary = "Random pixels and labels in the size that you choose, to read and count networks."
    help = (
        "There is nothing to learn. They give a network an input of any size, such as 224 × 224 × 3 and 1000 classes, "
        "so that its shapes, parameters and multiply-adds can be read. A network that gets the training part right "
        "all the same has learned it by heart."
    )
    aliases = ("random", "imagenet", "224", "benchmark", "memorize", "images", "pictures")
    group = "Pictures"
    order = 540
    slow = True
    at_once = 2 * AT_ONCE  # ten of 224 × 224 × 3

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        height: int = param(224, low=1, high=1024, scale="log", unit="px", effect="data", help="Pixels from top down.")
        width: int = param(224, low=1, high=1024, scale="log", unit="px", effect="data", help="Pixels across.")
        channels: int = param(3, low=1, high=16, effect="data", help="1 is grey, 3 red, green and blue.")
        classes: int = param(1000, low=2, high=10_000, scale="log", effect="data", help="How many labels there are.")
        samples: int = param(
            64,
            low=10,
            high=200_000,
            scale="log",
            unit="pictures",
            effect="data",
            title="Pictures",
            help="How many pictures are drawn; all together at most 4 GB.",
        )

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """As the settings say."""
        size = p.samples * p.height * p.width * p.channels
        if size > MOST_BYTES:
            raise PlaygroundError(
                tr(
                    "{count:,} pictures of {height}×{width}×{channels} take {size:.1f} GB; at most {most:g} GB can be "
                    "drawn",
                    count=p.samples,
                    height=p.height,
                    width=p.width,
                    channels=p.channels,
                    size=size / 1e9,
                    most=MOST_BYTES / 1e9,
                )
            )
        return Facts(
            features=(),
            task="classes",
            classes=tuple(str(number) for number in range(p.classes)),
            rows=p.samples,
            shape=(p.channels, p.height, p.width),
            picture=(p.height, p.width),
            levels=(0.0, 255.0),
        )

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """Every byte and every label equally likely."""
        facts = cls.facts(p)
        seed = int(rng.integers(2**62))

        def make(sheet: Sheet) -> Targets:
            own = np.random.default_rng(seed)
            y = own.integers(p.classes, size=p.samples)
            together = max(1, min(TOGETHER, 32_000_000 // facts.numbers))
            while sheet.rows < p.samples:
                tell(sheet.rows, p.samples)
                count = min(together, p.samples - sheet.rows)
                sheet.add(np.frombuffer(own.bytes(count * facts.numbers), np.uint8).reshape(count, *facts.shape))
            return y, {}

        found = keep(key_of(cls.kind, VERSION, p, seed), facts.shape, make, size=p.samples * facts.numbers)
        return Table(facts=facts, x=found.x, y=found.y)
