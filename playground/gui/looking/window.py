"""The window that looks inside a network of pictures."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PySide6.QtCore import QRectF, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from playground.catalog.analysis import Analysis
from playground.catalog.prepare import Prepared, prepare
from playground.catalog.receptive import Span, footprint
from playground.catalog.tensor import Array, shape_in_words
from playground.gui.beside_window import BesideWindow, Complaint
from playground.gui.canvas.units.names import block_name
from playground.gui.draw.bars import Bars
from playground.gui.follow import follow
from playground.gui.gaze import Example, Gaze, Unit
from playground.gui.looking.images import heat, signed
from playground.gui.looking.sheet import Sheet
from playground.gui.looking.tiles import Tiles
from playground.gui.looking.unit_side import UnitSide
from playground.gui.looking.which import Which
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.problems import PlaygroundError
from playground.spec.values import Values
from playground.spec.words import mark, tr
from playground.wire.events import Picture
from playground.workbench.document import Document
from playground.workbench.run import Run

KEY = "looking"
SOON = 40
LETTERS = 12
"""Letters of a class that there is room for at least."""
MOST = 256
"""Maps of a layer that are shown."""
Why = Literal["", "saliency", "occlusion", "class_activation"]
WHYS: tuple[tuple[Why, str, str], ...] = (
    ("", mark("The picture"), mark("The example as it is.")),
    ("saliency", mark("Saliency"), mark("The size of the gradient: max over channels of |∂z_c / ∂x|")),
    ("occlusion", mark("Occlusion"), mark("What is lost where a square covers it: p_c(x) − p_c(covered)")),
    ("class_activation", mark("Class activation"), mark("Where the layer speaks for the class: max(0, Σₖ αₖAₖ)")),
)
NO_PICTURES = mark("These data are no pictures: there is nothing to look into here.")
SIGNALS = mark("These data are signals: opened layers on the canvas (O) show what every channel makes of one.")


class LookWindow(BesideWindow):
    """A window of its own that may stay open: a picture, why it is taken for what it is, and what each layer sees."""

    def __init__(self, document: Document, run: Run, theme: Theme, gaze: Gaze, parent: QWidget) -> None:
        super().__init__(tr("Look inside"), (980, 640), document, run, theme, gaze, parent)
        self._prepared: Prepared | None = None
        self._layers: list[str] = []
        self._unit = 0
        self._maps: Array | None = None
        self._footprints: dict[tuple[int, ...], tuple[Span, ...]] = {}
        """By place of the chosen layer's maps, what of the picture it sees."""
        self._seen: dict[tuple[str, tuple[int, ...]], QRectF] = {}
        self.which = Which(gaze, self)
        self.picture = Sheet(tr("The picture"), theme, self, side=260)
        self.why = QComboBox(self)
        self.why.setAccessibleName(tr("What lies over the picture"))
        for at, (_kind, words, tip) in enumerate(WHYS):
            self.why.addItem(tr(words))
            self.why.setItemData(at, tr(tip), Qt.ItemDataRole.ToolTipRole)
        self.target = QComboBox(self)
        self.target.setAccessibleName(tr("Class"))
        # Its classes come later: what it is shown with first says nothing of the room that it takes.
        self.target.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.target.setMinimumContentsLength(LETTERS)
        self.target.setToolTip(tr("For which class it is asked; the most probable one if none is chosen."))
        self.bars = Bars(theme, self)
        self.layer = QComboBox(self)
        self.layer.setAccessibleName(tr("Layer"))
        self.shape = QLabel(self)
        give_role(self.shape, "small")
        self.maps = Tiles(tr("Feature maps"), theme, self)
        self.unit = UnitSide(theme, self)
        self.complaint = Complaint(self)
        self.body = QWidget(self)
        self.first = self.maps
        self._lay_out()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._ask)
        self.which.changed.connect(self._show_picture)
        self.why.currentIndexChanged.connect(lambda _at: self._again())
        self.target.currentIndexChanged.connect(lambda _at: self._again())
        self.layer.currentIndexChanged.connect(lambda _at: self._take_layer())
        self.maps.chosen.connect(self._take_unit)
        self.unit.pointed.connect(self._point)
        self.unit.example_chosen.connect(lambda row: gaze.look_into(Example("train", row)))
        follow(run.picture_arrived, self, self._follow_picture)

    def _lay_out(self) -> None:
        over = QHBoxLayout()
        over.addWidget(self.why, 1)
        over.addWidget(self.target, 1)
        left = QVBoxLayout()
        left.addWidget(self.which)
        left.addWidget(self.picture, 3)
        left.addLayout(over)
        left.addWidget(self.bars, 2)
        layers = QHBoxLayout()
        layers.addWidget(self.layer, 1)
        layers.addWidget(self.shape)
        middle = QVBoxLayout()
        middle.addLayout(layers)
        middle.addWidget(self.maps, 1)
        row = QHBoxLayout(self.body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addLayout(left, 3)
        row.addLayout(middle, 4)
        row.addWidget(self.unit, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(self.complaint)
        column.addWidget(self.body, 1)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        super().set_theme(theme)
        for part in (self.picture, self.bars, self.maps, self.unit):
            part.set_theme(theme)
        self._show_maps()

    def _rest(self) -> None:
        self._soon.stop()
        for what in ("maps", "why", "verdict", "weights", "likes", "exciting"):
            self._run.unwatch(f"{KEY}/{what}")

    # What there is to look at

    @property
    def _analysis(self) -> Analysis:
        return self._document.analysis

    def _take_network(self) -> None:
        self._take_up()

    def _take_up(self) -> None:
        facts, why = self._analysis.facts, ""
        self._prepared = None
        if facts is not None and facts.picture:
            try:
                self._prepared = prepare(self._document.experiment.data)
            except PlaygroundError as error:
                why = str(error)
        else:
            signals = facts is not None and len(facts.input_shape) == 2
            why = tr(SIGNALS) if signals else tr(NO_PICTURES)
        there = self._prepared is not None
        self.complaint.say(why)
        self.body.setVisible(there)
        self.body.setEnabled(there)
        if self._prepared is None or facts is None:
            self.which.drop()
            self.picture.show_image(None)
            self.maps.show_images((), ())
            self.bars.show_values((), None, shares=True)
            return
        with QSignalBlocker(self.target):
            chosen = max(self.target.currentIndex(), 0)
            self.target.clear()
            self.target.addItems([tr("predicted"), *(facts.classes or facts.targets)])
            self.target.setCurrentIndex(min(chosen, self.target.count() - 1))
        self._list_layers()
        self.which.take(self._prepared)

    def _list_layers(self) -> None:
        """The layers that give something to look at: pictures first of all, but rows of units too."""
        network, chosen = self._document.experiment.network, self._chosen_layer()
        document = {node.id for node in network.nodes}
        self._layers = [id for id in self._analysis.order if id in document and id in self._analysis.signatures]
        with QSignalBlocker(self.layer):
            self.layer.clear()
            self.layer.addItems([block_name(network, id) for id in self._layers])
            pictures = [id for id in self._layers[1:] if len(self._analysis.signatures[id].output) == 3]
            first = chosen if chosen in self._layers else (pictures or self._layers or [""])[0]
            if first in self._layers:
                self.layer.setCurrentIndex(self._layers.index(first))
        self._take_layer()

    def _chosen_layer(self) -> str:
        at = self.layer.currentIndex()
        return self._layers[at] if 0 <= at < len(self._layers) else ""

    def _take_layer(self) -> None:
        signature = self._analysis.signatures.get(self._chosen_layer())
        self.shape.setText(shape_in_words(signature.output, " × ") if signature is not None else "")
        self._maps = None
        self._footprints.clear()
        self._take_unit(0)

    def _take_unit(self, unit: int) -> None:
        self._unit = unit
        for what in ("likes", "exciting"):
            self._run.unwatch(f"{KEY}/{what}")
        self.unit.show_likes(None)
        self.unit.show_exciting(None, None, None)
        self.picture.frame(())
        self._show_maps()
        self._again()

    def look_at(self, unit: Unit) -> None:
        """Choose a layer and a unit of it."""
        if unit.node in self._layers:
            with QSignalBlocker(self.layer):
                self.layer.setCurrentIndex(self._layers.index(unit.node))
            self._take_layer()
            self._take_unit(unit.index)

    # What is measured

    def _show_picture(self) -> None:
        self.picture.show_image(self.which.image())
        self._again()

    def _again(self) -> None:
        if self.isVisible() and self._prepared is not None:
            self._soon.start()

    def _ask(self) -> None:
        """Ask for exactly what is shown; what is asked for already goes on."""
        if self._prepared is None or not self._analysis.trainable:
            return
        of = self.which.settings()
        if of is None:
            return
        node, kind = self._chosen_layer(), WHYS[max(self.why.currentIndex(), 0)][0]
        watch = self._run.watch
        watch(f"{KEY}/verdict", "verdict", Values(of))
        watch(f"{KEY}/maps", "feature_maps", Values(**of, nodes=(node,), most=MOST))
        watch(f"{KEY}/weights", "weights", Values(nodes=(node,)))
        if kind:
            watch(f"{KEY}/why", kind, Values(**of, target=self.target.currentIndex() - 1))
        else:
            self._run.unwatch(f"{KEY}/why")
            self._show_why(None)
        if node != self._layers[0]:
            watch(f"{KEY}/likes", "ascent", Values(node=node, unit=self._unit))
        watch(f"{KEY}/exciting", "exciting", Values(node=node, unit=self._unit))

    def _follow_picture(self, picture: Picture) -> None:
        prepared, (of, _, what) = self._prepared, picture.key.partition("/")
        if of != KEY or prepared is None or not self.isVisible():
            return
        arrays = picture.arrays
        if what == "verdict":
            facts = prepared.facts
            names, values = facts.classes or facts.targets, arrays.get("prediction")
            if values is None or len(values) == len(names):
                self.bars.show_values(names, values, shares=facts.task == "classes")
        elif what == "maps":
            found = arrays.get(self._chosen_layer())
            self._maps = found.astype(np.float32) if found is not None else None
            self._show_maps()
        elif what == "why":
            self._show_why(arrays.get("map"))
        elif what == "weights":
            weight = arrays.get(f"{self._chosen_layer()}.weight")
            there = weight is not None and weight.ndim == 4 and self._unit < len(weight)
            self.unit.show_filter(weight[self._unit] if weight is not None and there else None)
        elif what == "likes":
            self.unit.show_likes(arrays.get("picture"), prepared)
        elif what == "exciting":
            self.unit.show_exciting(prepared, arrays.get("rows"), arrays.get("values"))

    def _show_why(self, values: Array | None) -> None:
        over = None
        if values is not None and values.ndim == 2:
            over = heat(values, float(np.abs(values).max()), self._theme)
        self.picture.show_image(self.which.image(), over)

    def _show_maps(self) -> None:
        maps, node = self._maps, self._chosen_layer()
        layer = block_name(self._document.experiment.network, node) if node else ""
        title = tr("{block}: Unit {number}", block=layer, number=self._unit + 1)
        if maps is None or not maps.size:
            self.maps.show_images((), ())
            self.unit.show_map(title, None, 1.0)
            return
        squares = maps if maps.ndim == 3 else maps.reshape(len(maps), 1, -1)
        largest = float(np.abs(squares).max())
        images = [signed(square, largest, self._theme) for square in squares]
        names = [
            tr("unit {number}: from {low:.3g} to {high:.3g}", number=at + 1, low=square.min(), high=square.max())
            for at, square in enumerate(squares)
        ]
        self.maps.show_images(images, names, self._unit)
        if self._unit < len(squares):
            self.unit.show_map(title, squares[self._unit], largest)

    def _point(self, at: object) -> None:
        """Outline on the picture what a place of the chosen map sees of it."""
        maps = self._maps
        if not isinstance(at, tuple) or maps is None or maps.ndim != 3:
            self.picture.frame(())
            return
        place = tuple(min(int(share * side), side - 1) for share, side in zip(at, maps.shape[1:], strict=True))
        if place not in self._footprints:
            layer = self._analysis.last(self._chosen_layer())
            self._footprints[place] = footprint(self._document.experiment, layer, place)
        spans = self._footprints[place]
        if len(spans) == 2:
            (top, bottom), (left, right) = spans
            self.picture.frame((QRectF(left, top, right - left + 1, bottom - top + 1),))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Page up and down go from example to example, Escape closes."""
        if event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.which.step(1 if event.key() == Qt.Key.Key_PageDown else -1)
        else:
            super().keyPressEvent(event)
