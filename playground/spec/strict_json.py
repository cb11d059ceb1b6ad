"""JSON as it is read here: strictly. Apart from experiments, so that who reads a setting need not know of them."""

from __future__ import annotations

import json
from typing import Any

from playground.spec.problems import PlaygroundError
from playground.spec.words import tr


def parse(text: str | bytes) -> Any:
    """JSON read strictly: no NaN or Infinity, no name twice in an object, UTF-8 only.

    Raises:
        PlaygroundError: the text is not such JSON; the sentence names line and column.

    """
    try:
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        return json.loads(plain, parse_constant=_no_constant, object_pairs_hook=_once)
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
        raise PlaygroundError(tr("This JSON is nested too deeply to be an experiment")) from None
    except ValueError:  # Python refuses to read whole numbers of more than 4300 digits
        raise PlaygroundError(tr("This JSON has a whole number of thousands of digits")) from None


def _no_constant(word: str) -> Any:
    raise PlaygroundError(tr("numbers must be finite, not {word}", word=word))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        left = list(found)
        twice = next(name for index, (name, _) in enumerate(pairs) if index >= len(left) or name != left[index])
        raise PlaygroundError(tr("an object names {name!r} twice", name=twice[:60]))
    return found
