"""The base class of architectures: whole networks that the catalogue can make, with their published sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from playground.catalog.entry import Entry, known, settle
from playground.spec.experiment import Experiment, Network
from playground.spec.values import EMPTY, Choice, Values


class Architecture(Entry):
    """A network that is known by a name.

    A setting called ``form`` says which of its forms is made; each form is a template of its own, the first under the
    architecture's own name. A setting called ``resolution`` is the side of the pictures that it gets.

    Attributes:
        year: when it was published. source: where, and where its size is stated.
        sizes: the learned numbers of every form at the other settings' defaults.
        sees: in a few words what every form gets, such as ``224×224×3``.

    """

    family = "architectures"
    year: ClassVar[int] = 0
    source: ClassVar[str] = ""
    sizes: ClassVar[Mapping[str, int]] = {}
    sees: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def network(cls, p: Any) -> Network:
        """The blocks, their connections and groups, laid out; without an origin."""
        raise NotImplementedError

    @classmethod
    def experiment(cls, p: Any) -> Experiment:
        """The network on data of its size, with a training that suits it."""
        raise NotImplementedError


def made(choice: Choice) -> Network:
    """The network that an architecture makes, which remembers by what it was made.

    Raises:
        PlaygroundError: there is no such architecture, or a setting is out of its range.

    """
    architecture, p = settle(Architecture, choice)
    return replace(architecture.network(p), origin=choice)


def begun(choice: Choice) -> Experiment:
    """The experiment that an architecture comes with; its network remembers by what it was made.

    Raises:
        PlaygroundError: there is no such architecture, or a setting is out of its range.

    """
    architecture, p = settle(Architecture, choice)
    experiment = architecture.experiment(p)
    return replace(experiment, network=replace(experiment.network, origin=choice))


def changed_by_hand(network: Network) -> bool:
    """Whether blocks, settings or connections are others than its origin makes; how it lies on the canvas is not asked.

    False where it has no origin, or one that the catalogue does not know or refuses.
    """
    if network.origin is None or not _sound(network.origin):
        return False
    return _bones(made(network.origin)) != _bones(network)


def remade(experiment: Experiment, choice: Choice) -> Experiment:
    """The experiment with its network made anew; groups stay open or closed as they were.

    Where the resolution changes and the data have a height and a width, they become as large.

    Raises:
        PlaygroundError: there is no such architecture, or a setting is out of its range.

    """
    network = made(choice)
    closed = {group.id: group.closed for group in experiment.network.groups}
    groups = tuple(replace(group, closed=closed.get(group.id, group.closed)) for group in network.groups)
    network = replace(network, groups=groups)
    changed = replace(experiment, network=network)
    before, now = _resolution(experiment.network.origin), _resolution(choice)
    source = experiment.data.source
    entry = known("datasets", source.kind)
    if now and before != now and entry is not None:
        sides = {field.name: now for field in entry.fields() if field.name in ("height", "width")}
        if sides:
            sized = Choice(source.kind, source.params | sides)
            changed = replace(changed, data=replace(experiment.data, source=sized))
    return changed


def form_of(choice: Choice) -> str:
    """The form that is made; empty where the architecture has only one, or is not known."""
    entry = known(Architecture.family, choice.kind)
    field = next((field for field in entry.fields() if field.name == "form"), None) if entry is not None else None
    return str(choice.params.get("form", field.default)) if field is not None else ""


def form_options(choice: Choice) -> tuple[str, ...]:
    """All forms of an architecture by a choice of one; empty where there are none, or the choice is not sound."""
    entry = known(Architecture.family, choice.kind)
    if entry is None or not _sound(choice):
        return ()
    return next((field.options for field in entry.fields() if field.name == "form"), ())


def forms(architecture: type[Architecture]) -> dict[str, Choice]:
    """By template name what makes it: the first form has the architecture's own name, the others add theirs."""
    field = next((field for field in architecture.fields() if field.name == "form"), None)
    if field is None:
        return {architecture.kind: Choice(architecture.kind)}
    return {
        architecture.kind if form == field.default else f"{architecture.kind}_{form}": Choice(
            architecture.kind, EMPTY if form == field.default else Values(form=form)
        )
        for form in sorted(field.options, key=lambda form: form != field.default)
    }


def _sound(origin: Choice) -> bool:
    entry = known(Architecture.family, origin.kind)
    return entry is not None and not entry.violations(origin.params)


def _resolution(origin: Choice | None) -> int:
    if origin is None or not _sound(origin):
        return 0
    entry = known(Architecture.family, origin.kind)
    assert entry is not None, "a sound origin is known"
    return int(getattr(entry.read(origin.params), "resolution", 0))


def _bones(network: Network) -> tuple[object, ...]:
    """What a network is, without how it is shown."""
    nodes = {node.id: (node.kind, node.params, node.name, node.frozen) for node in network.nodes}
    groups = {group.id: (group.name, frozenset(group.members), group.repeat) for group in network.groups}
    return nodes, frozenset(network.edges), groups
