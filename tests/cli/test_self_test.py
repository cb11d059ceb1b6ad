from __future__ import annotations

import json

import pytest

from playground.catalog.entry import family
from playground.cli import main
from playground.cli.self_test import every_trial
from playground.workbench import itself, templates
from tests.cli.support import Captured

FEW = ("--only", "activations", "--only", "files")


def test_a_healthy_installation_passes(capsys: Captured) -> None:
    assert main(["doctor", "--self-test", *FEW]) == 0
    out, err = capsys.readouterr()
    assert "failed:" not in out
    assert f"activations {len(family('activations'))}, files 7" in out
    assert "0 failed, in" in out
    assert "Self-test" in err


def test_a_broken_entry_is_a_line_and_exit_code_1(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(p: object) -> object:
        raise OSError("libtorch_something.so: cannot open shared object file")

    monkeypatch.setattr(family("activations")["tanh"], "build", build)
    assert main(["doctor", "--self-test", "--only", "activations"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "failed: activations tanh: OSError: libtorch_something.so: cannot open shared object file"
    assert lines[-1].startswith(f"{len(family('activations')) - 1} passed, 1 failed, in ")
    assert main(["doctor", "--self-test", "--only", "activations", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["failed"], found["passed"]) == (1, len(family("activations")) - 1)
    (broken,) = (trial for trial in found["trials"] if trial["verdict"] != "passed")
    assert (broken["family"], broken["name"], broken["reason"][:8]) == ("activations", "tanh", "OSError:")


def test_what_is_tried_is_all_that_is_listed() -> None:
    trials = every_trial()
    names = {trial.family: [each.name for each in trials if each.family == trial.family] for trial in trials}
    assert names["templates"] == [template.id for template in templates.templates()]
    assert names["processes"] == ["engine", "window"]
    assert {"steps", "devices", "many runs", "languages", "blocks", "architectures"} <= set(names)


def test_every_way_and_population_and_the_engine_work() -> None:
    from playground.engine.self_test.trial import run

    some = [trial for trial in every_trial() if trial.family in ("steps", "many runs") or trial.name == "engine"]
    told = run(some)
    assert [(each.name, each.reason) for each in told if each.verdict == "failed"] == []
    assert len(told) == 6


def test_another_program_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from playground.engine.self_test.trial import outcome

    (window,) = (trial for trial in every_trial() if trial.name == "window")
    monkeypatch.setattr(itself, "command", lambda *_: ["sh", "-c", "echo no screen >&2; exit 3"])
    told = outcome(window)
    assert (told.verdict, told.reason) == ("failed", "it ended with exit code 3: no screen")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--self-test", "--only", "blokcs"], "'blokcs' is nothing that is tried; there are blocks, "),
        (["--only", "blocks"], "--only belongs to --self-test"),
    ],
)
def test_misuse_is_one_sentence(capsys: Captured, arguments: list[str], words: str) -> None:
    assert main(["doctor", *arguments]) == 1
    err = capsys.readouterr().err
    assert words in err
    assert len(err.splitlines()) == 1
