from __future__ import annotations

from pathlib import Path

import pytest

from playground.cli.names import may_write, open_named, with_settings
from playground.cli.unknown import UnknownNameError
from playground.spec.edits import get_at
from playground.spec.experiment import Experiment, Network, Node
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Value, Values
from playground.workbench.files import save
from playground.workbench.templates import load_template

EXPERIMENT = Experiment(network=Network(nodes=(Node(id="dense1", kind="dense"),)))


@pytest.mark.parametrize(
    ("assignment", "path", "value"),
    [
        ("training.optimizer=adam", ("training", "optimizer"), Choice("adam")),
        (
            'training.optimizer={"kind": "adam", "beta1": 0.8}',
            ("training", "optimizer"),
            Choice("adam", Values(beta1=0.8)),
        ),
        ("training.optimizer.learning_rate=1", ("training", "optimizer", "learning_rate"), 1.0),
        ("data.source=spiral", ("data", "source"), Choice("spiral")),
        ("data.normalize=true", ("data", "normalize"), True),
        ("training.clip=none", ("training", "clip"), "none"),
        ("training.epochs=1e3", ("training", "epochs"), 1000),
        ("seed=4", ("seed",), 4),
        ("network.dense1.units=8", ("network", "dense1", "units"), 8),
        (" network.dense1.activation = relu ", ("network", "dense1", "activation"), Choice("relu")),
    ],
)
def test_a_setting_is_set(assignment: str, path: tuple[str, ...], value: Value) -> None:
    found = get_at(with_settings(EXPERIMENT, [assignment]), path)
    assert (type(found), found) == (type(value), value)


def test_settings_are_set_in_order() -> None:
    done = with_settings(EXPERIMENT, ["training.optimizer=adam", "training.optimizer.beta1=0.5"])
    assert done.training.optimizer == Choice("adam", Values(beta1=0.5))


@pytest.mark.parametrize(
    ("assignment", "words"),
    [
        ("training.optimiser=adam", "no setting 'optimiser' (near: optimizer)"),
        ("training.optimizer=adamm", "optimizer 'adamm' is not known here (near: adam"),
        ("training.optimizer.learningrate=1", "(near: learning_rate)"),
        ('training.optimizer={"kind": "adam", "beta_1": 0.8}', "adam has no setting 'beta_1' (near: beta1"),
        ("network.dens1.units=8", "no block is called 'dens1' (near: dense1)"),
        ("network.dense1=8", "is not a setting"),
        ("nothing", "--set takes PATH=VALUE"),
        ("=3", "--set takes PATH=VALUE"),
    ],
)
def test_an_unknown_name_has_near_names(assignment: str, words: str) -> None:
    with pytest.raises(UnknownNameError) as raised:
        with_settings(EXPERIMENT, [assignment])
    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("assignment", "words"),
    [
        ("training.batch_size=0", "batch_size must be between 1 and 1e+06, not 0"),
        ("training.batch_size=many", "batch_size must be a number, not 'many'"),
        ("training.batch_size=1.5", "batch_size must be a whole number, not 1.5"),
        ("training.batch_size=NaN", "batch_size must be a"),
        ("data.normalize=yes", "normalize must be true or false, not 'yes'"),
        ("training.clip=some", "clip must be one of none, norm, value, not 'some'"),
        ("training.optimizer=3", 'must be a name or an object with a "kind", not 3'),
        ('training.optimizer={"kind": "adam", "beta1": 8}', "beta1 must be between"),
    ],
)
def test_a_wrong_value_says_the_rule(assignment: str, words: str) -> None:
    with pytest.raises(PlaygroundError) as raised:
        with_settings(EXPERIMENT, [assignment])
    assert not isinstance(raised.value, UnknownNameError)
    assert words in str(raised.value)


def test_a_file_goes_before_a_template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert open_named("first").experiment == load_template("first")
    save(Path("other.nnp"), EXPERIMENT)
    Path("other.nnp").rename("first")
    assert open_named("first").experiment == EXPERIMENT
    for name, words in (
        ("frist", r"neither a file nor a template \(near: first"),
        ("zzz", r"\(templates: first, "),
        ("none/a.nnp", "nor is its folder"),
    ):
        with pytest.raises(UnknownNameError, match=words):
            open_named(name)
    save(Path("spiral.nnp"), EXPERIMENT)
    with pytest.raises(UnknownNameError, match=r"spirale.nnp is not there \(near: spiral.nnp\)"):
        open_named("spirale.nnp")


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    assert may_write(tmp_path / "a.nnp") == tmp_path / "a.nnp"
    with pytest.raises(PlaygroundError, match="is a folder"):
        may_write(tmp_path)
    with pytest.raises(PlaygroundError, match="there is no folder"):
        may_write(tmp_path / "none" / "a.nnp")
