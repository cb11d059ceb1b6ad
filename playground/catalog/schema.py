"""The JSON schema of experiments, made from the catalogue: for editors that complete and check, and for readers.

It says what this program knows: kinds, settings, ranges, words. Opening a file is more lenient than the schema, since
unknown kinds and settings are kept: see `playground.spec.json`.
"""

from __future__ import annotations

from typing import Any

from playground.catalog.entry import FAMILIES, SINGULAR, Entry, family
from playground.spec.experiment import LARGEST_WEIGHT, Data, Experiment, Network, Training
from playground.spec.fields import Field, fields_of
from playground.spec.json import VERSION, experiment_to_json
from playground.spec.limits import FARTHEST, LONGEST_NAME, LONGEST_WEIGHT, MOST_EDGES, MOST_ITEMS, MOST_NODES
from playground.spec.values import to_json

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

NAME: Schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}

_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", tuple: "array"}


def experiment_schema() -> Schema:
    """The JSON schema of the form that `playground.spec.json.experiment_to_json` writes."""
    defaults = experiment_to_json(Experiment())
    (seed,) = (field for field in fields_of(Experiment) if field.name == "seed")
    properties = {
        "version": {"const": VERSION, "description": "The version of this format."},
        "seed": _setting(seed),
        "notes": {"type": "string", "default": "", "description": "What you want to remember of it."},
        "touches": {"type": "array", "maxItems": MOST_EDGES, "default": [], "items": _touch()},
        "network": _network() | {"default": defaults["network"]},
        "data": _settings(Data) | {"default": defaults["data"]},
        "training": _settings(Training) | {"default": defaults["training"]},
    }
    return {
        "$schema": DIALECT,
        "title": "Experiment",
        **_object(properties, ["version"], "A network, the data it learns from, how it is trained, and a seed."),
        "$defs": _definitions(),
    }


def _definitions() -> Schema:
    """A definition per entry, and one per family that says which entries it has; choices may lie in each other."""
    found: Schema = {}
    for name in FAMILIES:
        if name in ("metrics", "probes", "ready"):  # no experiment names them
            continue
        entries = family(name).values()
        found[name] = {"oneOf": [{"$ref": f"#/$defs/{name}.{entry.kind}"} for entry in entries]}
        for entry in entries:
            found[f"{name}.{entry.kind}"] = _node(entry) if name == "blocks" else _choice(entry)
    return found


def _network() -> Schema:
    end = {"source": "The id of the block that it comes from.", "target": "The id of the block that it goes to."}
    properties: Schema = {name: NAME | {"description": words} for name, words in end.items()}
    port = {"type": "integer", "minimum": 0, "maximum": MOST_EDGES, "default": 0}
    properties["port"] = port | {"description": "Which of the target's inputs."}
    edge = _object(properties, ["source", "target"], "A connection between two blocks.")
    place = {"type": "array", "minItems": 2, "maxItems": 2, "items": NAME}
    short = {"type": "string", "maxLength": LONGEST_NAME, "default": ""}
    members = {"type": "array", "minItems": 1, "maxItems": MOST_NODES, "items": NAME}
    about: Schema = {
        "id": NAME | {"description": "Its own name, which no block has."},
        "name": short | {"description": "Its name on the canvas."},
        "members": members | {"description": "The ids of its blocks."},
        "closed": {"type": "boolean", "default": True, "description": "Whether it is shown as one card."},
        "repeat": {"type": "integer", "minimum": 0, "maximum": MOST_EDGES, "default": 1, "description": "Its copies."},
        "exposed": {"type": "array", "maxItems": MOST_ITEMS, "items": place, "default": []}
        | {"description": "Settings of its blocks that it shows: id and setting."},
    }
    group = _object(about, ["id", "members"], "Blocks under one name.")
    lists = {
        "groups": {"type": "array", "maxItems": MOST_NODES, "default": [], "items": group},
        "nodes": {"type": "array", "maxItems": MOST_NODES, "default": [], "items": {"$ref": "#/$defs/blocks"}},
        "edges": {"type": "array", "maxItems": MOST_EDGES, "default": [], "items": edge},
        "origin": {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/architectures"}], "default": None}
        | {"description": "The architecture that it was made from, with the settings it was made with."},
    }
    return _object(lists, [], (Network.__doc__ or "").splitlines()[0])


def _touch() -> Schema:
    """A weight set by hand."""
    whole = {"type": "integer", "minimum": 0}
    number = {"type": "number", "minimum": -LARGEST_WEIGHT, "maximum": LARGEST_WEIGHT}
    properties: Schema = {
        "weight": NAME
        | {"maxLength": LONGEST_WEIGHT, "description": "The block's id, a point, and the name of the array."},
        "index": {"type": "array", "items": whole, "description": "Its place in the array."},
        "value": number | {"description": "What it was set to."},
        "before": number | {"default": 0.0, "description": "What it was until then."},
        "step": whole | {"default": 0, "description": "Steps done when it was set."},
        "gesture": whole | {"default": 0, "description": "Tells one drag from the next."},
    }
    return _object(properties, ["weight", "index", "value"], "A learned number that was set by hand.")


def _node(entry: type[Entry]) -> Schema:
    """A block of the network."""
    properties = {
        "id": NAME | {"description": "Its own name, which no other block has."},
        "kind": {"const": entry.kind},
        "name": {"type": "string", "maxLength": LONGEST_NAME, "default": "", "description": "Its name on the canvas."},
        "position": {
            "type": "array",
            "items": {"type": "number", "minimum": -FARTHEST, "maximum": FARTHEST},
            "minItems": 2,
            "maxItems": 2,
            "default": [0.0, 0.0],
            "description": "Its centre, in canvas units.",
        },
        "opened": {"type": "boolean", "default": False, "description": "Whether its units are shown."},
        "frozen": {
            "type": "array",
            "maxItems": MOST_ITEMS,
            "items": NAME,
            "default": [],
            "description": "What of it training leaves alone.",
        },
        "params": _object({field.name: _setting(field) for field in entry.fields()}, [], f"Settings of {entry.title}."),
    }
    return {"title": f"{entry.title} ({SINGULAR[entry.family]})", **_object(properties, ["id", "kind"], entry.summary)}


def _choice(entry: type[Entry]) -> Schema:
    """One thing of a family: its kind, and its settings beside it."""
    properties = {"kind": {"const": entry.kind}} | {field.name: _setting(field) for field in entry.fields()}
    return {"title": f"{entry.title} ({SINGULAR[entry.family]})", **_object(properties, ["kind"], entry.summary)}


def _settings(cls: type) -> Schema:
    return _object({field.name: _setting(field) for field in fields_of(cls)}, [], (cls.__doc__ or "").splitlines()[0])


def _object(properties: Schema, required: list[str], description: str) -> Schema:
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _setting(field: Field) -> Schema:
    """A setting: its type with its range, default, help and unit; ``effect`` is what a change does while training."""
    about = field.about
    schema: Schema = {"title": field.title, "description": about.help, "default": to_json(field.default)}
    if about.family and field.type is tuple:
        schema |= {"type": "array", "maxItems": MOST_ITEMS, "items": {"$ref": f"#/$defs/{about.family}"}}
    elif about.family:
        schema["$ref"] = f"#/$defs/{about.family}"
    elif field.options:
        schema["enum"] = list(field.options)
    else:
        schema["type"] = _TYPES[field.type]
    ends = {"minimum": about.low, "maximum": about.high}
    schema |= {name: end for name, end in ends.items() if end is not None}
    if about.unit:
        schema["unit"] = about.unit
    schema["effect"] = about.effect
    return schema
