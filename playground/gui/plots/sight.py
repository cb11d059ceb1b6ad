"""Which face suits the data, what is measured for it, and the newest of that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.facts import Facts
from playground.catalog.plane import Plane
from playground.catalog.planes import axes, plane
from playground.catalog.prepare import Part, Prepared
from playground.gui.gaze import Unit
from playground.gui.plots.faces.agreement import AgreementFace
from playground.gui.plots.faces.confusion import ConfusionFace
from playground.gui.plots.faces.face import Face, UnitMap
from playground.gui.plots.faces.line import LineFace
from playground.gui.plots.faces.look import Look
from playground.gui.plots.faces.marks import MOST
from playground.gui.plots.faces.plane import PlaneFace
from playground.gui.plots.faces.relief import ReliefFace
from playground.spec.experiment import Experiment
from playground.spec.values import EMPTY, Values
from playground.wire.commands import Watched
from playground.wire.events import Picture
from playground.workbench.document import Document
from playground.workbench.run import Run

KEY = "surface"
UNITS = "canvas/units"
"""Where the canvas keeps the little maps of all units: one of them stands in until the large one is there."""
RESOLUTION = 96
PREVIEWS = 6
"""So many measurements of the untrained network are remembered."""


def face_for(facts: Facts, look: Look, *, flat: bool = False) -> type[Face]:
    """The face that suits the data and the person; ``flat``: no relief."""
    shape = facts.input_shape
    if shape == (1,):
        return LineFace
    if shape == (2,) or (len(shape) == 1 and look.space != "summary"):
        return ReliefFace if look.relief and not flat else PlaneFace
    return ConfusionFace if facts.task == "classes" else AgreementFace


def plane_of(prepared: Prepared, look: Look) -> Plane | None:
    """The plane that is shown; of two features always their own."""
    return plane(prepared, **_axes(prepared, look))


def _axes(prepared: Prepared, look: Look) -> dict[str, Any]:
    """The settings of a plane, as they differ from the probe's first ones."""
    names = prepared.facts.features
    if len(prepared.facts.input_shape) != 1 or len(names) <= 2:
        return {}
    if look.space == "components":
        return {"components": True}
    found: dict[str, Any] = {}
    if axes(prepared, look.across, look.up) == (look.across, look.up):
        found = {"across": look.across, "up": look.up}
    if any(name in look.held for name in names):
        mean = prepared.raw[prepared.rows("train")].mean(axis=0)
        found["held"] = tuple(float(look.held.get(name, value)) for name, value in zip(names, mean, strict=True))
    return found


class Sight:
    """Says which probes are needed, and gives the newest that each has measured."""

    def __init__(self, run: Run, document: Document) -> None:
        self._run = run
        self._document = document
        self._previews: dict[tuple[str, Values], Picture | None] = {}
        self._previewed: Experiment | None = None
        self._kept: tuple[str, Values, Picture] | None = None

    def wanted(
        self,
        face: Face,
        facts: Facts,
        prepared: Prepared,
        parts: tuple[Part, ...],
        look: Look,
        unit: Unit | None,
    ) -> tuple[Watched, ...]:
        """The face's own probe, the predictions for the rings, and the unit's map."""
        watched = [Watched(key=KEY, kind=face.kind, params=self._params(face, prepared, parts, look))]
        if look.wrong and facts.task == "classes" and not face.one_part:
            watched += [Watched(key=f"{KEY}/{part}", kind="predictions", params=_of(part)) for part in parts]
        if unit is not None:
            params = self._unit_params(face.kind, prepared, look, unit)
            watched.append(Watched(key=_unit_key(unit), kind=face.kind, params=params))
        return tuple(watched)

    def picture(
        self, face: Face, facts: Facts, prepared: Prepared, parts: tuple[Part, ...], look: Look
    ) -> Picture | None:
        """The newest for the face. Before the first step what is computed here; later never: that would be untrue."""
        params = self._params(face, prepared, parts, look)
        space = plane_of(prepared, look) if face.kind == "surface" else None
        for found in (self._run.pictures.get(KEY), self._early(face.kind, params)):
            if found is None or found.kind != face.kind or not face.fits(found, facts):
                continue
            if space is not None and found.facts.get("axes", space.axes) != space.axes:
                continue  # of the plane before
            self._kept = face.kind, params, found
            return found
        # What was measured just before says more than nothing, until the engine has caught up.
        if self._kept is not None and self._kept[:2] == (face.kind, params) and face.fits(self._kept[2], facts):
            return self._kept[2]
        return None

    def unit(self, face: Face, unit: Unit, name: str, prepared: Prepared, look: Look) -> UnitMap | None:
        """A unit's map or curve: the large one, or the canvas's little map until that is there."""
        if face.kind == "curve":
            found = self._measured(_unit_key(unit), "curve", self._unit_params("curve", prepared, look, unit))
            values = found.arrays.get("unit") if found is not None else None
            if values is None:
                values = np.full(2, np.nan, dtype=np.float32)
            return UnitMap(name=name, values=values, extent=prepared.extent())
        space = plane_of(prepared, look)
        if space is None:
            return None
        fine = self._run.pictures.get(_unit_key(unit))
        if fine is not None and "unit" in fine.arrays:
            return UnitMap(name=name, values=fine.arrays["unit"], extent=fine.facts.get("extent", space.extent))
        coarse = self._run.pictures.get(UNITS)
        maps = coarse.arrays.get(unit.node) if coarse is not None else None
        if coarse is not None and maps is not None and maps.ndim == 3 and unit.index < len(maps):
            return UnitMap(name=name, values=maps[unit.index], extent=coarse.facts.get("extent", space.extent))
        early = self._early("surface", self._unit_params("surface", prepared, look, unit))
        if early is None or "unit" not in early.arrays:
            return UnitMap(name=name, values=np.full((2, 2), np.nan, dtype=np.float32), extent=space.extent)
        return UnitMap(name=name, values=early.arrays["unit"], extent=space.extent)

    def learned(self, parts: tuple[Part, ...]) -> bool:
        """Whether what is known of misclassified examples is so after a step at least."""
        pictures = (self._run.pictures.get(f"{KEY}/{part}") for part in parts)
        return any(picture is not None and picture.step > 0 for picture in pictures)

    def wrong(
        self, facts: Facts, prepared: Prepared, parts: tuple[Part, ...], look: Look
    ) -> Mapping[Part, NDArray[np.bool_]]:
        """Which examples are misclassified."""
        found: dict[Part, NDArray[np.bool_]] = {}
        if not look.wrong or facts.task != "classes":
            return found
        for part in parts:
            picture = self._measured(f"{KEY}/{part}", "predictions", _of(part))
            if picture is None or "confusion" not in picture.arrays:
                continue
            truth = prepared.y[prepared.rows(part)[:MOST]]
            told = picture.arrays["truth"]
            if len(told) == len(truth) and np.array_equal(told, truth):  # else it is of the data before
                found[part] = picture.arrays["predicted"] != truth
        return found

    def _measured(self, key: str, kind: str, params: Values) -> Picture | None:
        picture = self._run.pictures.get(key)
        if picture is not None and picture.kind == kind:
            return picture
        return self._early(kind, params)

    def _early(self, kind: str, params: Values) -> Picture | None:
        """What the untrained network shows; None once it has been trained."""
        if self._run.status.step:
            return None
        if self._previewed is not self._document.experiment or len(self._previews) >= PREVIEWS:
            self._previewed = self._document.experiment
            self._previews.clear()
        if (kind, params) not in self._previews:
            self._previews[kind, params] = self._run.preview(kind, params)
        return self._previews[kind, params]

    def _params(self, face: Face, prepared: Prepared, parts: tuple[Part, ...], look: Look) -> Values:
        if face.kind == "predictions":
            return Values(part=parts[0])
        if face.kind == "surface":
            return Values(resolution=RESOLUTION, **_axes(prepared, look))
        return EMPTY

    @staticmethod
    def _unit_params(kind: str, prepared: Prepared, look: Look, unit: Unit) -> Values:
        if kind == "curve":
            return Values(node=unit.node, unit=unit.index)
        return Values(resolution=RESOLUTION, node=unit.node, unit=unit.index, **_axes(prepared, look))


def _of(part: Part) -> Values:
    return Values(part=part, examples=MOST)


def _unit_key(unit: Unit) -> str:
    """One for each unit, so that a map that is under way is never taken for another unit's."""
    return f"{KEY}/unit/{unit.node}/{unit.index}"
