"""The error of a name that is not known. Apart from the names themselves, so that the window need not know them."""

from __future__ import annotations

from playground.spec.problems import PlaygroundError


class UnknownNameError(PlaygroundError):
    """A template, file, block, setting or command of that name is not there; the sentence has the nearest names."""
