from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from playground.cli import main, output
from playground.cli import train as train_command
from playground.workbench.files import load
from tests.cli.support import Captured, events


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_json_gives_an_object_per_epoch_and_a_last_one(capsys: Captured) -> None:
    *epochs, last = events(capsys, "first", "--epochs", "3")
    assert [event["epoch"] for event in epochs] == [1, 2, 3]
    for event in epochs:
        assert list(event) == ["event", "epoch", "step", "train", "dev", "gradient_norm"]
        assert event["event"] == "epoch"
        assert set(event["gradient_norm"]) == {"dense1", "dense2", "output1"}
        assert {"loss", "accuracy"} <= set(event["train"]) & set(event["dev"])
    assert list(last) == ["event", "epochs", "steps", "seconds", "why", "stepper", "train", "dev", "test"]
    assert last["stepper"] in ("kernel", "captured")
    assert (last["event"], last["epochs"], last["steps"]) == ("finished", 3, epochs[-1]["step"])
    assert last["train"] == epochs[-1]["train"]
    assert "loss" in last["test"]


def without_time(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in event.items() if name != "seconds"} for event in found]


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(capsys: Captured) -> None:
    one, two = (without_time(events(capsys, "first", "--epochs", "2")) for _ in range(2))
    assert one == two
    other = without_time(events(capsys, "first", "--epochs", "2", "--seed", "8"))
    assert one[0]["train"]["loss"] != other[0]["train"]["loss"]


def test_a_saved_training_goes_on_as_if_it_had_never_stopped(capsys: Captured) -> None:
    whole = events(capsys, "first", "--epochs", "4", "-o", "whole.nnp")
    events(capsys, "first", "--epochs", "2", "-o", "half.nnp")
    rest = events(capsys, "half.nnp", "--epochs", "2", "-o", "half.nnp")
    assert rest[:-1] == whole[2:-1]
    one, two = load(Path("whole.nnp")), load(Path("half.nnp"))
    assert one.curves is not None
    assert two.curves is not None
    assert one.curves.steps["loss"].tolist() == two.curves.steps["loss"].tolist()
    assert one.curves.evaluations["dev/loss"].tolist() == two.curves.evaluations["dev/loss"].tolist()
    fresh = events(capsys, "half.nnp", "--epochs", "2", "--fresh")
    assert fresh[:-1] == whole[:2]


def test_settings_are_taken_over(capsys: Captured) -> None:
    changes = ["training.optimizer=adam", "network.dense1.units=8", "training.epochs=2", "data.dev=0"]
    found = events(capsys, "first", *(word for change in changes for word in ("--set", change)), "-o", "a.nnp")
    assert len(found) == 3
    assert found[0]["dev"] == {}
    opened = load(Path("a.nnp"))
    assert opened.notices == ()
    assert opened.checkpoint is not None
    assert opened.checkpoint.optimizer == "adam"
    assert opened.checkpoint.weights["dense1.weight"].shape == (8, 2)


def test_more_epochs_than_the_experiments_own_limit(capsys: Captured) -> None:
    assert events(capsys, "first", "--set", "training.epochs=2", "--epochs", "5")[-1]["epochs"] == 5


def test_without_a_limit_a_hundred_epochs(capsys: Captured) -> None:
    assert events(capsys, "first", "--set", "training.epochs=0")[-1]["epochs"] == train_command.EPOCHS == 100


def test_no_epochs_only_evaluates(capsys: Captured) -> None:
    (only,) = events(capsys, "first", "--epochs", "0")
    assert (only["event"], only["steps"]) == ("finished", 0)


def test_early_stopping_ends_the_training(capsys: Captured) -> None:
    settings = ("training.early_stopping=true", "training.patience=2", "training.optimizer.learning_rate=0")
    found = events(capsys, "first", *itertools.chain(*(("--set", word) for word in settings)), "--epochs", "50")
    assert found[-1]["epochs"] == 3


def test_for_people_there_is_a_summary(capsys: Captured) -> None:
    assert main(["train", "first", "--epochs", "2", "-o", "a.nnp"]) == 0
    out, err = capsys.readouterr()
    assert "2 epochs, " in out
    assert "The steps are " in out
    assert "accuracy" in out
    assert "a.nnp is written" in err


def test_divergence_exits_1_and_keeps_the_last_good_weights(capsys: Captured) -> None:
    options = ["--set", "training.optimizer.learning_rate=1000", "--set", "data.source=plane"]
    assert main(["train", "diabetes_regression", *options, "--json", "-o", "a.nnp", "--epochs", "50"]) == 1
    out, err = capsys.readouterr()
    *_, diverged, last = [json.loads(line) for line in out.splitlines()]
    assert diverged["event"] == "diverged"
    assert last["event"] == "finished"
    assert "Training blew up" in err
    assert "this may help: " in err
    opened = load(Path("a.nnp"))
    assert opened.checkpoint is not None
    assert opened.notices == ()


def test_what_cannot_be_trained_or_written_is_said_first(capsys: Captured) -> None:
    assert main(["train", "first", "-o", "none/a.nnp"]) == 1
    assert "there is no folder" in capsys.readouterr().err
    assert main(["train", "first", "--set", "data.train=0.9", "--set", "data.dev=0.9"]) == 1
    assert "add up to more than 1" in capsys.readouterr().err


def test_ctrl_c_keeps_what_was_trained(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    told = output.print_event

    def interrupt(event: dict[str, Any]) -> None:
        told(event)
        if event.get("epoch") == 2:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(train_command, "print_event", interrupt)
    before = signal.getsignal(signal.SIGINT)
    found = events(capsys, "first", "--epochs", "1000", "-o", "a.nnp", code=130)
    assert [event["event"] for event in found] == ["epoch", "epoch", "finished"]
    checkpoint = load(Path("a.nnp")).checkpoint
    assert checkpoint is not None
    assert (checkpoint.epoch, checkpoint.step) == (2, found[-1]["steps"])
    assert signal.getsignal(signal.SIGINT) is before


def start(*arguments: str) -> subprocess.Popen[str]:
    root = str(Path(train_command.__file__).parents[2])
    environment = os.environ | {"PYTHONPATH": root, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-W", "error", "-m", "playground", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def test_as_a_process_interrupted() -> None:
    with start("train", "first", "--epochs", "1000000", "--json", "-o", "a.nnp") as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["epoch"] == 1
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert (process.returncode, err) == (130, "")
    last = json.loads(out.splitlines()[-1])
    assert last["event"] == "finished"
    checkpoint = load(Path("a.nnp")).checkpoint
    assert checkpoint is not None
    assert checkpoint.step == last["steps"]


def test_as_a_process_whose_output_nobody_reads_on() -> None:
    with start("train", "first", "--epochs", "1000000", "--json", "-o", "a.nnp") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
    assert (process.returncode, err) == (141, "")
    assert load(Path("a.nnp")).checkpoint is not None


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_as_a_process_with_a_full_disk() -> None:
    root = str(Path(train_command.__file__).parents[2])
    command = [sys.executable, "-m", "playground", "train", "first", "--epochs", "3", "--json", "-o", "a.nnp"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": root}, check=False
        )
    assert (done.returncode, done.stderr) == (1, "playground: the output could not be written: the disk is full\n")
    assert load(Path("a.nnp")).checkpoint is not None
