"""Sound files changed at random, by the form they have: bytes, text, JSON, or the parts of a zip."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from random import Random
from typing import Any

NUMBERS = (
    *(0, -1, 1, 2, 127, 255, 256, 65_535, 2**31 - 1, 2**31, 2**32, 2**53, 2**63 - 1, 2**63, 10**30),
    *(0.5, -0.0, 1e-300, 1e308, -1e308),
)
WORDS: tuple[Any, ...] = (
    *("", "a", "x" * 200, "\0", "\ud800", "\u202e", "é" * 50, "../../x", "/dev/zero", "C:\\x", "{0}", "{", "%s"),
    *("NaN", "dense", "conv", "circle", "picture_file", "csv", "adam", "*", "weight[3,1]"),
)
BYTES = (0, 1, 9, 10, 13, 32, 34, 44, 59, 127, 128, 254, 255)


def mutated(draw: Random, form: str, sound: Sequence[bytes]) -> bytes:
    """One of ``sound``, changed."""
    content = draw.choice(sound)
    other = draw.choice(sound)
    if form == "zip" and draw.random() < 0.6:
        return _zip(draw, content, other)
    if form == "json" and draw.random() < 0.7:
        return _json(draw, content)
    if form == "text" and draw.random() < 0.5:
        return _text(draw, content)
    return _bytes(draw, content, other)


def _bytes(draw: Random, content: bytes, other: bytes) -> bytes:
    found = bytearray(content)
    for _ in range(draw.choice((1, 1, 1, 2, 4, 16))):
        at = draw.randrange(len(found) + 1)
        span = draw.choice((1, 1, 2, 4, 8, 64))
        match draw.randrange(7):
            case 0 if at < len(found):
                found[at] ^= 1 << draw.randrange(8)
            case 1 if at < len(found):
                found[at] = draw.choice(BYTES)
            case 2:
                found[at : at + span] = draw.randbytes(span)
            case 3:
                del found[at : at + span]
            case 4:
                found[at:at] = found[at : at + span] * draw.choice((1, 3, 100))
            case 5:
                start = draw.randrange(len(other) + 1)
                found[at : at + span] = other[start : start + span * 4]
            case _ if draw.random() < 0.2:
                del found[at:]
    return bytes(found)


def _text(draw: Random, content: bytes) -> bytes:
    lines = content.decode("utf-8", "replace").splitlines(keepends=True) or [""]
    for _ in range(draw.choice((1, 1, 2, 5))):
        at = draw.randrange(len(lines))
        odd = draw.choice((*map(str, NUMBERS), *WORDS, '"', ",", ";", "\t", "\r", "\n", "1e999", "١", "#", "\ufeff"))
        cells = lines[at].split(",")
        match draw.randrange(5):
            case 0:
                cells[draw.randrange(len(cells))] = odd
                lines[at] = ",".join(cells)
            case 1:
                del cells[draw.randrange(len(cells))]
                lines[at] = ",".join(cells)
            case 2:
                lines.insert(at, lines[at])
            case 3:
                place = draw.randrange(len(lines[at]) + 1)
                lines[at] = lines[at][:place] + odd + lines[at][place:]
            case _ if len(lines) > 1:
                del lines[at]
    return "".join(lines).encode("utf-8", "surrogatepass")


def _json(draw: Random, content: bytes) -> bytes:
    try:
        found = json.loads(content)
    except ValueError:
        return _text(draw, content)
    for _ in range(draw.choice((1, 1, 1, 2, 5))):
        found = _changed(draw, found)
    return json.dumps(found, ensure_ascii=draw.random() < 0.5).encode("utf-8", "surrogatepass")


def _changed(draw: Random, value: Any) -> Any:
    """``value`` with one place in it changed, found by going down at random."""
    if isinstance(value, dict) and value and draw.random() < 0.85:
        name = draw.choice(list(value))
        match draw.randrange(12):
            case 0:
                del value[name]
            case 1:
                value[draw.choice(WORDS)] = value[name]
            case 2:
                value[draw.choice(list(value))] = value[name]
            case _:
                value[name] = _changed(draw, value[name])
        return value
    if isinstance(value, list) and value and draw.random() < 0.85:
        at = draw.randrange(len(value))
        match draw.randrange(8):
            case 0:
                del value[at]
            case 1:
                value.extend(value[:] * draw.choice((1, 3)))
            case 2:
                draw.shuffle(value)
            case _:
                value[at] = _changed(draw, value[at])
        return value
    return draw.choice((*NUMBERS, *WORDS, None, True, False, [], {}, [value], {"kind": value}, [[value] * 3]))


def _zip(draw: Random, content: bytes, other: bytes) -> bytes:
    """Some of the parts changed, each by its own form."""
    new = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(io.BytesIO(other)) as more,
        zipfile.ZipFile(new, "w", draw.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive,
    ):
        parts = {name: old.read(name) for name in old.namelist()}
        chosen = draw.choice(list(parts))
        match draw.randrange(8):
            case 0:
                del parts[chosen]
            case 1:
                parts[draw.choice(("../x", "/x", "x\\y", "experiment.json", "é", "x" * 300))] = parts[chosen]
            case 2:
                parts[chosen] = more.read(draw.choice(more.namelist()))
            case _:
                form = "json" if chosen.endswith(".json") else "bytes"
                parts[chosen] = mutated(draw, form, (parts[chosen],))
        for name, part in parts.items():
            archive.writestr(name, part)
    return new.getvalue()
