"""What a file may say: pydantic models of an experiment's JSON form, and errors as sentences.

Everything that comes from outside goes through here once; inside the program nothing is checked again. Types,
sizes and names are checked. Whether a setting lies in its range, and whether a kind is known, is for the analysis
to say, because it can offer a fix: such a file opens.
"""

from __future__ import annotations

import json
import math
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, PlainValidator, ValidationError, create_model, model_validator
from pydantic import Field as ModelField
from pydantic_core import ErrorDetails, PydanticCustomError

from playground.spec.experiment import LARGEST_WEIGHT, Data, Experiment, Training
from playground.spec.fields import fields_of, nearest_names
from playground.spec.limits import (
    DEEPEST_SETTING,
    FARTHEST,
    LARGEST_INT,
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_WEIGHT,
    MOST_EDGES,
    MOST_ITEMS,
    MOST_NODES,
)
from playground.spec.values import Choice
from playground.spec.words import mark, several, tr


def shown(value: Any) -> str:
    """``value`` as JSON writes it, cut to a length that fits into a sentence."""
    try:
        text = json.dumps(value, ensure_ascii=True)
    except (TypeError, ValueError, RecursionError):
        text = (
            ascii(value) if isinstance(value, (str, bytes, int, float)) else tr("a {kind}", kind=type(value).__name__)
        )
    return text if len(text) <= 60 else f"{text[:57]}…"


def _wrong(rule: str, value: Any, inside: str = "", **limits: int) -> PydanticCustomError:
    """``rule`` is a sentence, marked for `tr`, with a place for the ``value`` and for its ``limits``."""
    return PydanticCustomError("rule", "{rule}", {"rule": tr(rule, value=shown(value), **limits), "inside": inside})


def _text(value: Any, inside: str = "", longest: int = LONGEST_TEXT) -> str:
    if not isinstance(value, str):
        raise _wrong(mark("must be text, not {value}"), value, inside)
    if len(value) > longest:
        raise _wrong(mark("must be at most {longest} characters long, not {value}"), value, inside, longest=longest)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _wrong(mark("must be text that UTF-8 can write, not {value}"), value, inside) from None
    return value


def _name(value: Any, longest: int = LONGEST_NAME) -> str:
    text = _text(value, longest=longest)
    if not text or not text.isprintable():
        raise _wrong(mark("must be 1 to {most} printable characters, not {value}"), value, most=longest)
    return text


def _weight(value: Any) -> str:
    return _name(value, LONGEST_WEIGHT)


def _short(value: Any) -> str:
    text = _text(value, longest=LONGEST_NAME)
    if text and not text.isprintable():
        raise _wrong(mark("must be printable characters on one line, not {value}"), value)
    return text


def _number(value: Any, inside: str = "") -> int | float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _wrong(mark("must be a number, not {value}"), value, inside)
    if isinstance(value, int) and abs(value) > LARGEST_INT:
        raise _wrong(mark("must be a whole number of at most 63 bits, not {value}"), value, inside)
    if not math.isfinite(value):
        raise _wrong(mark("must be a finite number, not {value}"), value, inside)
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(mark("must be a whole number, not {value}"), value)
    return int(_number(value))


def _natural(value: Any) -> int:
    number = _whole(value)
    if not 0 <= number <= MOST_EDGES:
        raise _wrong(mark("must be between 0 and {most}, not {value}"), value, most=MOST_EDGES)
    return number


def _counted(value: Any) -> int:
    number = _whole(value)
    if number < 0:
        raise _wrong(mark("must not be negative, but it is {value}"), value)
    return number


def _learned(value: Any) -> float:
    number = _number(value)
    if abs(number) > LARGEST_WEIGHT:
        raise _wrong(mark("must fit into float32, at most 3.4e38 in size, not {value}"), value)
    return number


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _wrong(mark("must be true or false, not {value}"), value)
    return value


def _plain(value: Any, inside: str = "", depth: int = 0) -> Any:
    """``value`` if it is plain JSON of bounded size: what `playground.spec.values.from_json` can take."""
    if depth > DEEPEST_SETTING:
        raise _wrong(mark("must be nested at most {most} deep, not {value}"), value, inside, most=DEEPEST_SETTING)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value, inside)
    if isinstance(value, (list, dict)) and len(value) > MOST_ITEMS:
        raise _wrong(mark("must have at most {most} items, not {value}"), len(value), inside, most=MOST_ITEMS)
    if isinstance(value, list):
        return [_plain(item, f"{inside}[{index}]", depth + 1) for index, item in enumerate(value)]
    if isinstance(value, dict):
        for name in value:
            if not isinstance(name, str) or not name or len(name) > LONGEST_NAME or not name.isprintable():
                raise _wrong(
                    mark("names must be 1 to {most} printable characters, not {value}"), name, inside, most=LONGEST_NAME
                )
        return {name: _plain(item, f"{inside}.{name}", depth + 1) for name, item in value.items()}
    return _number(value, inside)


def _params(value: Any) -> Any:
    if not isinstance(value, dict):
        raise _wrong(mark("must be an object of settings, not {value}"), value)
    return _plain(value)


def _choice(value: Any) -> Any:
    if not isinstance(value, dict) or "kind" not in value:
        raise _wrong(mark('must be an object with a "kind", not {value}'), value)
    kind = value["kind"]
    if not isinstance(kind, str) or not kind.isprintable() or not 1 <= len(kind) <= LONGEST_NAME:
        raise _wrong(mark("must be 1 to {most} printable characters, not {value}"), kind, ".kind", most=LONGEST_NAME)
    return _plain(value)


def _origin(value: Any) -> Any:
    return None if value is None else _choice(value)


def _position(value: Any) -> tuple[float, float]:
    pair = isinstance(value, list) and len(value) == 2
    if not pair or not all(isinstance(item, (int, float)) and not isinstance(item, bool) for item in value):
        raise _wrong(mark("must be two finite numbers, not {value}"), value)
    try:
        x, y = float(value[0]), float(value[1])
    except OverflowError:
        raise _wrong(mark("must be two finite numbers, not {value}"), value) from None
    if not (math.isfinite(x) and math.isfinite(y)):
        raise _wrong(mark("must be two finite numbers, not {value}"), value)
    if max(abs(x), abs(y)) > FARTHEST:
        raise _wrong(mark("must be at most {most:,} from the middle, not {value}"), value, most=int(FARTHEST))
    return x, y


Name = Annotated[str, PlainValidator(_name)]
Short = Annotated[str, PlainValidator(_short)]
Text = Annotated[str, PlainValidator(_text)]
Whole = Annotated[int, PlainValidator(_whole)]


class Closed(BaseModel):
    """An object with known names only; a wrong one is answered with the nearest."""

    model_config: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _known(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            raise _wrong(mark("must be an object, not {value}"), value)
        for name in value:
            if name not in cls.model_fields:
                near = nearest_names(str(name), cls.model_fields)
                raise PydanticCustomError(
                    "rule", "{rule}", {"rule": tr("{name} is not known here{near}", name=shown(name), near=near)}
                )
        return value


def _index(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list) or len(value) > DEEPEST_SETTING:
        raise _wrong(mark("must be a list of at most {most} whole numbers, not {value}"), value, most=DEEPEST_SETTING)
    return tuple(_counted(item) for item in value)


Index = Annotated[tuple[int, ...], PlainValidator(_index)]
Learned = Annotated[float, PlainValidator(_learned)]
Counted = Annotated[int, PlainValidator(_counted)]
Natural = Annotated[int, PlainValidator(_natural)]


class NodeModel(Closed):
    """A block."""

    id: Name
    kind: Name
    name: Short = ""
    position: Annotated[tuple[float, float], PlainValidator(_position)] = (0.0, 0.0)
    params: Annotated[dict[str, Any], PlainValidator(_params)] = {}
    opened: Annotated[bool, PlainValidator(_truth)] = False
    frozen: list[Name] = ModelField(default=[], max_length=MOST_ITEMS)


class GroupModel(Closed):
    """Blocks under one name."""

    id: Name
    name: Short = ""
    members: list[Name] = ModelField(min_length=1, max_length=MOST_NODES)
    closed: Annotated[bool, PlainValidator(_truth)] = True
    repeat: Natural = 1
    exposed: list[Annotated[list[Name], ModelField(min_length=2, max_length=2)]] = ModelField(
        default=[], max_length=MOST_ITEMS
    )


class TouchModel(Closed):
    """A learned number that was set by hand."""

    weight: Annotated[str, PlainValidator(_weight)]
    index: Index
    value: Learned
    before: Learned = 0.0
    step: Counted = 0
    gesture: Counted = 0


class EdgeModel(Closed):
    """A connection."""

    source: Name
    target: Name
    port: Annotated[int, PlainValidator(_natural)] = 0


class NetworkModel(Closed):
    """Blocks and connections. Two blocks of one id would share their weights, so ids are unique."""

    nodes: list[NodeModel] = ModelField(default=[], max_length=MOST_NODES)
    edges: list[EdgeModel] = ModelField(default=[], max_length=MOST_EDGES)
    groups: list[GroupModel] = ModelField(default=[], max_length=MOST_NODES)
    origin: Annotated[dict[str, Any] | None, PlainValidator(_origin)] = None

    @model_validator(mode="after")
    def _unique(self) -> NetworkModel:
        seen: set[str] = set()
        for index, node in enumerate(self.nodes):
            if node.id in seen:
                raise PydanticCustomError(
                    "rule",
                    "{rule}",
                    {
                        "rule": tr("must be the id of one block only, not {id} again", id=shown(node.id)),
                        "inside": f".nodes[{index}].id",
                    },
                )
            seen.add(node.id)
        return self


_CHECKS: dict[type, Any] = {
    bool: Annotated[bool, PlainValidator(_truth)],
    int: Whole,
    float: Annotated[float, PlainValidator(_number)],
    str: Text,
    tuple: Annotated[list[Any], PlainValidator(_plain)],
    Choice: Annotated[dict[str, Any], PlainValidator(_choice)],
}


def _section(cls: type, name: str) -> type[Closed]:
    """A model of a settings class. Only names that are given are set, so that defaults stay in one place."""
    fields: dict[str, Any] = {field.name: (_CHECKS[field.type], None) for field in fields_of(cls)}
    return create_model(name, __base__=Closed, **fields)


DataModel = _section(Data, "DataModel")
TrainingModel = _section(Training, "TrainingModel")


class ExperimentModel(Closed):
    """A whole experiment."""

    version: Whole
    seed: Whole = Experiment().seed
    notes: Text = ""
    touches: list[TouchModel] = ModelField(default=[], max_length=MOST_EDGES)
    network: NetworkModel = NetworkModel()
    data: DataModel = DataModel()  # type: ignore[valid-type]
    training: TrainingModel = TrainingModel()  # type: ignore[valid-type]


def sentence(error: ValidationError) -> str:
    """The first thing that is wrong: its place, the rule and the value."""
    first = error.errors(include_url=False)[0]
    place = _place(first["loc"])
    inside = str(first.get("ctx", {}).get("inside", ""))
    where = f"{place}{inside}".removeprefix(".")
    rule = _rule(first)
    return f"{where}: {rule}" if where else rule


def _place(parts: tuple[int | str, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)


def _rule(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "rule":
            return str(context["rule"])
        case "missing":
            return tr("is missing")
        case "list_type":
            return tr("must be a list, not {value}", value=shown(error["input"]))
        case "too_long":
            return tr(
                "must have at most {most} items, not {count}", most=context["max_length"], count=len(error["input"])
            )
        case "too_short":
            return several(
                context["min_length"],
                "must have at least {count} item, not {found}",
                "must have at least {count} items, not {found}",
                found=len(error["input"]),
            )
        case _:
            return tr("{message}, not {value}", message=error["msg"], value=shown(error["input"]))
