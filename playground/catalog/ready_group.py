"""The base class of ready groups: small pieces of networks that fit themselves to what flows into them."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.draft import Draft
from playground.catalog.entry import Entry
from playground.catalog.tensor import Shape
from playground.spec.experiment import Edge, Network

CHANNELS = 16
"""Where it is not known how many channels come in."""


class ReadyGroup(Entry):
    """A closed group that can be opened, with one way in and out.

    Attributes:
        exposed: settings of its blocks that it shows as its own: the end of the block's id, and the setting.

    """

    family = "ready"
    exposed: ClassVar[tuple[tuple[str, str], ...]] = ()

    @classmethod
    def write(cls, draft: Draft, x: str, channels: int) -> str:
        """Add its blocks behind ``x``, which has so many channels; gives the id of what flows out."""
        raise NotImplementedError


def piece(ready: type[ReadyGroup], shape: Shape | None = None) -> tuple[Network, tuple[Edge, ...]]:
    """The group as a piece to be put behind something of this shape, and what is to flow from there, source "".

    A shape without channels (a row of numbers) is taken as if it were not known: what does not fit then says so, with
    what would mend it.
    """
    channels = shape[0] if shape is not None and len(shape) > 1 else CHANNELS
    draft = Draft()
    with draft.group(ready.title, id=f"group_{ready.kind}"):
        ready.write(draft, "", channels)
    return draft.piece(exposed=ready.exposed)
