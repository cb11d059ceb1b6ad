"""How commands talk: tables and sentences for people, JSON lines for programs."""

from __future__ import annotations

import json
import math
import sys
from typing import Any

from rich import console as rich_console
from rich.table import Table

WIDTH = 120


class Console(rich_console.Console):
    """A console that leaves it to `playground.cli.main` to end quietly when whoever read the output has gone."""

    def on_broken_pipe(self) -> None:
        """Called where a write failed with a BrokenPipeError."""
        raise BrokenPipeError


def console(*, stderr: bool = False) -> Console:
    """A console that takes text as it is (names in files may look like markup); fixed width where it is no terminal."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else WIDTH
    return Console(file=stream, markup=False, emoji=False, highlight=False, width=width)


def table(*headings: str, right: tuple[str, ...] = (), title: str = "") -> Table:
    """A plain table; the columns named in ``right`` hold numbers."""
    made = Table(title=title or None, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        side = "right" if heading in right else "left"
        made.add_column(heading, justify=side, overflow="fold")  # type: ignore[arg-type]
    return made


def note(sentence: str) -> None:
    """A sentence on standard error."""
    print(f"playground: {sentence}", file=sys.stderr)


def print_json(value: Any) -> None:
    """Indented JSON on standard output."""
    print(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))


def print_event(event: dict[str, Any]) -> None:
    """One line of JSON on standard output, sent on at once; numbers that are not finite become null."""
    print(json.dumps(_finite(event), ensure_ascii=False, allow_nan=False), flush=True)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(item) for name, item in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value
