from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from playground.catalog.analysis import analyse
from playground.catalog.initial import initial_weights
from playground.gui.picture import render
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.wire.checkpoint import Checkpoint


@pytest.mark.parametrize(("theme", "scale"), [("light", 1.0), ("dark", 2.0)])
def test_a_picture_of_the_trained_window(tmp_path: Path, experiment: Experiment, theme: str, scale: float) -> None:
    path = tmp_path / "window.png"
    render(experiment, path, epochs=3, theme=theme, size=(1024, 700), scale=scale)
    image = QImage(str(path))
    assert (image.width(), image.height()) == (1024 * scale, 700 * scale)
    corner = image.pixelColor(3, image.height() // 2)
    assert (corner.lightness() > 128) == (theme == "light")
    colours = {image.pixel(x, y) for x in range(0, image.width(), 9) for y in range(0, image.height(), 9)}
    assert len(colours) > 200


def test_training_goes_on_where_the_file_left_it(tmp_path: Path, experiment: Experiment) -> None:
    zeros = {name: np.zeros_like(array) for name, array in initial_weights(experiment, analyse(experiment)).items()}
    checkpoint = Checkpoint(weights=zeros, step=70, epoch=7)
    for name, state in (("fresh.png", None), ("resumed.png", checkpoint)):
        render(experiment, tmp_path / name, size=(1024, 700), checkpoint=state)
    fresh, resumed = QImage(str(tmp_path / "fresh.png")), QImage(str(tmp_path / "resumed.png"))
    assert fresh.size() == resumed.size()
    assert fresh != resumed


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"theme": "pink"}, "not 'pink'"), ({"size": (10, 10)}, "not 10x10"), ({"scale": 100.0}, "at 100")],
)
def test_what_cannot_be_drawn_is_told(
    tmp_path: Path, experiment: Experiment, wrong: dict[str, object], words: str
) -> None:
    with pytest.raises(PlaygroundError, match=words):
        render(experiment, tmp_path / "window.png", **wrong)  # type: ignore[arg-type]
    assert not (tmp_path / "window.png").exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, experiment: Experiment) -> None:
    with pytest.raises(PlaygroundError, match="could not be written"):
        render(experiment, tmp_path / "nowhere" / "window.png", size=(1024, 700))
