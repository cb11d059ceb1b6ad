"""A file of many pictures."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset, Preview
from playground.catalog.pictures.decoding import Form, Resize, from_array, resize_setting, side_setting
from playground.catalog.pictures.faults import readable
from playground.catalog.pictures.files import opened, read, stamp_of
from playground.catalog.tensor import Shape
from playground.spec.fields import param
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr


class PictureFile(Dataset):
    """Pictures of one's own as numbers in a file."""

    kind = "picture_file"
    title = "Picture file"
    letters = "IDX"
    summary = "Many pictures in one file: IDX, CIFAR's .bin, NumPy's .npy or .npz, or a CSV of pixels."
    help = (
        "IDX as MNIST has it (also packed, .gz), with the file of labels beside it; batches of CIFAR-10 and CIFAR-100 "
        "in their binary form; .npz with an array of pictures and one of as many labels; .npy with the labels beside "
        "it (x and y, or images and labels in the names); a CSV with a label and the pixels of a square in each line. "
        "Nothing that would need pickle is read."
    )
    aliases = ("idx", "ubyte", "npz", "npy", "numpy", "cifar", "mnist", "own data", "import", "images")
    group = "Own data"
    order = 470
    slow = True

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        path: str = param("", effect="data", title="File", hidden=True, help="Where the file lies.")
        height: int = side_setting("The height", 0, least=0)
        width: int = side_setting("The width", 0, least=0)
        resize: Resize = resize_setting()
        colour: Literal["as they are", "colour", "grey"] = param(
            "as they are", effect="data", title="Channels", help="As many as in the file, three, or one."
        )

    @classmethod
    def stamp(cls, p: Params) -> Hashable:
        """Changes when the file does."""
        return stamp_of(cls._path(p))

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """From the beginning of the file, and its labels."""
        found = opened(cls._path(p))
        form = cls._form(p, found.source.shape)
        return Facts(
            features=(),
            task="classes",
            classes=found.classes,
            rows=found.source.rows,
            shape=form.shape,
            picture=(form.height, form.width),
            levels=(0.0, 255.0),
        )

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """In the order of the file; nothing is left to chance."""
        facts = cls.facts(p)
        path = cls._path(p)
        kept = read(path, cls._form(p, opened(path).source.shape))
        return Table(facts=facts, x=kept.x, y=kept.y)

    @classmethod
    def preview(cls, p: Params, most: int) -> Preview:
        """The first pictures."""
        path = cls._path(p)
        facts, found = cls.facts(p), opened(path)
        form = cls._form(p, found.source.shape)
        with readable(path.name):
            x, y = next(iter(found.source.pieces()))[:most], found.labels()
        if form.shape != found.source.shape:
            x = np.stack([from_array(picture, form) for picture in x])
        counts = np.bincount(y, minlength=facts.outputs)[: facts.outputs]
        return Preview(facts=facts, counts=tuple(counts.tolist()), x=x, y=y[: len(x)])

    @classmethod
    def _form(cls, p: Params, shape: Shape) -> Form:
        grey = p.colour == "grey" or (p.colour == "as they are" and shape[0] == 1)
        return Form(
            height=p.height or shape[1],
            width=p.width or shape[2],
            resize=p.resize,
            colour="grey" if grey else "colour",
        )

    @classmethod
    def _path(cls, p: Params) -> Path:
        if not p.path:
            raise PlaygroundError(tr("choose a file with pictures first"))
        return Path(p.path)
