from __future__ import annotations

import re
import signal
from pathlib import Path
from typing import Any

import pytest

from playground.cli import main, output
from playground.cli import population as command
from playground.engine.trainer import Trainer
from playground.workbench.files import load
from tests.cli.support import Captured, events


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_json_tells_medians_and_quartiles_of_every_epoch_and_all_members_at_the_end(capsys: Captured) -> None:
    begin, *epochs, last = events(capsys, "first", "--seeds", "4", "--epochs", "3")
    assert list(begin) == ["event", "members", "how"]
    assert begin["members"] == ["seed 0", "seed 1", "seed 2", "seed 3"]
    assert [event["epoch"] for event in epochs] == [1, 2, 3]
    for event in epochs:
        assert list(event) == ["event", "epoch", "step", "training", "train", "dev"]
        assert event["training"] == 4
        loss = event["dev"]["loss"]
        assert loss["low"] <= loss["median"] <= loss["high"]
    assert list(last) == ["event", "epochs", "steps", "seconds", "why", "best", "members", "ensemble"]
    assert (last["event"], last["epochs"], last["steps"], last["why"]) == ("finished", 3, epochs[-1]["step"], "epochs")
    losses = [member["dev"]["loss"] for member in last["members"]]
    assert last["best"] == losses.index(min(losses))
    assert "accuracy" in last["ensemble"]["dev"]


def test_the_first_member_is_the_experiment_itself(capsys: Captured) -> None:
    *_, alone = events(capsys, "first", "--epochs", "3")
    *_, many = events(capsys, "first", "--epochs", "3", "--seeds", "3")
    assert many["members"][0]["dev"]["loss"] == pytest.approx(alone["dev"]["loss"], rel=1e-4)


def test_seeds_and_varied_settings_give_every_combination(capsys: Captured) -> None:
    varied = ("--vary", "training.optimizer.learning_rate=log:0.001:0.1:3", "--vary", "training.l2=0,0.1")
    begin, *_ = events(capsys, "first", *varied, "--seeds", "2", "--epochs", "1")
    assert len(begin["members"]) == 12
    assert begin["members"][1] == "learning_rate 0.001, l2 0, seed 1"


def test_for_people_there_is_a_table_and_how_lucky_the_seed_was(capsys: Captured) -> None:
    assert main(["train", "first", "--seeds", "5", "--epochs", "4"]) == 0
    out, _ = capsys.readouterr()
    for word in ("5 members, 4 epochs", "best", "median", "worst", "ensemble", "dev accuracy", "half of the members"):
        assert word in out
    assert "Seed 0, the experiment's own, comes " in out


def test_the_best_member_is_saved_and_goes_on_alone(capsys: Captured) -> None:
    assert main(["train", "first", "--seeds", "4", "--epochs", "5", "-o", "best.nnp"]) == 0
    _, err = capsys.readouterr()
    assert "best.nnp is written: the best member, seed " in err
    opened = load(Path("best.nnp"))
    assert opened.notices == ()
    assert opened.checkpoint is not None
    assert opened.curves is not None
    assert f"the best member, seed {opened.experiment.seed}" in err
    assert opened.checkpoint.epoch == 5
    assert opened.curves.steps["step"].tolist() == list(range(1, opened.checkpoint.step + 1))
    alone = Trainer(opened.experiment)
    record = alone.train_steps(opened.checkpoint.step)
    assert opened.curves.steps["loss"] == pytest.approx(record.loss, rel=1e-4, abs=1e-6)
    assert opened.curves.evaluations["dev/loss"][-1] == pytest.approx(alone.evaluate()["dev"]["loss"], rel=1e-4)
    more = events(capsys, "best.nnp", "--epochs", "1", "-o", "best.nnp")
    assert more[0]["epoch"] == 6
    assert load(Path("best.nnp")).notices == ()


def test_members_that_blow_up_are_told(capsys: Captured) -> None:
    options = ["--set", "data.source=plane", "--vary", "training.optimizer.learning_rate=0.01,1000"]
    assert main(["train", "diabetes_regression", *options, "--epochs", "20", "-o", "a.nnp"]) == 0
    _, err = capsys.readouterr()
    assert "1 of 2 members blew up: learning_rate 1000 blew up at step " in err
    assert "the best member, learning_rate 0.01" in err
    options[-1] = "training.optimizer.learning_rate=900,1000"
    found = events(capsys, "diabetes_regression", *options, "--epochs", "20", "-o", "b.nnp", code=1)
    assert found[-1]["why"] == "members"
    assert {member["why"] for member in found[-1]["members"]} == {"diverged"}
    assert found[-1]["ensemble"] == {"train": {}, "dev": {}, "test": {}}
    assert load(Path("b.nnp")).checkpoint is not None


def test_no_epochs_only_evaluate(capsys: Captured) -> None:
    begin, last = events(capsys, "first", "--seeds", "2", "--epochs", "0")
    assert (begin["event"], last["event"], last["steps"]) == ("population", "finished", 0)


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        (("--vary", "nonsense"), 1, "must be PATH=VALUES"),
        (("--vary", "training.batchsize=1,2"), 2, r"--vary training.batchsize=1,2: .* \(near: batch_size"),
        (("--vary", "network.dense1.units=2,3"), 1, "network.dense1.units cannot vary"),
        (("--vary", "training.l1=lin:0:1:200", "--seeds", "2"), 1, "at most 256 members, and 200 × 2 make 400"),
        (("--seeds", "2", "-o", "none/a.nnp"), 1, "there is no folder"),
    ],
)
def test_what_is_wrong_is_said_first(capsys: Captured, options: tuple[str, ...], code: int, sentence: str) -> None:
    assert main(["train", "first", *options]) == code
    assert re.search(sentence, capsys.readouterr().err)


def test_too_many_seeds_are_refused(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as left:
        main(["train", "first", "--seeds", "257"])
    assert left.value.code == 2
    assert "between 1 and 256" in capsys.readouterr().err


def test_ctrl_c_keeps_what_was_trained(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    told = output.print_event

    def interrupt(event: dict[str, Any]) -> None:
        told(event)
        if event.get("epoch") == 2:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(command, "print_event", interrupt)
    before = signal.getsignal(signal.SIGINT)
    found = events(capsys, "first", "--seeds", "3", "--epochs", "1000", "-o", "a.nnp", code=130)
    assert [event["event"] for event in found] == ["population", "epoch", "epoch", "finished"]
    assert found[-1]["why"] == "interrupted"
    checkpoint = load(Path("a.nnp")).checkpoint
    assert checkpoint is not None
    assert (checkpoint.epoch, checkpoint.step) == (2, found[-1]["steps"])
    assert signal.getsignal(signal.SIGINT) is before


def test_many_losses_are_thinned_and_the_curve_stays(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "MOST_KEPT", 200)
    assert main(["train", "first", "--seeds", "2", "--epochs", "10", "-o", "a.nnp"]) == 0
    curves = load(Path("a.nnp")).curves
    assert curves is not None
    steps = curves.steps["step"]
    assert len(steps) <= 100
    assert set(steps % 4) == {0.0}


def test_a_trained_file_begins_anew_and_says_so(capsys: Captured) -> None:
    assert main(["train", "first", "--epochs", "2", "-o", "a.nnp"]) == 0
    capsys.readouterr()
    assert main(["train", "a.nnp", "--seeds", "2", "--epochs", "1"]) == 0
    assert "all members begin with first weights" in capsys.readouterr().err
