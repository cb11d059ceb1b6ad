"""Well-known sets of pictures that are downloaded on request: what they have in common."""

from __future__ import annotations

import tarfile
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.pictures.fetching import Download, Remote, megabytes
from playground.catalog.pictures.idx import idx
from playground.catalog.pictures.progress import tell
from playground.catalog.pictures.store import Sheet, Targets, keep, key_of
from playground.catalog.tensor import Array, Ints, Raw, Shape
from playground.spec.fields import param
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

VERSION = 1
Piece = tuple[Raw, Ints, bool]
"""Pictures (n, *shape), their labels, and whether they are of the published test part."""


def samples_setting(rows: int) -> Any:
    """How many of the pictures are used."""
    return param(
        rows,
        low=100,
        high=rows,
        scale="log",
        unit="pictures",
        effect="data",
        title="Pictures",
        help="How many of them are used, from each published part the first ones.",
    )


def four_files(kind: str, licence: str, home: str, mirrors: tuple[str, ...], *about: tuple[int, str]) -> Download:
    """Four IDX files as MNIST's; ``about`` has size and SHA-256 of images and labels of train, then of test."""
    names = tuple(f"{part}-{what}-ubyte.gz" for part in ("train", "t10k") for what in ("images-idx3", "labels-idx1"))
    return Download(
        kind=kind,
        licence=licence,
        home=home,
        files=tuple(
            Remote(name=name, size=size, sha256=digest, addresses=tuple(f"{mirror}{name}" for mirror in mirrors))
            for name, (size, digest) in zip(names, about, strict=True)
        ),
    )


class Published(Dataset):
    """A set that others made, in a train and a test part.

    Attributes:
        source: where it comes from. classes: their names. shape: of one picture. rows: of all pictures.

    """

    source: ClassVar[Download]
    classes: ClassVar[tuple[str, ...]]
    shape: ClassVar[Shape] = (1, 28, 28)
    rows: ClassVar[int] = 70_000
    tested: ClassVar[int] = 10_000
    group = "Pictures"
    slow = True

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        samples: int = samples_setting(70_000)

    @classmethod
    def download(cls) -> Download:
        """Its files."""
        return cls.source

    @classmethod
    def stamp(cls, p: Any) -> Hashable:
        """Changes when the files come."""
        return cls.source.here

    @classmethod
    def facts(cls, p: Any) -> Facts:
        """Known once the files are here."""
        if not cls.source.here:
            raise PlaygroundError(
                tr(
                    "{title} is not here yet: {size}, licence {licence}; download it with the button in the data card, "
                    "or with: playground data fetch {kind}",
                    title=tr(cls.title),
                    size=megabytes(cls.source.size),
                    licence=cls.source.licence,
                    kind=cls.kind,
                )
            )
        return Facts(
            features=(),
            task="classes",
            classes=cls.classes,
            rows=min(p.samples, cls.rows),
            shape=cls.shape,
            picture=(cls.shape[1], cls.shape[2]),
            levels=(0.0, 255.0),
        )

    @classmethod
    def generate(cls, p: Any, rng: np.random.Generator) -> Table:
        """The published test part comes last by place: with a test share of a seventh it is exactly that."""
        facts = cls.facts(p)
        wanted = {True: round(facts.rows * cls.tested / cls.rows)}
        wanted[False] = facts.rows - wanted[True]

        def make(sheet: Sheet) -> Targets:
            labels: list[Ints] = []
            tested: list[Any] = []
            left = dict(wanted)
            for x, y, test in cls.pieces(cls.source.folder):
                tell(sheet.rows, facts.rows)
                count = min(len(x), left[test])
                left[test] -= count
                sheet.add(np.ascontiguousarray(x[:count]))
                labels.append(y[:count])
                tested.append(np.full(count, test))
            return np.concatenate(labels), {"tested": np.concatenate(tested).astype(int).tolist()}

        digests = tuple(file.sha256 for file in cls.source.files)
        key = key_of("published", VERSION, cls.kind, digests, facts.rows)
        kept = keep(key, cls.shape, make, size=facts.rows * prod(cls.shape))
        return Table(facts=facts, x=kept.x, y=kept.y, place=_place(np.array(kept.notes["tested"], dtype=bool)))

    @classmethod
    def pieces(cls, folder: Path) -> Iterator[Piece]:
        """All pictures, some at a time; by default from IDX files."""
        for part, test in (("train", False), ("t10k", True)):
            source = idx(folder / f"{part}-images-idx3-ubyte.gz")
            y, done = source.labels().astype(np.int64), 0
            for x in source.pieces():
                yield x, y[done : done + len(x)], test
                done += len(x)


def cifar_pieces(packed: Path) -> Iterator[Piece]:
    """Batches of CIFAR-10 in a .tar.gz, as they come; nothing is unpacked to the disk."""
    with tarfile.open(packed, "r|gz") as members:
        for member in members:
            name = Path(member.name).name
            if not member.isfile() or not name.endswith(".bin") or member.size % 3073:
                continue
            file = members.extractfile(member)
            assert file is not None
            rows = np.frombuffer(file.read(), np.uint8).reshape(-1, 3073)
            yield rows[:, 1:].reshape(-1, 3, 32, 32), rows[:, 0].astype(np.int64), name == "test_batch.bin"


def _place(tested: np.ndarray[Any, np.dtype[np.bool_]]) -> Array:
    """A place for every row: the published test part beyond all others, each in an order drawn once and for all."""
    rng = np.random.default_rng(0)
    found = np.empty(len(tested))
    first = int((~tested).sum())
    found[~tested] = (rng.permutation(first) + 0.5) / len(tested)
    found[tested] = (first + rng.permutation(len(tested) - first) + 0.5) / len(tested)
    return found
