from __future__ import annotations

import pytest

from playground.gui.find.fuzzy import score


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("save", "Save", "Save as…"),
        ("lr", "Learning rate", "Clear"),
        ("rate", "Learning rate", "Generate"),
        ("learn", "Learning rate", "Relearn"),
        ("adam", "Adam", "AdamW"),
        ("opt adam", "Optimizer: Adam", "Optimizer: AdaGrad"),
    ],
)
def test_what_is_meant_comes_first(query: str, better: str, worse: str) -> None:
    assert score(query, better) > score(query, worse)


def test_other_words_find_it_and_every_word_counts() -> None:
    assert score("mlp", "Dense", ("mlp", "hidden")) > 0
    assert score("dense xyz", "Dense") == 0
    assert score("", "Dense") == 0
    assert score("dns", "Dense") > 0, "letters in their order"
    assert score("sned", "Dense") == 0
