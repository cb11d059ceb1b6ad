from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from playground.gui.picture import render
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError


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
