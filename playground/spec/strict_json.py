"""JSON as it is read here: strictly. Apart from experiments, so that who reads a setting need not know of them."""

from __future__ import annotations

import json
from typing import Any

from playground.spec.limits import DEEPEST_JSON, MOST_COMMAS, MOST_CONTAINERS
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr


def parse(text: str | bytes) -> Any:
    """JSON read strictly: no NaN or Infinity, no name twice in an object, UTF-8 only, of bounded depth and size.

    Raises:
        PlaygroundError: the text is not such JSON; the sentence names line and column.

    """
    try:
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        _bounded(plain)
        found = json.loads(plain, parse_constant=_no_constant, object_pairs_hook=_once)
        if deeper_than(found, DEEPEST_JSON):
            raise PlaygroundError(tr("This JSON is nested more than {most} deep", most=DEEPEST_JSON))
        return found
    except UnicodeDecodeError as error:
        raise PlaygroundError(tr("This is not UTF-8 text: byte {place} cannot be read", place=error.start)) from None
    except json.JSONDecodeError as error:
        raise PlaygroundError(
            tr(
                "This is not JSON: {message} at line {line}, column {column}",
                message=error.msg,
                line=error.lineno,
                column=error.colno,
            )
        ) from None
    except RecursionError:
        raise PlaygroundError(tr("This JSON is nested more than {most} deep", most=DEEPEST_JSON)) from None
    except ValueError:  # Python refuses to read whole numbers of more than 4300 digits
        raise PlaygroundError(tr("This JSON has a whole number of thousands of digits")) from None


def _bounded(text: str) -> None:
    """Refuse what takes much more memory when it is read than as text: lists and objects of next to nothing."""
    count = text.count("[") + text.count("{")
    if count > MOST_CONTAINERS:
        raise PlaygroundError(
            tr(
                "This JSON has {count:,} lists and objects; at most {most:,} are read",
                count=count,
                most=MOST_CONTAINERS,
            )
        )
    count = text.count(",")
    if count > MOST_COMMAS:
        raise PlaygroundError(
            tr("This JSON has {count:,} commas; at most {most:,} are read", count=count, most=MOST_COMMAS)
        )


def deeper_than(value: Any, most: int) -> bool:
    """Whether objects and lists lie in each other more than ``most`` deep, found without recursion."""
    level = [value]
    for _ in range(most + 1):
        inside: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                inside.extend(item.values())
            elif isinstance(item, list):
                inside.extend(item)
        if not inside:
            return False
        level = inside
    return True


def _no_constant(word: str) -> Any:
    raise PlaygroundError(tr("numbers must be finite, not {word}", word=word))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        left = list(found)
        twice = next(name for index, (name, _) in enumerate(pairs) if index >= len(left) or name != left[index])
        raise PlaygroundError(tr("an object names {name!r} twice", name=twice[:60]))
    return found
