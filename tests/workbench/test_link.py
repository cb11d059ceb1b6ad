from __future__ import annotations

import base64
import json
import random
import zlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.spec.edits import Set
from playground.spec.experiment import Experiment, Touch
from playground.spec.limits import LARGEST_LINK, LONGEST_LINK
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from playground.workbench.link import QR, is_link, link_of, own_file, read_link
from playground.workbench.presentation import Presentation
from playground.workbench.templates import load_template, templates


def packed(content: object, version: int = 1) -> str:
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return f"playground:{version}:" + base64.urlsafe_b64encode(zlib.compress(text)).decode().rstrip("=")


@pytest.mark.parametrize("id", [template.id for template in templates()])
def test_every_template_fits_into_a_qr_code_and_comes_back(id: str) -> None:
    experiment = load_template(id)
    text = link_of(experiment)
    assert len(text.encode()) <= QR
    assert is_link(text)
    assert read_link(text).experiment == experiment


def test_seed_settings_touches_and_presentation_come_back() -> None:
    experiment = load_template("first")
    for path, value in (
        (("seed",), 4711),
        (("training", "batch_size"), 7),
        (("training", "optimizer"), Choice("adam", Values(learning_rate=0.003))),
        (("notes",), "Grüße, ∇J & more"),
    ):
        experiment = Set(path=path, value=value).apply(experiment)
    touch = Touch(weight="dense1.weight", index=(2, 1), value=1.5, before=0.25, step=3, gesture=1)
    experiment = replace(experiment, touches=(touch,))
    shown = Presentation(scale=1.7, hidden=("menu", "data"))
    linked = read_link(link_of(experiment, shown))
    assert linked.experiment == experiment
    assert linked.presentation == shown
    assert read_link(link_of(experiment)).presentation is None


def test_an_empty_experiment_is_a_short_text() -> None:
    text = link_of(Experiment())
    assert len(text) < 120
    assert read_link(text).experiment == Experiment()


def test_line_breaks_of_a_mail_do_no_harm() -> None:
    text = link_of(load_template("first"))
    broken = "  " + "\r\n> ".replace("> ", "").join(text[i : i + 60] for i in range(0, len(text), 60)) + "\n"
    assert is_link(broken)
    assert read_link(broken).experiment == load_template("first")


def test_an_own_table_is_named_but_neither_it_nor_its_folder_is_in_the_link() -> None:
    source = Choice("csv", Values(path="/home/somebody/secret folder/iris.csv"))
    experiment = Set(path=("data", "source"), value=source).apply(load_template("first"))
    assert own_file(experiment) == "iris.csv"
    assert own_file(load_template("first")) == ""
    back = read_link(link_of(experiment)).experiment
    assert back.data.source.params["path"] == "iris.csv"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/home/me/secret/csv", "csv"),
        ("C:\\me\\a.csv", "a.csv"),
        ("/home/me/", "me"),
        ("/", ""),
        (7, 7),
        (("a",), ("a",)),
    ],
)
def test_whatever_stands_for_a_file_says_nothing_of_folders(path: Any, name: Any) -> None:
    source = Choice("csv", Values(path=path))
    experiment = Set(path=("data", "source"), value=source).apply(load_template("first"))
    assert read_link(link_of(experiment)).experiment.data.source.params["path"] == name
    assert own_file(experiment) == (name if isinstance(name, str) else "")


def test_a_link_that_nobody_could_open_is_not_made() -> None:
    notes = base64.b64encode(random.Random(0).randbytes(740_000)).decode()
    with pytest.raises(
        PlaygroundError, match=r"too large for a link: it would have 1,0\d\d,\d\d\d characters, of at most"
    ):
        link_of(Experiment(notes=notes + notes[::-1][:10_000]))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "begins with playground:1:"),
        ("https://example.org", "begins with playground:1:"),
        ("playground:2:abc", "newer version"),
        ("playground:1:", "cut short"),
        ("playground:1:!!!!", "cut short"),
        ("playground:1:abcd", "cut short"),
        (link_of(Experiment())[:-8], "cut short"),
        (packed({"experiment": 3}), "object"),
        (packed([1, 2]), "no experiment"),
        (packed({"show": {}}), "no experiment"),
        (packed(b"nonsense"), "not JSON"),
        (packed(b"\xff\xfe"), "not UTF-8"),
        (packed({"experiment": {"version": 1}, "show": {"scale": 99}}), "scale must be between 1 and 2, not 99"),
        (packed({"experiment": {"version": 1}, "show": {"hidden": [3]}}), "hidden must be a list"),
        (packed({"experiment": {"version": 99}}), "newer version"),
        (packed(b'{"experiment": ' + b"[" * 5000 + b"]" * 5000 + b"}"), "nested"),
    ],
)
def test_what_is_no_link_is_one_sentence(text: str, rule: str) -> None:
    with pytest.raises(PlaygroundError, match=rule) as caught:
        read_link(text)
    assert "\n" not in str(caught.value)


def test_a_small_text_cannot_fill_the_memory() -> None:
    bomb = packed(b" " * (LARGEST_LINK + 10))
    assert len(bomb) < 20_000
    with pytest.raises(PlaygroundError, match="unpacks to more than 8 MB"):
        read_link(bomb)
    with pytest.raises(PlaygroundError, match="characters"):
        read_link("playground:1:" + "A" * LONGEST_LINK)


@given(st.text(max_size=200))
def test_any_text_is_a_link_or_a_sentence(text: str) -> None:
    with pytest.raises(PlaygroundError):
        read_link("playground:1:" + text)
