from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from playground import __main__ as entry
from playground import __version__
from playground.catalog.entry import FAMILIES, family
from playground.cli import libraries, main
from playground.engine import device
from playground.spec.experiment import Experiment, Group, Network, Node
from playground.workbench.files import load, save
from playground.workbench.templates import load_template, templates

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLAYGROUND_CONFIG_DIR", str(tmp_path / "config"))
    return tmp_path


def run(capsys: Captured, *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["trian"], "command 'trian' is not known (near: train"),
        (["mine.nmp"], "mine.nmp is not there"),
        (["window", "mine.nnp"], "mine.nnp is not there"),
        (["check", "frist"], "(near: first"),
        (["new", "frist", "-o", "a.nnp"], "(near: first"),
        (["catalog", "adamm"], "(near: adam"),
        (["picture", "frist", "-o", "a.png"], "(near: first"),
        (["train", "first", "--set", "training.optimiser=adam"], "(near: optimizer)"),
        (["words", "--language", "xx"], "there is no language 'xx' (there are: de"),
    ],
)
def test_unknown_names_exit_2_with_near_names(capsys: Captured, arguments: list[str], words: str) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["train", "first", "--epochs", "-1"],
        ["train", "first", "--epochs", "many"],
        ["train", "first", "--device", "toaster"],
        ["train"],
        ["picture", "first", "-o", "a.png", "--size", "9x9"],
        ["picture", "first", "-o", "a.png", "--scale", "99"],
        ["check", "first", "--wrong"],
    ],
)
def test_wrong_options_exit_2(capsys: Captured, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == 2
    assert "error: " in capsys.readouterr().err


def test_version_and_help(capsys: Captured) -> None:
    for option, words in (("--version", __version__), ("--help", "doctor")):
        with pytest.raises(SystemExit) as raised:
            main([option])
        assert raised.value.code == 0
        assert words in capsys.readouterr().out


def test_check_shows_shapes_and_costs(capsys: Captured) -> None:
    code, out, err = run(capsys, "check", "first")
    assert (code, err) == (0, "")
    dense = next(line.split() for line in out.splitlines() if line.startswith("dense1"))
    assert dense == ["dense1", "dense", "4", "12", "8"]
    assert "0 errors, 0 warnings" in out


def test_check_counts_every_copy_of_a_group(capsys: Captured) -> None:
    first = load_template("first")
    layer = next(node.id for node in first.network.nodes if node.kind == "dense")
    group = Group(id="g", name="Deep", members=(layer,), repeat=3)
    save(Path("deep.nnp"), replace(first, network=replace(first.network, groups=(group,))))
    code, out, _ = run(capsys, "check", "deep.nnp")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines() if line.startswith(layer)] == [
        layer,
        f"{layer}@2",
        f"{layer}@3",
    ]


def test_check_exits_1_on_problems_and_names_fixes(capsys: Captured) -> None:
    network = Network(nodes=(Node(id="in", kind="input"), Node(id="q", kind="quantum", name="[red]Box")))
    save(Path("odd.nnp"), Experiment(network=network))
    code, out, _ = run(capsys, "check", "odd.nnp")
    assert code == 1
    assert "([red]Box): block 'quantum' is not known here" in out
    assert "fix: Remove it" in out


def test_check_knows_architectures_by_name(capsys: Captured) -> None:
    code, out, _ = run(capsys, "check", "vgg-16")
    assert code == 0
    (total,) = (line for line in out.splitlines() if line.startswith("in all"))
    assert total.split()[-2:] == ["138,357,544", "15,470,264,320"]
    code, _, err = run(capsys, "check", "vgg17")
    assert code == 2
    assert "vgg16" in err


def test_check_prints_the_sheet_as_csv(capsys: Captured) -> None:
    code, out, err = run(capsys, "check", "lenet-5", "--csv")
    assert (code, err) == (0, "")
    lines = list(csv.DictReader(io.StringIO(out)))
    assert [line["id"] for line in lines[:3]] == ["input1", "c1", "s2"]
    assert (lines[1]["output"], lines[1]["parameters"], lines[1]["receptive_field"]) == ("28×28×6", "156", "5×5")
    assert int(lines[-1]["parameters"]) == 61_706


def test_check_of_a_damaged_file_is_one_sentence(capsys: Captured) -> None:
    Path("bad.nnp").write_bytes(b"PK\x03\x04")
    code, out, err = run(capsys, "check", "bad.nnp")
    assert (code, out) == (1, "")
    assert err.startswith("playground: bad.nnp could not be opened: ")
    assert len(err.splitlines()) == 1


def test_new_writes_a_template_and_never_over_a_file(capsys: Captured) -> None:
    assert run(capsys, "new", "first", "-o", "a.nnp")[0] == 0
    assert load(Path("a.nnp")).experiment == load_template("first")
    code, _, err = run(capsys, "new", "deep_spiral", "-o", "a.nnp")
    assert code == 1
    assert "already there" in err
    assert load(Path("a.nnp")).experiment == load_template("first")
    assert run(capsys, "new", "deep_spiral", "-o", "a.nnp", "--force")[0] == 0
    assert load(Path("a.nnp")).experiment == load_template("deep_spiral")
    assert run(capsys, "new", "first", "-o", "none/a.nnp")[0] == 1


def test_new_writes_an_architecture(capsys: Captured) -> None:
    assert run(capsys, "new", "LeNet-5", "-o", "lenet.nnp")[0] == 0
    assert load(Path("lenet.nnp")).experiment == load_template("lenet5")


def test_catalog_as_json_has_everything(capsys: Captured) -> None:
    code, out, _ = run(capsys, "catalog", "--json")
    assert code == 0
    found = json.loads(out)
    assert set(found) == {*FAMILIES, "templates"}
    for name in FAMILIES:
        assert [item["kind"] for item in found[name]] == list(family(name))
    dense = next(item for item in found["blocks"] if item["kind"] == "dense")
    units = next(item for item in dense["settings"] if item["name"] == "units")
    assert (units["type"], units["default"], units["minimum"], units["effect"]) == ("int", 4, 1, "keep")
    assert [item["id"] for item in found["templates"]] == [template.id for template in templates()]


def test_catalog_in_words(capsys: Captured) -> None:
    everything = run(capsys, "catalog")[1]
    assert "batch_norm" in everything
    assert "first" in everything
    adam = run(capsys, "catalog", "adam")[1]
    assert "learning_rate" in adam
    assert "momentum" not in run(capsys, "catalog", "activations")[1]
    assert "deep_spiral" in run(capsys, "catalog", "templates")[1]


def test_schema_is_json(capsys: Captured) -> None:
    code, out, _ = run(capsys, "schema")
    assert code == 0
    assert json.loads(out)["properties"]["version"] == {"const": 1, "description": "The version of this format."}


def test_doctor_names_what_is_here(capsys: Captured, here: Path) -> None:
    code, out, _ = run(capsys, "doctor")
    assert code == (1 if "missing:" in out else 0)
    for words in (__version__, "torch", "cpu", str(here / "config"), "fonts"):
        assert words in out


def test_doctor_tries_each_gpu(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> str:
        return " ".join(run(capsys, "doctor")[1].split())

    monkeypatch.setattr(device, "available", lambda: ("cpu",))
    assert "steps on a GPU no: torch finds no GPU on this machine" in told()
    monkeypatch.setattr(device, "available", lambda: ("cpu", "meta"))  # where torch computes nothing
    monkeypatch.setitem(device._NAMES, "meta", "other one")
    words = told()
    assert re.search(r"steps on cpu CPU [\d.]+ [kM]? ?steps/s on a small network\. The steps are ", words)
    assert "steps on meta no: Cannot copy out of meta tensor" in words


def test_doctor_says_what_is_missing(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "PACKAGES", {"libnone.so.1": "libnone1"})
    monkeypatch.setattr(sys, "platform", "linux")
    code, out, _ = run(capsys, "doctor")
    assert code == 1
    assert "missing: libnone.so.1; on Debian and Ubuntu: sudo apt install libnone1" in out


class Calls(list[Any]):
    """Notes what a stand-in for the window was asked for."""


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    calls = Calls()
    opening, picture = ModuleType("playground.gui.opening"), ModuleType("playground.gui.picture")

    def open_window(path: Path | None) -> int:
        calls.append(path)
        return 0

    def render(*arguments: Any, **options: Any) -> None:
        calls.append((arguments, options, os.environ.get("QT_QPA_PLATFORM")))

    opening.__dict__["open_window"] = open_window
    picture.__dict__["render"] = render
    monkeypatch.setitem(sys.modules, "playground.gui.opening", opening)
    monkeypatch.setitem(sys.modules, "playground.gui.picture", picture)
    return calls


def test_the_window_opens(calls: Calls, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    save(Path("a.nnp"), Experiment())
    assert run(capsys) == (0, "", "")
    assert run(capsys, "a.nnp")[0] == 0
    monkeypatch.setattr(sys, "argv", ["playground-gui", "a.nnp"])
    assert entry.window() == 0
    assert calls == [None, Path("a.nnp"), Path("a.nnp")]


def test_without_a_screen_the_window_says_so(calls: Calls, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    code, _, err = run(capsys)
    assert code == 1
    assert "there is no screen here" in err
    assert calls == []


def test_a_picture_is_drawn_without_a_screen(calls: Calls, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "")
    monkeypatch.delenv("QT_QPA_PLATFORM")
    code, out, err = run(
        capsys, "picture", "first", "-o", "a.png", "--epochs", "3", "--theme", "dark", "--size", "1024x700"
    )
    assert (code, out) == (0, "")
    assert "a.png is written" in err
    [((experiment, path), options, platform)] = calls
    assert (experiment, path) == (load_template("first"), Path("a.png"))
    assert options == {
        "epochs": 3,
        "theme": "dark",
        "size": (1024, 700),
        "scale": 1.0,
        "checkpoint": None,
        "curves": None,
    }
    assert platform == "offscreen"
    assert run(capsys, "picture", "first", "-o", "a.jpeg")[0] == 1


def test_check_tells_how_large_files_may_be(capsys: Captured) -> None:
    code, out, _ = run(capsys, "check", "--limits")
    assert code == 0
    assert "pixels of a JPEG" in out
    assert "50,000,000" in out
    code, _, err = run(capsys, "check")
    assert code == 1
    assert "check needs a file" in err
