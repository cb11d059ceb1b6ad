"""A made-up language reaches every corner: analysis, engine process, files, terminal."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.catalog.analysis import analyse
from playground.catalog.spoken import speak_all
from playground.cli import main
from playground.cli.words import collected
from playground.spec.edits import AddNode, Disconnect, Set
from playground.spec.experiment import Data, Experiment, Network, Node, Training, chain, lay_out
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from playground.wire.commands import Load, Play
from playground.wire.events import Diverged, Event, Loaded
from playground.workbench import languages
from playground.workbench.client import EngineClient
from playground.workbench.files import load
from playground.workbench.languages import NAME, pseudo

ENGLISH = re.compile(r"\b(the|a|is|are|of|to|at|and|not|no)\b", re.IGNORECASE)
"""Words that hardly an English sentence lacks, and that the made-up language spells otherwise."""


@pytest.fixture(scope="module")
def words() -> dict[str, str]:
    return pseudo(dict.fromkeys(collected()))


@pytest.fixture(autouse=True)
def _english_afterwards() -> Iterator[None]:
    yield
    speak_all({})


def experiment(seed: int, source: str = "plane", rate: float = 0.1) -> Experiment:
    """Analyses are remembered, so every test has a seed of its own: none may find another's language."""
    settings = Values(units=8, activation=Choice("relu"))
    nodes = lay_out(
        (Node(id="1", kind="input"), Node(id="2", kind="dense", params=settings), Node(id="3", kind="output"))
    )
    return Experiment(
        network=Network(nodes=nodes, edges=chain(*nodes)),
        data=Data(source=Choice(source), seed=seed),
        training=Training(optimizer=Choice("gradient_descent", Values(learning_rate=rate)), batch_size=10),
        seed=seed,
    )


def test_problems_and_their_fixes(words: dict[str, str]) -> None:
    speak_all(words)
    sound = experiment(8101)
    faults = (
        Disconnect(edges=sound.network.edges[:1]),
        Set(path=("data", "train"), value=0.9),
        Set(path=("training", "batch_size"), value=-3),
        Set(path=("network", "2", "weight_initializer"), value=Choice("zeros")),
        Set(path=("training", "optimizer"), value=Choice("adm")),
        AddNode(node=Node(id="4", kind="dense")),
    )
    for fault in faults:
        problems = analyse(fault.apply(sound)).problems
        assert problems, fault
        for problem in problems:
            assert problem.sentence.startswith("["), problem.sentence
            assert not ENGLISH.search(problem.sentence), problem.sentence
            for fix in problem.fixes:
                assert fix.label.startswith("["), fix.label
                assert fix.edit.label.startswith("["), fix.edit.label


def test_the_engine_in_its_own_process(words: dict[str, str]) -> None:
    speak_all(words)
    seen: list[Event] = []
    client = EngineClient(seen.append)
    try:
        client.send(Load(run_id=1, experiment=experiment(8102, rate=1000.0)))
        client.send(Play(run_id=1))
        end = time.monotonic() + 60
        while not (found := [event for event in seen if isinstance(event, Diverged)]) and time.monotonic() < end:
            time.sleep(0.01)
    finally:
        client.close()
    (loaded,) = [event for event in seen if isinstance(event, Loaded)]
    assert loaded.reason.startswith("[Thé CPÛ"), loaded.reason
    assert found[0].sentence.startswith("[Tràîn"), found[0].sentence
    assert not ENGLISH.search(found[0].sentence), found[0].sentence
    assert found[0].fixes
    assert all(fix.label.startswith("[") for fix in found[0].fixes)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"version": 1, "seed": "x"}',
        b'{"version": 1, "network": {"nodes": [{"id": 3, "kind": "dense"}]}}',
        b'{"version": 1, "network": {"nodes": [{"id": "a", "kind": "dense", "position": [0]}]}}',
        b'{"version": 99}',
        b"PK\x03\x04",
    ],
)
def test_files(words: dict[str, str], tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.nnp"
    path.write_bytes(content)
    speak_all(words)
    with pytest.raises(PlaygroundError) as caught:
        load(path)
    assert str(caught.value).startswith("["), caught.value
    assert not re.search(r"\b(is|not|must|this)\b", str(caught.value), re.IGNORECASE), caught.value


@pytest.fixture
def terminal(words: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A terminal of somebody who chose a language in the window."""
    (tmp_path / "xx.json").write_text(json.dumps({NAME: "Xx", **words}), encoding="utf-8")
    (tmp_path / "settings.json").write_text(json.dumps({"language": "xx"}), encoding="utf-8")
    monkeypatch.setenv("PLAYGROUND_CONFIG_DIR", str(tmp_path))
    monkeypatch.setattr(languages, "asset", lambda *parts: tmp_path.joinpath(*parts[1:]))
    return tmp_path


def test_the_terminal(terminal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "none.nnp"]) == 2
    assert "[none.nnp" in capsys.readouterr().err, "what is wrong is said in the language, names stay"
    assert main(["catalog", "adam"]) == 0
    out = capsys.readouterr().out
    assert "[õptîmîzér" in out
    assert not ENGLISH.search(out.replace("θ", "")), out
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    assert "[sàvé" in capsys.readouterr().out


def test_programs_are_told_in_english(terminal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalog", "adam", "--json"]) == 0
    assert "[" not in json.loads(capsys.readouterr().out)["optimizers"][0]["help"]
    assert main(["words"]) == 0
    assert "Remove it" in json.loads(capsys.readouterr().out)


def test_a_language_that_cannot_be_read_is_told_in_a_terminal_too(
    terminal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (terminal / "xx.json").write_text("{", encoding="utf-8")
    assert main(["catalog", "schedules"]) == 0
    out, error = capsys.readouterr()
    assert "Constant" in out
    assert error.startswith("playground: the language xx could not be read, so English is spoken: ")
    (terminal / "settings.json").write_text("[]", encoding="utf-8")
    assert main(["catalog", "schedules"]) == 0
    assert not capsys.readouterr().err
