from __future__ import annotations

import json
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.catalog import spoken
from playground.catalog.assets import asset
from playground.catalog.entry import family
from playground.cli.words import collected
from playground.spec.experiment import Training
from playground.spec.fields import fields_of
from playground.spec.problems import PlaygroundError
from playground.spec.words import speak, tr
from playground.workbench import languages as module
from playground.workbench.languages import NAME, languages, load_language, pseudo


@pytest.fixture(autouse=True)
def _english_afterwards() -> Iterator[None]:
    yield
    speak({})
    spoken.speak_catalogue({})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "asset", lambda *parts: tmp_path.joinpath(*parts[1:]))
    return tmp_path


def test_a_language_is_read_and_spoken(folder: Path) -> None:
    words = {NAME: "Deutsch", "Save": "Speichern", "{count} blocks": "{count} Blöcke", "Open": ""}
    (folder / "de.json").write_text(json.dumps(words), encoding="utf-8")
    assert languages() == {"": "English", "de": "Deutsch"}
    speak(load_language("de"))
    assert tr("Save") == "Speichern"
    assert tr("{count} blocks", count=4) == "4 Blöcke"
    assert tr("Open") == "Open", "what has no translation stays English"


def test_a_translation_takes_no_other_values_than_its_english(folder: Path) -> None:
    words = {
        "{count} blocks": "{count.__class__} Blöcke",
        "Saved to {name}.": "{file} gespeichert.",
        "a": "{",
        "b": "B",
    }
    (folder / "de.json").write_text(json.dumps(words), encoding="utf-8")
    assert load_language("de") == {"b": "B"}


@pytest.mark.parametrize("content", [b"[]", b"{", b'{"a": 3}', b'{"a": {"b": "c"}}', b"\xff"])
def test_a_damaged_language_is_one_sentence(folder: Path, content: bytes) -> None:
    (folder / "de.json").write_bytes(content)
    assert languages() == {"": "English"}
    with pytest.raises(PlaygroundError):
        load_language("de")
    with pytest.raises(PlaygroundError, match="a language is a code"):
        load_language("../secret")


def test_every_text_can_be_translated_and_the_catalogue_goes_back_to_english() -> None:
    texts = collected()
    assert {"Saved to {name}.", "&Undo", "Dense", "Momentum", "Learning rate α"} <= texts
    assert len(texts) > 800
    own = pseudo(dict.fromkeys(texts))
    for english, words in own.items():
        places = {place for _, place, _, _ in string.Formatter().parse(english) if place}
        assert places == {place for _, place, _, _ in string.Formatter().parse(words) if place}
    speak(own)
    spoken.speak_catalogue(own)
    dense = family("blocks")["dense"]
    assert dense.title.startswith("[Dé")
    assert dense.fields()[0].about.help.startswith("[")
    assert fields_of(Training)[2].title.startswith("[")
    spoken.speak_catalogue({})
    assert dense.title == "Dense"
    assert fields_of(Training)[2].title == "Batch size"


@pytest.mark.parametrize("code", [code for code in languages() if code])
def test_every_language_that_comes_along_is_sound(code: str) -> None:
    words = load_language(code)
    texts = collected()
    assert len(words) > 100
    content = json.loads(asset("languages", f"{code}.json").read_text(encoding="utf-8"))
    stale = set(content) - {NAME} - texts
    assert len(stale) < len(content) / 20, f"too many texts that are not in the program any more: {sorted(stale)}"
    assert {text for text, own in content.items() if own and text != NAME} == set(words), (
        "other values than the English"
    )
