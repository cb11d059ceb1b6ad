from __future__ import annotations

import json
import re
from typing import Any

import pytest

from playground.catalog.entry import FAMILIES, family
from playground.catalog.schema import experiment_schema
from playground.spec.experiment import Experiment, Network, Node
from playground.spec.json import experiment_to_json
from playground.spec.values import Choice, Values
from playground.workbench.templates import load_template, templates

SCHEMA = experiment_schema()

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}

JUDGED = {
    *("$ref", "oneOf", "const", "enum", "type", "minimum", "maximum", "minLength", "maxLength"),
    *("items", "minItems", "maxItems", "properties", "required", "additionalProperties"),
}
NOTES = {"$schema", "$defs", "title", "description", "default", "unit", "effect"}


def faults(schema: dict[str, Any], value: Any, place: str = "") -> list[str]:
    """What JSON Schema 2020-12 has against ``value``, for the words of it that `JUDGED` lists."""
    found: list[str] = []
    if "$ref" in schema:
        found += faults(SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], value, place)
    if "oneOf" in schema:
        fitting = [option for option in schema["oneOf"] if not faults(option, value, place)]
        if len(fitting) != 1:
            found.append(f"{place}: {len(fitting)} of {len(schema['oneOf'])} options fit {value!r:.80}")
    if "const" in schema and value != schema["const"]:
        found.append(f"{place}: {value!r} is not {schema['const']!r}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{place}: {value!r} is none of {schema['enum']}")
    if "type" in schema:
        fits = isinstance(value, TYPES[schema["type"]]) and (schema["type"] == "boolean" or not isinstance(value, bool))
        if not fits:
            return [*found, f"{place}: {value!r} is no {schema['type']}"]
    if isinstance(value, (int, float)):
        if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            found.append(f"{place}: {value!r} is out of range")
    elif isinstance(value, (str, list)):
        words = ("minLength", "maxLength") if isinstance(value, str) else ("minItems", "maxItems")
        if not schema.get(words[0], 0) <= len(value) <= schema.get(words[1], len(value)):
            found.append(f"{place}: {len(value)} is no length for it")
        if isinstance(value, list) and "items" in schema:
            for index, item in enumerate(value):
                found += faults(schema["items"], item, f"{place}[{index}]")
    elif isinstance(value, dict) and "properties" in schema:
        found += [f"{place}: {name} is missing" for name in schema["required"] if name not in value]
        found += [f"{place}: {name} is not known" for name in value if name not in schema["properties"]]
        for name, item in value.items():
            found += faults(schema["properties"].get(name, {}), item, f"{place}.{name}")
    return found


def walk(schema: Any) -> list[dict[str, Any]]:
    """Every schema within the schema."""
    found = [schema]
    for name in ("properties", "$defs"):
        for inner in schema.get(name, {}).values():
            found += walk(inner)
    for inner in [*schema.get("oneOf", []), *([schema["items"]] if "items" in schema else [])]:
        found += walk(inner)
    return found


def test_the_schema_is_plain_json_in_words_that_the_check_knows() -> None:
    json.dumps(SCHEMA, allow_nan=False)
    for schema in walk(SCHEMA):
        assert set(schema) <= JUDGED | NOTES
        if "properties" in schema:
            assert schema["additionalProperties"] is False
        if "$ref" in schema:
            assert re.fullmatch(r"#/\$defs/[a-z_.0-9]+", schema["$ref"])
            assert schema["$ref"].removeprefix("#/$defs/") in SCHEMA["$defs"]


@pytest.mark.parametrize("id", [template.id for template in templates()])
def test_every_template_fits(id: str) -> None:
    assert faults(SCHEMA, experiment_to_json(load_template(id))) == []


def test_the_smallest_experiment_fits() -> None:
    assert faults(SCHEMA, {"version": 1}) == []
    assert faults(SCHEMA, experiment_to_json(Experiment())) == []


@pytest.mark.parametrize("name", [name for name in FAMILIES if name not in ("metrics", "probes", "ready")])
def test_every_entry_is_there_with_defaults_that_fit(name: str) -> None:
    for kind, entry in family(name).items():
        schema = SCHEMA["$defs"][f"{name}.{kind}"]
        settings = schema["properties"]["params"]["properties"] if name == "blocks" else schema["properties"]
        for field in entry.fields():
            about = settings[field.name]
            assert about["description"] == field.about.help
            assert (about.get("minimum"), about.get("maximum")) == (field.about.low, field.about.high)
            assert faults(about, about["default"]) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"version": 2}, "2 is not 1"),
        ({"seed": -1}, "out of range"),
        ({"seed": 1.5}, "no integer"),
        ({"galaxy": 1}, "galaxy is not known"),
        ({"training": {"batch_size": 0}}, "out of range"),
        ({"training": {"clip": "sometimes"}}, "is none of"),
        ({"training": {"optimizer": {"kind": "adamm"}}}, "0 of"),
        ({"data": {"source": {"kind": "circle", "samples": "many"}}}, "0 of"),
        ({"network": {"nodes": [{"id": "a", "kind": "dense", "position": [1]}]}}, "0 of"),
        ({"network": {"edges": [{"source": "a"}]}}, "target is missing"),
    ],
)
def test_what_is_wrong_does_not_fit(change: dict[str, Any], words: str) -> None:
    found = faults(SCHEMA, {"version": 1, **change})
    assert found
    assert words in " ".join(found)


def test_settings_of_nested_choices_are_judged() -> None:
    def node(slope: float) -> Node:
        return Node(id="d", kind="dense", params=Values(activation=Choice("leaky_relu", Values(slope=slope))))

    for slope, fits in ((0.1, True), (-1e9, False)):
        data = experiment_to_json(Experiment(network=Network(nodes=(node(slope),))))
        assert (faults(SCHEMA, data) == []) is fits
