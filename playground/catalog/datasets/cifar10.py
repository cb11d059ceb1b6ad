"""CIFAR-10."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playground.catalog.pictures.fetching import Download, Remote
from playground.catalog.published import Piece, Published, cifar_pieces, samples_setting


class Cifar10(Published):
    """60,000 small photographs."""

    kind = "cifar10"
    title = "CIFAR-10"
    letters = "CIFAR"
    summary = "60,000 photographs of ten kinds, 32 × 32 pixels, colour. 170 MB, downloaded on request."
    help = (
        "A. Krizhevsky, 2009, Learning Multiple Layers of Features from Tiny Images. A small convolutional network "
        "gets about 70 of 100 right, a ResNet of 20 layers with augmentation 91. 50,000 pictures to learn from and "
        "10,000 to test, which come last here: with a test share of 1/6 the test part is the published one."
    )
    aliases = ("photographs", "objects", "animals", "download", "images", "pictures")
    order = 630
    classes = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
    shape = (3, 32, 32)
    rows = 60_000
    # Size, SHA-256 and address: tensorflow/datasets, tensorflow_datasets/url_checksums/cifar10.txt.
    source = Download(
        kind="cifar10",
        licence="none stated; cite the report",
        home="https://www.cs.toronto.edu/~kriz/cifar.html",
        files=(
            Remote(
                name="cifar-10-binary.tar.gz",
                size=170_052_171,
                sha256="c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
                addresses=("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",),
            ),
        ),
    )

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        samples: int = samples_setting(60_000)

    @classmethod
    def pieces(cls, folder: Path) -> Iterator[Piece]:
        """A batch of 10,000 at a time."""
        return cifar_pieces(folder / "cifar-10-binary.tar.gz")
