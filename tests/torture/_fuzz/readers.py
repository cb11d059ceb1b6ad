"""Every way in which something from outside comes into the program, as one call that takes the bytes."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playground.spec.problems import PlaygroundError

Read = Callable[[bytes, Path], object]
"""Takes the bytes and an empty folder; a refusal is a `PlaygroundError`."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One way in.

    Attributes:
        name: in the table. read: takes the bytes. form: how they are changed: ``zip``, ``json``, ``text`` or ``bytes``.

    """

    name: str
    read: Read
    form: str = "bytes"


def _written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _experiment(content: bytes, folder: Path, name: str) -> object:
    from playground.catalog.analysis import analyse
    from playground.workbench.files import load, save

    opened = load(_written(folder, name, content))
    analyse(opened.experiment)
    save(folder / "again.nnp", opened.experiment, opened.checkpoint, opened.curves)
    return opened


def _nnp(content: bytes, folder: Path) -> object:
    return _experiment(content, folder, "x.nnp")


def _json(content: bytes, folder: Path) -> object:
    return _experiment(content, folder, "x.json")


def _nnblock(content: bytes, folder: Path) -> object:
    from playground.spec.groups import sound
    from playground.workbench.own_blocks import block_from_file

    return sound(block_from_file(_written(folder, "x.nnblock", content)))


def _own_blocks(content: bytes, folder: Path) -> object:
    from playground.workbench.own_blocks import OwnBlocks

    for number in range(3):
        _written(folder, f"{number}.nnblock", content)
    own = OwnBlocks(folder)
    found = own.blocks
    for block in found:
        own.rename(block.id, "another")
    return own.troubles


def _clipboard(content: bytes, folder: Path) -> object:
    from playground.catalog.glance import looks_like_a_table
    from playground.spec.piece import piece_from_text
    from playground.workbench.link import is_link
    from playground.workbench.pasted import keep

    try:
        text = content.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
    if is_link(text) or looks_like_a_table(text) or looks_like_a_table(text, even=False):
        os.environ["PLAYGROUND_CONFIG_DIR"] = str(folder)
        keep(text)
    return piece_from_text(text)


def _link(content: bytes, folder: Path) -> object:
    from playground.catalog.analysis import analyse
    from playground.workbench.link import link_of, own_file, read_link

    linked = read_link(content.decode("utf-8", "replace"))
    analyse(linked.experiment)
    own_file(linked.experiment)
    return link_of(linked.experiment, linked.presentation)


def _csv(content: bytes, folder: Path) -> object:
    from playground.catalog.cells import Reading
    from playground.catalog.glance import glance
    from playground.catalog.tables import columns, load

    path = _written(folder, "x.csv", content)
    readings = (
        Reading(),
        Reading(missing="drop", decimal="comma", header="no"),
        Reading(missing="mean", delimiter="space", task="regression"),
    )
    reading = readings[zlib.crc32(content) % 3]
    refused = None
    for read in (glance, columns, load):
        try:
            read(path, reading)
        except PlaygroundError as error:
            refused = error
    if refused is not None:
        raise refused
    return None


def _settings(content: bytes, folder: Path) -> object:
    from playground.workbench.settings import first_look, load_settings, save_settings

    os.environ["PLAYGROUND_CONFIG_DIR"] = str(folder)
    _written(folder, "settings.json", content)
    first_look()
    settings = load_settings()
    for path in settings.recent:
        path.exists()
    save_settings(settings.remember(folder / "x.nnp"))
    return load_settings()


def _language(content: bytes, folder: Path) -> object:
    from playground.workbench.languages import words_in

    words = words_in(_written(folder, "xx.json", content))
    for english, own in words.items():
        if "{" not in english:
            own.format()
    return words


def _template(content: bytes, folder: Path) -> object:
    from playground.workbench.templates import template_in

    return template_in(_written(folder, "x.json", content))


def _picture(content: bytes, folder: Path) -> object:
    from playground.catalog.pictures.decoding import Form, decoded

    forms = (Form(height=8, width=8), Form(height=5, width=9, resize="crop", colour="grey"))
    return decoded(content, forms[zlib.crc32(content) % 2])


def _picture_zip(content: bytes, folder: Path) -> object:
    from playground.catalog.pictures.decoding import Form
    from playground.catalog.pictures.folders import bad_files, key_for, preview, read
    from playground.catalog.pictures.listing import listing

    os.environ["PLAYGROUND_CACHE_DIR"] = str(folder / "cache")
    form = Form(height=8, width=8)
    found = listing(_written(folder, "x.zip", content))
    preview(found, form, 4)
    return bad_files(read(found, form, key_for(found, form)).notes)


def _picture_file(name: str) -> Read:
    def read(content: bytes, folder: Path) -> object:
        from playground.catalog.pictures.files import read as read_all

        os.environ["PLAYGROUND_CACHE_DIR"] = str(folder / "cache")
        for other, beside in BESIDE.get(name, {}).items():
            _written(folder, other, beside())
        return read_all(_written(folder, name, content), None).y

    return read


def _idx_labels() -> bytes:
    return b"\0\0\x08\x01" + (6).to_bytes(4, "big") + bytes([0, 1, 2, 0, 1, 2])


def _npy_labels() -> bytes:
    import io

    import numpy as np

    file = io.BytesIO()
    np.save(file, np.array([0, 1, 2, 0, 1, 2]))
    return file.getvalue()


BESIDE: dict[str, dict[str, Callable[[], bytes]]] = {
    "images-idx3-ubyte": {"labels-idx1-ubyte": _idx_labels},
    "images-idx3-ubyte.gz": {"labels-idx1-ubyte": _idx_labels},
    "x.npy": {"y.npy": _npy_labels},
}
"""What lies beside a file of pictures."""


READERS: dict[str, Reader] = {
    reader.name: reader
    for reader in (
        Reader("nnp", _nnp, "zip"),
        Reader("json", _json, "json"),
        Reader("nnblock", _nnblock, "json"),
        Reader("own blocks", _own_blocks, "json"),
        Reader("clipboard", _clipboard, "text"),
        Reader("link", _link, "text"),
        Reader("csv", _csv, "text"),
        Reader("settings", _settings, "json"),
        Reader("language", _language, "json"),
        Reader("template", _template, "json"),
        Reader("picture", _picture),
        Reader("picture zip", _picture_zip, "zip"),
        Reader("idx", _picture_file("images-idx3-ubyte")),
        Reader("idx.gz", _picture_file("images-idx3-ubyte.gz")),
        Reader("cifar", _picture_file("data_batch_1.bin")),
        Reader("npy", _picture_file("x.npy")),
        Reader("npz", _picture_file("x.npz"), "zip"),
        Reader("pixel csv", _picture_file("x.csv"), "text"),
    )
}
