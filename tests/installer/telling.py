"""What is being tried, how it went and how long it took, line by line."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Failure(Exception):
    """Something is not as it has to be; the message is one sentence with what was expected and what was found."""


def say(words: str) -> None:
    """A line for whoever watches."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


@contextmanager
def step(what: str) -> Iterator[None]:
    """Tell that ``what`` begins, and how long it took."""
    begun = time.monotonic()
    say(f"  {what} …")
    yield
    say(f"    done in {time.monotonic() - begun:.1f} s")


def expect(condition: object, sentence: str) -> None:
    """Go on only where ``condition`` holds.

    Raises:
        Failure: it does not; ``sentence`` says what was expected and what was found.

    """
    if not condition:
        raise Failure(sentence)
