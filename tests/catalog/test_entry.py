"""The catalogue itself: how entries are found, refused and read."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

import playground.catalog
from playground.catalog.analysis import analyse
from playground.catalog.blocks.flatten import Flatten
from playground.catalog.entry import FAMILIES, SINGULAR, Entry, family, find, known, settle, unknown
from playground.catalog.families import Activation, Metric, Optimizer, Schedule
from playground.spec.experiment import Experiment, Network, Node, chain
from playground.spec.fields import param
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values

ROOT = Path(playground.catalog.__file__).parent


@pytest.mark.parametrize("name", FAMILIES)
def test_every_file_is_an_entry(name: str) -> None:
    files = {path.stem for path in (ROOT / name).glob("*.py") if not path.stem.startswith("_")}
    assert files <= {entry.__module__.rpartition(".")[2] for entry in family(name).values()}
    orders = [getattr(entry, "order", 100) for entry in family(name).values()]
    assert orders == sorted(orders)
    assert SINGULAR[name]


def test_an_unknown_family_is_no_family() -> None:
    with pytest.raises(KeyError):
        family("nonsense")
    assert known("blocks", "nonsense") is None


def test_near_names() -> None:
    assert unknown("blocks", "dens").startswith("block 'dens' is not known here (near: dense")
    assert unknown("blocks", "zzzzzz") == "block 'zzzzzz' is not known here"
    with pytest.raises(PlaygroundError, match=r"metric 'acuracy' is not known here \(near: accuracy"):
        find(Metric, "acuracy")


def test_settle_reads_and_checks() -> None:
    optimizer, p = settle(Optimizer, Choice("adam", Values(beta1=0.5)))
    assert (optimizer.kind, p.beta1, p.beta2) == ("adam", 0.5, 0.999)
    with pytest.raises(PlaygroundError, match=r"^adam: beta1 must be between 0 and 0.9999, not 2.0$"):
        settle(Optimizer, Choice("adam", Values(beta1=2.0)))
    with pytest.raises(PlaygroundError, match=r"^warm_up: then: floor must be between 0 and 1, not 3$"):
        settle(Schedule, Choice("warm_up", Values(then=Choice("cosine", Values(floor=3)))))
    with pytest.raises(PlaygroundError, match="schedule 'cosin' is not known here"):
        settle(Schedule, Choice("warm_up", Values(then=Choice("cosin"))))


def test_an_entry_says_what_it_is() -> None:
    with pytest.raises(TypeError, match="lacks title, summary, help"):

        class Nameless(Activation):
            kind = "nameless"


def test_settings_are_frozen() -> None:
    with pytest.raises(TypeError, match="must be a frozen dataclass"):

        class Loose(Activation):
            kind, title, summary, help = "loose", "Loose", "Loose.", "Loose."

            @dataclasses.dataclass
            class Params:
                slope: float = param(0.1, help="Slope.")


def test_settings_have_defaults_in_range() -> None:
    with pytest.raises(TypeError, match="default not allowed: slope must be at most 0"):

        class Out(Activation):
            kind, title, summary, help = "out", "Out", "Out.", "Out."

            @dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
            class Params:
                slope: float = param(0.1, high=0.0, help="Slope.")


def test_base_classes_are_no_entries() -> None:
    assert Entry not in family("activations").values()
    assert all(entry.kind for name in FAMILIES for entry in family(name).values())


class Point:
    """An entry point of another package."""

    def __init__(self, name: str, loaded: type | Exception) -> None:
        self.name, self.value, self.loaded = name, f"elsewhere:{name}", loaded

    def load(self) -> type:
        if isinstance(self.loaded, Exception):
            raise self.loaded
        return self.loaded


def test_an_entry_of_others_that_does_not_load_keeps_nobody_from_working(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [Point("broken", ImportError("no module named elsewhere")), Point("nothing", int)]
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: points)
    monkeypatch.setattr(playground.catalog.entry, "troubles", found := dict[str, str]())
    assert "tanh" in family.__wrapped__("activations")
    assert found == {
        "broken": "broken could not be loaded from the package elsewhere:broken: ImportError: no module named elsewhere"
    }


def test_a_block_of_others_that_cannot_tell_its_shape_is_a_problem_of_the_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*args: object) -> None:
        raise IndexError("no such side")

    nodes = (Node(id="input", kind="input"), Node(id="odd", kind="flatten"), Node(id="output", kind="output"))
    network = Network(nodes=nodes, edges=chain(*nodes))
    monkeypatch.setattr(Flatten, "infer", fail)
    with pytest.raises(IndexError):
        analyse(Experiment(network=network, notes="ours"))
    monkeypatch.setattr(Flatten, "__module__", "elsewhere.blocks")
    (problem,) = analyse(Experiment(network=network, notes="theirs")).problems
    assert (problem.severity, problem.node) == ("error", "odd")
    assert problem.sentence.startswith("Flatten failed to tell the shape of its output: IndexError: no such side. ")
    assert "(flatten, from elsewhere.blocks)" in problem.sentence
