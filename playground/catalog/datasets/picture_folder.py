"""A folder of folders of pictures."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset, Preview
from playground.catalog.pictures.decoding import Colour, Form, Resize, resize_setting, side_setting
from playground.catalog.pictures.folders import bad_files, key_for, preview, read, refusal
from playground.catalog.pictures.listing import Listing, listing, stamp_of
from playground.catalog.pictures.store import notes_of
from playground.spec.fields import param
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr


class PictureFolder(Dataset):
    """Pictures of one's own, a folder per class."""

    kind = "picture_folder"
    title = "Picture folder"
    letters = "PNG"
    summary = "Pictures of your own: a folder, or a zip of it, with a folder per class."
    help = (
        "PNG, JPEG, BMP, GIF (its first picture), WebP and PPM. The names of the folders are the classes; one folder "
        "around all of them, and folders such as train and test, are looked through. Every picture gets the same size "
        "and channels. They are read once and then kept as bytes on the disk. At most 500,000 files of up to 64 MB."
    )
    aliases = ("images", "photos", "zip", "own data", "import", "imagefolder", "jpeg", "png")
    group = "Own data"
    order = 460
    slow = True

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        path: str = param("", effect="data", title="Folder or zip", hidden=True, help="Where the pictures lie.")
        height: int = side_setting("The height", 32)
        width: int = side_setting("The width", 32)
        resize: Resize = resize_setting()
        colour: Colour = param(
            "colour", effect="data", title="Channels", help="Three channels (red, green, blue), or one."
        )
        bad: Literal["skip", "refuse"] = param(
            "skip",
            effect="data",
            title="Bad files",
            help="Leave files out that cannot be read, or refuse all until they are mended.",
        )

    @classmethod
    def stamp(cls, p: Params) -> Hashable:
        """Changes when files come or go, and when it becomes known which are bad."""
        stamp = stamp_of(cls._path(p))
        return stamp, notes_of(cls._key(p)) is not None

    @classmethod
    def listing(cls, p: Params) -> Listing:
        """The files and classes, of which nothing is decoded."""
        return listing(cls._path(p))

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """A class per folder. How many pictures are sound is known only when they were read."""
        found = cls.listing(p)
        form = cls._form(p)
        known = notes_of(cls._key(p))
        rows = len(found.files) if known is None else known[0]
        if known is not None and p.bad == "refuse" and bad_files(known[1]):
            raise PlaygroundError(refusal(found, bad_files(known[1])))
        if len(found.classes) < 2:
            raise PlaygroundError(
                tr(
                    "{name} has one folder with pictures, {folder}; there must be at least two classes",
                    name=found.top.name,
                    folder=found.classes[0],
                )
            )
        return Facts(
            features=(),
            task="classes",
            classes=found.classes,
            rows=rows,
            shape=form.shape,
            picture=(form.height, form.width),
            levels=(0.0, 255.0),
        )

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """Class after class, each by name; nothing is left to chance."""
        facts = cls.facts(p)
        found = cls.listing(p)
        kept = read(found, cls._form(p), cls._key(p))
        bad = bad_files(kept.notes)
        if bad and (p.bad == "refuse" or not len(kept.x)):
            raise PlaygroundError(refusal(found, bad))
        return Table(facts=replace(facts, rows=len(kept.x)), x=kept.x, y=kept.y)

    @classmethod
    def preview(cls, p: Params, most: int) -> Preview:
        """Some pictures of every class in turn."""
        found = cls.listing(p)
        lenient = replace(p, bad="skip")
        x, y, bad = preview(found, cls._form(p), most)
        bad = cls.unread(p) or bad
        names = {name for name, _ in bad}
        counts = list(found.counts)
        for file in found.files:
            counts[file.label] -= file.name in names
        return Preview(facts=cls.facts(lenient), counts=tuple(counts), x=x, y=y, bad=bad)

    @classmethod
    def unread(cls, p: Params) -> tuple[tuple[str, str], ...]:
        """The files that could not be read, each with the reason; () before they were."""
        known = notes_of(cls._key(p))
        return bad_files(known[1]) if known is not None else ()

    @classmethod
    def _key(cls, p: Params) -> str:
        return key_for(cls.listing(p), cls._form(p))

    @classmethod
    def _form(cls, p: Params) -> Form:
        return Form(height=p.height, width=p.width, resize=p.resize, colour=p.colour)

    @classmethod
    def _path(cls, p: Params) -> Path:
        if not p.path:
            raise PlaygroundError(tr("choose a folder with pictures, or a zip of it, first"))
        return Path(p.path)
