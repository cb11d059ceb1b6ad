"""Every augmentation by what it says of itself; exact where it can be told exactly."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest
import torch
from torch import Tensor

from playground.catalog.analysis import analyse
from playground.catalog.augmenting import Affine, Augmentation, moved
from playground.catalog.effects import effects, measured_alike
from playground.catalog.entry import family
from playground.catalog.prepare import prepare
from playground.catalog.settings import set_at, setting_at
from playground.cli.names import with_settings
from playground.cli.unknown import UnknownNameError
from playground.engine.augment import pipeline
from playground.spec.experiment import Data, Experiment
from playground.spec.json import experiment_from_text, experiment_to_text
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values

KINDS = cast("dict[str, type[Augmentation]]", dict(family("augmentations")))
PICTURES = torch.rand(40, 3, 12, 9, generator=torch.Generator().manual_seed(1))


def random(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def altered(kind: str, pixels: Tensor = PICTURES, **settings: Any) -> Tensor:
    entry = KINDS[kind]
    return entry.alter(entry.read(settings), pixels, random())


@pytest.mark.parametrize("kind", KINDS)
def test_contract(kind: str) -> None:
    entry = KINDS[kind]
    before = PICTURES.clone()
    assert "probability" in {field.name for field in entry.fields()}
    for channels in (1, 3, 4):
        pixels = torch.rand(6, channels, 7, 10, generator=random(2))
        found = altered(kind, pixels)
        assert found.shape == pixels.shape
        assert (found.dtype, bool(found.isfinite().all())) == (torch.float32, True)
        assert 0.0 <= float(found.min()) <= float(found.max()) <= 1.0
        assert torch.equal(found, altered(kind, pixels)), "the same random numbers give the same pictures"
        assert not torch.equal(found, pixels)
    assert torch.equal(before, PICTURES), "what was given stays as it is"
    alter = pipeline([Choice(kind, Values(probability=0.0))])
    assert alter is not None
    assert torch.allclose(alter(PICTURES, random()), PICTURES, atol=1e-5)


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("shift", {"across": 0.0, "up": 0.0}),
        ("rotate", {"degrees": 0.0}),
        ("zoom", {"range": 0.0}),
        ("shear", {"degrees": 0.0}),
        ("elastic", {"strength": 0.0}),
        ("colour", {"brightness": 0.0, "contrast": 0.0, "saturation": 0.0}),
        ("noise", {"deviation": 0.0}),
        ("cutout", {"side": 0.0}),
    ],
)
def test_without_a_range_nothing_changes(kind: str, settings: dict[str, Any]) -> None:
    assert torch.allclose(altered(kind, **settings), PICTURES, atol=1e-5)


def test_mirrors() -> None:
    assert torch.equal(altered("mirror")[..., 0], PICTURES[..., -1])
    assert torch.equal(altered("mirror", direction="top-bottom")[..., 0, :], PICTURES[..., -1, :])


def test_a_crop_is_a_piece_of_the_padded_picture() -> None:
    found = altered("crop", padding=2)
    wide = torch.nn.functional.pad(PICTURES, (2, 2, 2, 2))
    places = set()
    for picture, padded in zip(found, wide, strict=True):
        pieces = {(top, left): padded[:, top : top + 12, left : left + 9] for top in range(5) for left in range(5)}
        here = [place for place, piece in pieces.items() if torch.equal(piece, picture)]
        assert len(here) == 1
        places.add(here[0])
    assert len(places) > 10


def test_a_quarter_turn_and_whole_shifts_by_matrix() -> None:
    square = torch.rand(2, 1, 5, 5, generator=random())
    quarter = torch.tensor([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0]]).expand(2, 2, 3)
    assert torch.allclose(moved(square, quarter), square.rot90(1, (2, 3)), atol=1e-5)
    right = torch.tensor([[1.0, 0.0, -2.0], [0.0, 1.0, 0.0]]).expand(2, 2, 3)
    assert torch.allclose(moved(square, right)[..., 2:], square[..., :-2], atol=1e-5)


def test_affine_steps_in_a_row_are_done_at_once() -> None:
    """Like one after the other on a picture so smooth that blurring does nothing."""
    y, x = torch.meshgrid(torch.linspace(-1, 1, 61), torch.linspace(-1, 1, 61), indexing="ij")
    smooth = (0.5 + 0.3 * (2 * x + y).sin() * (x - y).cos()).expand(6, 1, 61, 61)
    choices = [Choice("rotate"), Choice("shear"), Choice("zoom"), Choice("shift", Values(across=0.05, up=0.05))]
    together, apart, generator = pipeline(choices), smooth, random(5)
    assert together is not None
    for choice in choices:
        alone = pipeline([choice])
        assert alone is not None
        apart = alone(apart, generator)
    here = (..., slice(20, 41), slice(20, 41))
    assert float((together(smooth, random(5))[here] - apart[here]).abs().max()) < 2e-3
    assert float((smooth[here] - apart[here]).abs().max()) > 0.02


def test_matrices_stay_within_their_range() -> None:
    entry = KINDS["rotate"]
    assert issubclass(entry, Affine)
    matrices = entry.matrices(entry.read({"degrees": 30.0}), torch.zeros(500, 1, 4, 4), random())
    angles = torch.rad2deg(torch.atan2(matrices[:, 1, 0], matrices[:, 0, 0]))
    assert 28.0 < float(angles.max()) <= 30.0
    assert -30.0 <= float(angles.min()) < -28.0
    assert torch.allclose(torch.linalg.det(matrices[:, :, :2]), torch.ones(500), atol=1e-5)


def test_an_elastic_warp_moves_as_far_as_it_says() -> None:
    """On ramps the move can be read off."""
    side, strength = 64, 1.5
    ramp = torch.arange(side).float() / 200.0
    across, down = ramp.expand(60, 1, side, side), ramp[:, None].expand(60, 1, side, side)
    moves = [(altered("elastic", x.contiguous(), strength=strength) - x) * 200.0 for x in (across, down)]
    length = (moves[0] ** 2 + moves[1] ** 2).sqrt()[..., 12:-12, 12:-12]
    assert float(length.mean()) == pytest.approx(strength, rel=0.15)


def test_noise_and_cutouts_by_number() -> None:
    grey = torch.full((20, 1, 30, 30), 0.5)
    assert float((altered("noise", grey, deviation=0.1) - grey).std()) == pytest.approx(0.1, rel=0.03)
    gone = (altered("cutout", grey, side=0.4) == 0.0).sum(dim=(1, 2, 3))
    assert int(gone.max()) <= 12 * 12 < 13 * 13
    assert 40 < float(gone.float().mean()) <= 144


def test_colours() -> None:
    grey = PICTURES.mean(dim=1, keepdim=True).expand(-1, 3, -1, -1)
    found = altered("colour", grey, brightness=0.1)
    assert torch.allclose(found[:, :1], found[:, 1:2], atol=1e-6), "what is grey stays grey"
    brighter = altered("colour", PICTURES * 0.5 + 0.25, brightness=0.1, contrast=0.0, saturation=0.0)
    step = (brighter - (PICTURES * 0.5 + 0.25)).mean(dim=(1, 2, 3))
    assert float(step.abs().max()) <= 0.1 + 1e-6


def test_the_share_that_is_altered() -> None:
    alter = pipeline([Choice("mirror", Values(probability=0.25))])
    assert alter is not None
    pixels = torch.rand(2000, 1, 2, 2, generator=random(3))
    share = float((alter(pixels, random()) != pixels).flatten(1).any(dim=1).float().mean())
    assert share == pytest.approx(0.25, abs=0.03)
    assert pipeline([]) is None


# -------------------------------------------------------------------- in an experiment


def augmented(*choices: Choice, source: str = "digits") -> Experiment:
    here = Experiment()
    return replace(here, data=Data(source=Choice(source), augment=choices))


def test_it_is_saved_and_set() -> None:
    here = augmented(Choice("mirror"), Choice("rotate", Values(degrees=20.0)))
    assert experiment_from_text(experiment_to_text(here)) == here
    field, value = setting_at(here, ("data", "augment", "rotate", "degrees"))
    assert (field.name, value) == ("degrees", 20.0)
    assert setting_at(here, ("data", "augment", "0", "probability"))[1] == 0.5
    edit = set_at(here, ("data", "augment", "1", "degrees"), 30.0)
    changed = edit.apply(here)
    assert changed.data.augment == (Choice("mirror"), Choice("rotate", Values(degrees=30.0)))
    assert edit.merge_key == set_at(changed, ("data", "augment", "1", "degrees"), 31.0).merge_key
    with pytest.raises(PlaygroundError, match="between 0 and 180"):
        set_at(here, ("data", "augment", "1", "degrees"), 300.0)
    with pytest.raises(PlaygroundError, match="no 'crop' in the list, which has mirror, rotate"):
        setting_at(here, ("data", "augment", "crop", "padding"))
    with pytest.raises(PlaygroundError, match="near: mirror"):
        set_at(here, ("data", "augment"), (Choice("miror"),))


def test_from_the_command_line() -> None:
    here = with_settings(Experiment(), ["data.augment=mirror, rotate", "data.augment.rotate.degrees=25"])
    assert here.data.augment == (Choice("mirror"), Choice("rotate", Values(degrees=25.0)))
    assert with_settings(here, ["data.augment="]).data.augment == ()
    assert with_settings(here, ['data.augment=[{"kind": "crop", "padding": 2}]']).data.augment == (
        Choice("crop", Values(padding=2)),
    )
    with pytest.raises(UnknownNameError, match="near: mirror"):
        with_settings(here, ["data.augment=miror"])
    with pytest.raises(PlaygroundError, match="names with commas"):
        with_settings(here, ["data.augment=3"])


def test_it_acts_on_the_next_step_and_changes_neither_data_nor_measures() -> None:
    plain, here = augmented(), augmented(Choice("mirror"))
    assert effects(plain, here) == {"live"}
    assert measured_alike(plain, here)
    assert prepare(plain.data) is prepare(here.data)


def test_problems_have_fixes() -> None:
    wrong = augmented(Choice("crop"), Choice("blurr"), Choice("rotate", Values(degrees=999.0)))
    problems = [
        problem
        for problem in analyse(wrong).problems
        if "Augmentation" in problem.sentence or "blurr" in problem.sentence
    ]
    assert [problem.severity for problem in problems] == ["error", "error"]
    assert "'blurr' is not known" in problems[0].sentence
    assert "between 0 and 180, not 999.0" in problems[1].sentence
    mended = problems[0].fixes[0].edit.apply(wrong)
    assert [choice.kind for choice in mended.data.augment] == ["crop", "rotate"]
    plane = augmented(Choice("crop"), source="circle")
    (problem,) = (problem for problem in analyse(plane).problems if "Augmentation" in problem.sentence)
    assert problem.severity == "warning"
    assert problem.fixes[0].edit.apply(plane).data.augment == ()
