"""The canvas: the document's network, to look at and to build by hand."""

from __future__ import annotations

from functools import partial
from time import perf_counter

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QLabel, QToolTip, QWidget
from shiboken6 import isValid

from playground.gui.canvas import gestures, keys, linking, unit_keys
from playground.gui.canvas.drop import DropGuide, kind_in
from playground.gui.canvas.editor import Editor
from playground.gui.canvas.gesture import Gesture
from playground.gui.canvas.hits import EMPTY, Hit
from playground.gui.canvas.lettering import lettering
from playground.gui.canvas.menus import menu_for
from playground.gui.canvas.unit_gestures import Press, TakeUnit
from playground.gui.canvas.units.inside import Inside
from playground.gui.canvas.units.menus import add_layer_actions, spot_menu
from playground.gui.gaze import Gaze
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Experiment
from playground.spec.words import mark, tr
from playground.workbench.document import Document

WELCOME = mark("Drag a block here, double-click, or just type.")


class CanvasView(Editor):
    """Shows `Document.experiment`'s network and turns what the hand does into edits of the document."""

    def __init__(
        self, document: Document, theme: Theme, parent: QWidget | None = None, *, gaze: Gaze | None = None
    ) -> None:
        super().__init__(document, theme, parent, gaze=gaze)
        self._guide = DropGuide(self.network_scene, self.listed)
        self._space = False
        self.inside = Inside(self)
        self.paint_seconds = 0.0
        """How long painting took lately."""
        self.zoom_changed.connect(self.network_scene.show_zoom)
        self.gaze.point_changed.connect(self.network_scene.show_point)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self._welcome = QLabel(tr(WELCOME), self)
        self._welcome.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._welcome.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._welcome.setFont(lettering(14))
        self._show_welcome()
        self.network_scene.filled.connect(self._show_welcome)

    def _show_welcome(self) -> None:
        """A word on how to begin, where there is nothing yet."""
        self._welcome.setStyleSheet(f"background: transparent; color: {self.theme.muted};")
        self._welcome.setVisible(not self.network_scene.cards)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        super().set_theme(theme)
        self._show_welcome()

    def _hit(self, at: QPointF) -> Hit:
        return self.network_scene.hit(at, self.zoom)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin the gesture that fits what lies under the pointer."""
        pixel = event.position().toPoint()
        at = self.mapToScene(pixel)
        self.cancel_gesture()
        self.setFocus()
        if event.button() == Qt.MouseButton.MiddleButton or (
            self._space and event.button() == Qt.MouseButton.LeftButton
        ):
            self._gesture = gestures.Pan(self, at, pixel)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._gesture = self._begin(self._hit(at), at, pixel, event.modifiers())
        event.accept()

    def _begin(self, hit: Hit, at: QPointF, pixel: QPoint, modifiers: Qt.KeyboardModifier) -> Gesture[Editor] | None:
        shift = bool(modifiers & gestures.SHIFT)
        again = self.inside.again(pixel)
        if again is not None:
            hit = Hit("spot", again.node, spot=again)
        if hit.what == "output":
            return linking.ConnectOn(self, at, pixel, hit.node)
        if hit.what == "input" and hit.slot is not None:
            edge = self.edge_into(hit.node, hit.slot)
            if edge is not None:
                return linking.Reroute(self, at, pixel, edge)
            return linking.ConnectBack(self, at, pixel, hit.node, hit.slot)
        if hit.spot is not None and hit.spot.what == "unit":
            return TakeUnit(self, at, pixel, hit.spot, self.inside.click, toggles=shift)
        if hit.spot is not None:
            return Press(self, at, pixel, partial(self.inside.click, hit.spot, pixel))
        self.inside.choose(None)
        if hit.what == "opener" and hit.node not in self.shown.closed:
            return Press(self, at, pixel, partial(self.inside.toggle_open, (hit.node,)))
        if hit.what == "opener" and hit.node in self.shown.closed:
            return gestures.ToggleGroup(self, at, pixel, hit.node, toggles=shift)
        if hit.what == "card":
            return gestures.MoveCards(self, at, pixel, hit.node, toggles=shift)
        if hit.frame:
            gesture = gestures.ToggleGroup if hit.what == "closer" else gestures.MoveCards
            return gesture(self, at, pixel, hit.frame, toggles=shift)
        if hit.edge is not None:
            self.select((), edge=hit.edge)
            return None
        return gestures.Band(self, at, pixel, adds=shift)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go on with the gesture; without one, show what the pointer is over."""
        pixel = event.position().toPoint()
        at = self.mapToScene(pixel)
        self.modifiers = event.modifiers()
        if self._gesture is not None:
            self.inside.hover(None, pixel)  # its words would stay behind
            self._gesture.move(at, pixel)
            return
        hit = self._hit(at)
        self.network_scene.show_hover(hit)
        self.inside.hover(hit.spot, pixel)
        if self._space:
            return
        if hit.what in ("output", "input"):
            self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        elif hit.what in ("edge", "closer", "opener") or (hit.spot is not None and hit.spot.what != "unit"):
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.viewport().unsetCursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End the gesture."""
        gesture, self._gesture = self._gesture, None
        self.modifiers = event.modifiers()
        if gesture is not None:
            gesture.release(self.mapToScene(event.position().toPoint()), event.modifiers())
            if not self.viewport().rect().contains(event.position().toPoint()):
                self._left()  # while it dragged

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """On the paper: quick search. On a connection: a block to insert. On a card: its name. A group opens."""
        at = self.mapToScene(event.position().toPoint())
        hit = self._hit(at)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if hit.spot is not None or hit.what == "opener" or self.inside.again(event.position().toPoint()) is not None:
            self.mousePressEvent(event)  # a second quick press on a button is a press
        elif hit.frame or hit.node in self.shown.closed:
            self.toggle_group(hit.frame or hit.node)
        elif hit.node:
            self.select((hit.node,))
            self.rename_selected()
        elif hit.edge is not None:
            self.search_on(hit.edge, at)
        else:
            self.search_block(at)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """With Ctrl: zoom at the pointer; else scroll."""
        if self.inside.field is not None and not event.modifiers():
            self.inside.field.turn(event.angleDelta().y() / 120.0)
            event.accept()
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_at(event.position().toPoint(), 1.0015 ** event.angleDelta().y())
            event.accept()
        else:
            self._fitted = False
            super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """The menu for what lies under the pointer, which becomes selected."""
        at = self.mapToScene(event.pos())
        hit = self._hit(at)
        if hit.spot is not None and hit.spot.what != "button":
            self.inside.choose(hit.spot)
            menu = spot_menu(self.inside, hit.spot)
        else:
            if (thing := hit.node or hit.frame) and thing not in self._selection:
                self.select((thing,))
            elif hit.edge is not None:
                self.select((), edge=hit.edge)
            menu = menu_for(self, hit, at)
            if hit.node:
                menu.addSeparator()
                add_layer_actions(self.inside, menu, hit.node)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def _left(self) -> None:
        """The pointer is elsewhere, or over a panel on the canvas: nothing is hovered any more."""
        if self._gesture is None:
            self.network_scene.show_hover(EMPTY)
            self.inside.rest()

    # ------------------------------------------------------------------ keys, tips and drops

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """See `playground.gui.canvas.keys`; Escape gives up the gesture, else the selection."""
        if event.key() == Qt.Key.Key_Escape:
            if self._gesture is not None:
                self.cancel_gesture()
            elif not self.inside.leave():
                self.select(())
        elif event.key() == Qt.Key.Key_Space and not event.modifiers():
            self._space = True
            if self._gesture is None:
                self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        elif not unit_keys.press(self.inside, event) and not keys.press(self, event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The hand is put away with the space bar."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self.viewport().unsetCursor()
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Keys that are let go elsewhere are not heard here, and what they are on is not told any more."""
        self._space = False
        super().focusOutEvent(event)
        self.inside.follow_values()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802
        """Tab opens the quick search; Shift+Tab leaves the canvas."""
        return False if next else super().focusNextPrevChild(next)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """Tips tell what a card is and what is wrong with it; two fingers on a touch pad zoom."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(self.mapToScene(event.pos())), self.viewport())
            return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_at(event.position().toPoint(), max(0.2, 1.0 + event.value()))
            return True
        if event.type() == QEvent.Type.Leave:
            self._left()
        return super().viewportEvent(event)

    def tip_at(self, at: QPointF) -> str:
        """What the tip says at a scene point."""
        for card in self.network_scene.cards.values():
            if card.on_mark(at):
                return "\n".join(card.face.sentences)
        hit = self._hit(at)
        if hit.what == "opener":
            opens_group = hit.node in self.shown.closed
            return tr("Open the group  O") if opens_group else tr("Show the units and their weights  O")
        return self.network_scene.cards[hit.node].tip() if hit.what == "card" else ""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Blocks from the palette are welcome."""
        if kind_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802
        """Show where the block would go."""
        kind = kind_in(event.mimeData())
        if kind is not None:
            self._guide.show(kind, self.mapToScene(event.position().toPoint()), self.theme)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        """The block is taken elsewhere."""
        self._guide.hide()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Onto an edge: insert; elsewhere: add."""
        kind = kind_in(event.mimeData())
        self._guide.hide()
        if kind is None:
            return
        at = self.mapToScene(event.position().toPoint())
        edge = self._guide.edge(kind, at)
        if edge is not None:
            self.insert_block(kind, edge, (at.x(), at.y()))
        else:
            self.add_block(kind, at)
        event.acceptProposedAction()
        self.setFocus()

    # ------------------------------------------------------------------ opened blocks

    def _follow(self, old: Experiment, new: Experiment) -> None:
        if not isValid(self):
            return
        sizes = self.network_scene.sizes()
        super()._follow(old, new)
        self.inside.follow()
        now = self.network_scene.sizes()
        if now != sizes:
            self.keep_fitted(nearer=now.keys() <= sizes.keys())

    def opened_in_sight(self) -> tuple[str, ...]:
        """The ids of the opened blocks that the view shows, or nearly."""
        sight = self.in_sight()
        sight.adjust(-sight.width() / 4, -sight.height() / 4, sight.width() / 4, sight.height() / 4)
        cards = {id: self.network_scene.cards[id] for id in self.network_scene.opened}
        return tuple(id for id, card in cards.items() if card.shows_units(self.zoom) and card.place().intersects(sight))

    def follow_values(self) -> None:
        """New values of the opened blocks have come."""
        self.inside.follow_values()

    def open_all(self) -> None:
        """Show the units of every layer."""
        self.inside.open(self.network_scene.cards, wanted=True)

    def close_all(self) -> None:
        """Show every layer as a card."""
        self.inside.open(self.network_scene.cards, wanted=False)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint, and remember how long it took."""
        begun = perf_counter()
        super().paintEvent(event)
        self.paint_seconds += 0.25 * (perf_counter() - begun - self.paint_seconds)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The welcome stays in the middle."""
        super().resizeEvent(event)
        self._welcome.setGeometry(self.viewport().geometry())
