"""A whole experiment as one line of text, short enough for a mail, a chat or a QR code.

The text is ``playground:1:`` and then, in base64url, the deflated JSON object ``{"experiment": …}`` with what differs
from the defaults (see `playground.spec.json`); ``"show"`` in it is a `Presentation`. Weights set by hand go along, and
so does the seed: whoever opens the text gets the same numbers. Learned weights and curves do not: they come back by
training. A table of one's own is named, not put in.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from playground.catalog.entry import known
from playground.spec.experiment import Data, Experiment, Training
from playground.spec.fields import fields_of
from playground.spec.json import experiment_from_json, experiment_to_json
from playground.spec.limits import DEEPEST_LINK, LARGEST_LINK, LONGEST_LINK
from playground.spec.problems import PlaygroundError
from playground.spec.strict_json import deeper_than, parse
from playground.spec.values import to_json
from playground.spec.words import tr
from playground.workbench.presentation import Presentation, presentation_from_json, presentation_to_json

SCHEME = "playground"
VERSION = 1
QR = 2953
"""Bytes that the largest QR code holds (ISO/IEC 18004, version 40, level L, bytes)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What a link holds. ``presentation`` is None where it says nothing of how to show it."""

    experiment: Experiment
    presentation: Presentation | None = None


def link_of(experiment: Experiment, presentation: Presentation | None = None) -> str:
    """The text that stands for ``experiment``, and says how to show it where ``presentation`` is given.

    Raises:
        PlaygroundError: it would be too long to be opened.

    """
    content: dict[str, Any] = {"experiment": _briefly(experiment)}
    if presentation is not None:
        content["show"] = presentation_to_json(presentation)
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    packed = base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")
    link = f"{SCHEME}:{VERSION}:{packed}"
    if len(link) > LONGEST_LINK or len(text.encode()) > LARGEST_LINK:
        raise PlaygroundError(
            tr(
                "this experiment is too large for a link: it would have {count:,} characters, of at most {most:,}, "
                "and unpack to {size:.1f} MB, of at most {largest}; send its file",
                count=len(link),
                most=LONGEST_LINK,
                size=len(text.encode()) / 2**20,
                largest=LARGEST_LINK // 2**20,
            )
        )
    return link


def is_link(text: str) -> bool:
    """Whether ``text`` means to be such a link; whether it is a whole one is for `read_link` to say."""
    return len(text) <= LONGEST_LINK and re.match(rf"\s*{SCHEME}:\d+:", text) is not None


def read_link(text: str) -> Linked:
    """What the link ``text`` holds. Line breaks and spaces in it, as mails make them, do no harm.

    Raises:
        PlaygroundError: it is no link, cut short or changed, of a newer version, too large, or holds something else.

    """
    if len(text) > LONGEST_LINK:
        raise PlaygroundError(
            tr("a link may have {most:,} characters, and this text has {count:,}", most=LONGEST_LINK, count=len(text))
        )
    match = re.fullmatch(rf"{SCHEME}:(\d{{1,9}}):(.*)", re.sub(r"\s+", "", text))
    if match is None:
        raise PlaygroundError(
            tr(
                "a link begins with {scheme}:{version}:, this text with {text!r}",
                scheme=SCHEME,
                version=VERSION,
                text=text.strip()[:20],
            )
        )
    if int(match[1]) > VERSION:
        raise PlaygroundError(
            tr(
                "This link was made by a newer version (format {version}, this program reads up to {this}); "
                "update the program to open it",
                version=int(match[1]),
                this=VERSION,
            )
        )
    content = parse(_unpacked(match[2]))
    if not isinstance(content, dict) or "experiment" not in content:
        raise PlaygroundError(tr("this link holds no experiment"))
    if deeper_than(content, DEEPEST_LINK):
        raise PlaygroundError(tr("this link is nested more than {most} deep", most=DEEPEST_LINK))
    experiment = experiment_from_json(content["experiment"])
    show = content.get("show")
    return Linked(experiment=experiment, presentation=None if show is None else presentation_from_json(show))


def own_file(experiment: Experiment) -> str:
    """The name of the person's own file that the data are read from; empty where they need none."""
    return next(iter(_own_files(experiment).values()), "")


def _own_files(experiment: Experiment) -> dict[str, str]:
    """The settings of the data that hold the place of a file, each with the file's name."""
    entry = known("datasets", experiment.data.source.kind)
    found = {}
    for field in entry.fields() if entry is not None else ():
        value = experiment.data.source.params.get(field.name, field.default)
        if field.about.hidden and field.type is str and field.default == "" and value and isinstance(value, str):
            found[field.name] = PurePath(value.replace("\\", "/")).name
    return found


def _briefly(experiment: Experiment) -> dict[str, Any]:
    """The experiment's JSON form without what it would have anyway; of a file only the name, not where it lies."""
    whole = experiment_to_json(experiment)
    for name, cls in (("data", Data), ("training", Training)):
        defaults = {field.name: to_json(field.default) for field in fields_of(cls)}
        whole[name] = {key: value for key, value in whole[name].items() if value != defaults[key]}
    if "source" in whole["data"]:
        whole["data"]["source"] |= _own_files(experiment)
    for node in whole["network"]["nodes"]:
        node["position"] = [round(x, 1) for x in node["position"]]
    return {name: value for name, value in whole.items() if value or name == "version"}


def _unpacked(packed: str) -> bytes:
    try:
        content = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(content, LARGEST_LINK)
        if unpacker.unconsumed_tail or (not unpacker.eof and len(text) == LARGEST_LINK):
            raise PlaygroundError(tr("this link unpacks to more than {size} MB", size=LARGEST_LINK // 2**20))
    except (binascii.Error, zlib.error, ValueError) as error:
        raise PlaygroundError(tr("this link is cut short or was changed on its way ({why})", why=error)) from None
    if not unpacker.eof or unpacker.unused_data:
        raise PlaygroundError(tr("this link is cut short or was changed on its way (its end is missing)"))
    return text
