"""An experiment as JSON: what files, templates and the command line read and write.

The form is meant for people too::

    {"version": 1, "seed": 0, "notes": "",
     "network": {"nodes": [{"id": "dense1", "kind": "dense", "position": [200, 0], "params": {"units": 4}}],
                 "edges": [{"source": "input1", "target": "dense1"}]},
     "data": {"source": {"kind": "circle", "samples": 500}, "train": 0.6},
     "training": {"optimizer": {"kind": "adam", "learning_rate": 0.01}, "batch_size": 10}}

Sections and settings that are missing take their defaults. Kinds and settings that the catalogue does not know are
kept as they are, so that opening and saving loses nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from playground.spec.experiment import Data, Edge, Experiment, Group, Network, Node, Touch, Training
from playground.spec.fields import fields_of
from playground.spec.problems import PlaygroundError
from playground.spec.strict_json import parse
from playground.spec.values import Choice, Values, from_json, to_json
from playground.spec.words import tr

if TYPE_CHECKING:
    from playground.spec.door import NetworkModel

VERSION = 1


def experiment_to_json(experiment: Experiment) -> dict[str, Any]:
    """``experiment`` in plain JSON types, every setting of its data and training written out."""
    return {
        "version": VERSION,
        "seed": experiment.seed,
        "notes": experiment.notes,
        "network": network_to_json(experiment.network),
        "data": _section(experiment.data),
        "training": _section(experiment.training),
        **({"touches": [_touch(touch) for touch in experiment.touches]} if experiment.touches else {}),
    }


def network_to_json(network: Network) -> dict[str, Any]:
    """Blocks, connections and groups in plain JSON types."""
    return {
        "nodes": [_node(node) for node in network.nodes],
        "edges": [_edge(edge) for edge in network.edges],
        **({"groups": [_group(group) for group in network.groups]} if network.groups else {}),
        **({"origin": to_json(network.origin)} if network.origin is not None else {}),
    }


def _node(node: Node) -> dict[str, Any]:
    name = {"name": node.name} if node.name else {}
    params = {"params": to_json(node.params)} if node.params else {}
    shown = {"opened": True} if node.opened else {}
    frozen = {"frozen": list(node.frozen)} if node.frozen else {}
    return {"id": node.id, "kind": node.kind, **name, "position": list(node.position), **params, **shown, **frozen}


def _group(group: Group) -> dict[str, Any]:
    return {
        "id": group.id,
        "name": group.name,
        "members": list(group.members),
        "closed": group.closed,
        "repeat": group.repeat,
        "exposed": [list(place) for place in group.exposed],
    }


def _touch(touch: Touch) -> dict[str, Any]:
    return {
        "weight": touch.weight,
        "index": list(touch.index),
        "value": touch.value,
        "before": touch.before,
        "step": touch.step,
        "gesture": touch.gesture,
    }


def _edge(edge: Edge) -> dict[str, Any]:
    return {"source": edge.source, "target": edge.target, **({"port": edge.port} if edge.port else {})}


def _section(value: Data | Training) -> dict[str, Any]:
    return {field.name: to_json(getattr(value, field.name)) for field in fields_of(type(value))}


def experiment_from_json(data: Any) -> Experiment:
    """The inverse of `experiment_to_json`.

    Raises:
        PlaygroundError: ``data`` is not an experiment, or one of a newer version; the sentence names the place, the
            rule and the value, such as ``network.nodes[3].position: must be two finite numbers, not "left"``.

    """
    from pydantic import ValidationError  # here, because importing it would delay the window's first picture

    from playground.spec import door

    version = data.get("version") if isinstance(data, dict) else None
    if isinstance(version, int) and not isinstance(version, bool):
        if version > VERSION:
            raise PlaygroundError(
                tr(
                    "This file was written by a newer version (format {version}, this program reads up to {this}); "
                    "update the program to open it",
                    version=version,
                    this=VERSION,
                )
            )
        if version < 1:
            raise PlaygroundError(
                tr("version: must be between 1 and {this}, not {version}", this=VERSION, version=version)
            )
    try:
        read = door.ExperimentModel.model_validate(data)
    except ValidationError as error:
        raise PlaygroundError(door.sentence(error)) from None
    return Experiment(
        network=_network(read.network),
        data=Data(**_given(read.data)),
        training=Training(**_given(read.training)),
        seed=read.seed,
        notes=read.notes,
        touches=tuple(Touch(**dict(touch)) for touch in read.touches),
    )


def network_from_json(data: Any) -> Network:
    """The inverse of `network_to_json`.

    Raises:
        PlaygroundError: ``data`` is no network; the sentence names the place, the rule and the value.

    """
    from pydantic import ValidationError

    from playground.spec import door

    try:
        return _network(door.NetworkModel.model_validate(data))
    except ValidationError as error:
        raise PlaygroundError(door.sentence(error)) from None


def _network(read: NetworkModel) -> Network:
    """The models name their fields as the values do."""
    nodes = tuple(
        Node(**{**dict(node), "params": _values(node.params), "frozen": tuple(node.frozen)}) for node in read.nodes
    )
    edges = tuple(Edge(**dict(edge)) for edge in read.edges)
    groups = tuple(
        Group(**{**dict(group), "members": tuple(group.members), "exposed": tuple(map(tuple, group.exposed))})
        for group in read.groups
    )
    origin = from_json(read.origin)
    return Network(nodes=nodes, edges=edges, groups=groups, origin=origin if isinstance(origin, Choice) else None)


def _values(params: dict[str, Any]) -> Values:
    return Values({name: from_json(value) for name, value in params.items()})


def _given(section: Any) -> dict[str, Any]:
    """The settings that the file names, as the values of `Data` or `Training`."""
    return {name: from_json(getattr(section, name)) for name in section.model_fields_set}


def experiment_to_text(experiment: Experiment) -> str:
    """`experiment_to_json` as indented text, the same for the same experiment."""
    return json.dumps(experiment_to_json(experiment), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def experiment_from_text(text: str | bytes) -> Experiment:
    """The inverse of `experiment_to_text`.

    Raises:
        PlaygroundError: the text is not JSON, or not an experiment.

    """
    return experiment_from_json(parse(text))
