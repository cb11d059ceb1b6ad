from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from playground.catalog.mapped import row_of, rows_of
from playground.spec.problems import PlaygroundError


@pytest.fixture
def mapped(tmp_path: Path) -> tuple[Path, np.ndarray]:
    path = tmp_path / "x.npy"
    np.save(path, np.arange(60, dtype=np.uint8).reshape(5, 3, 4))
    return path, np.load(path, mmap_mode="r")


def test_a_row_of_a_mapped_file_is_that_of_the_array(mapped: tuple[Path, np.ndarray]) -> None:
    _, array = mapped
    np.testing.assert_array_equal(row_of(array, 3), np.arange(36, 48).reshape(3, 4))
    np.testing.assert_array_equal(row_of(np.arange(4), 2), 2)


def test_a_file_that_was_cut_is_a_sentence_and_does_not_end_the_program(mapped: tuple[Path, np.ndarray]) -> None:
    path, array = mapped
    with path.open("r+b") as file:
        file.truncate(140)  # the numbers begin at 128
    np.testing.assert_array_equal(row_of(array, 0), np.arange(12).reshape(3, 4))
    with pytest.raises(PlaygroundError, match="is shorter than it was: row 4 is gone"):
        row_of(array, 4)
    with pytest.raises(PlaygroundError, match="row 1 is gone"):
        rows_of(array, np.array([0, 1]))


def test_a_file_that_was_removed_is_a_sentence(mapped: tuple[Path, np.ndarray]) -> None:
    path, array = mapped
    path.unlink()
    with pytest.raises(PlaygroundError, match="cannot be read any more: No such file"):
        row_of(array, 0)
