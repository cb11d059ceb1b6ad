"""The legend of a plot: one chip per line, two rows at most; what does not fit is in a menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor, QIcon, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from playground.gui.plots.chip import Chip
from playground.gui.theme.fonts import font
from playground.gui.theme.style import give_role
from playground.spec.words import tr

ROWS = 2
GAP = 2


class Legend(QWidget):
    """Chips that show and hide lines; ``lead`` is a widget that stands before them."""

    hidden = Signal(str, bool)
    """A line's name, and whether it is to be hidden."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips: dict[str, Chip] = {}
        self._shown: tuple[object, ...] = ()
        self._sizes: list[tuple[QWidget, QSize]] = []
        self._lead: QWidget | None = None
        self._more = QToolButton(self)
        self._more.setFont(font(8.0))
        give_role(self._more, "chip")
        self._more.setToolTip(tr("The other lines"))
        self._more.setAccessibleName(tr("The other lines"))
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self._menu = QMenu(self._more)
        self._menu.aboutToShow.connect(self._list_the_rest)
        self._more.setMenu(self._menu)
        self._more.hide()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def lead(self, widget: QWidget) -> None:
        """Put ``widget`` before the chips."""
        self._lead = widget
        widget.setParent(self)
        self._arrange()

    @property
    def led(self) -> bool:
        """Whether something stands before the chips."""
        return self._lead is not None and not self._lead.isHidden()

    def show_lines(self, lines: Sequence[tuple[str, str, QColor]], hidden: set[str]) -> None:
        """A chip for every (name, words, colour)."""
        if list(self.chips) != [name for name, _, _ in lines]:
            for chip in self.chips.values():
                chip.hide()
                chip.deleteLater()
            self.chips = {}
            for name, words, _ in lines:
                chip = Chip(words, self)
                chip.setChecked(name not in hidden)
                chip.toggled.connect(lambda on, name=name: self.hidden.emit(name, not on))
                self.chips[name] = chip
        lead = self._lead.sizeHint() if self._lead is not None and not self._lead.isHidden() else None
        shown = (lead, *((name, words, colour.name()) for name, words, colour in lines))
        if shown == self._shown:
            return
        self._shown = shown
        for name, words, colour in lines:
            self.chips[name].show_line(words, colour)
        sizes = [(widget, widget.sizeHint()) for widget in self._widgets()]
        if sizes != self._sizes:  # the words for the best epoch change often, but seldom their width
            self._sizes = sizes
            self.updateGeometry()
            self._arrange()

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """One row where all fit, else two."""
        return self._rows(width) * (self._row_height() + GAP) - GAP

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as there is room."""
        return QSize(0, self.heightForWidth(max(self.width(), 1)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """One row, however narrow."""
        return QSize(0, self._row_height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Another width, other rows."""
        super().resizeEvent(event)
        self._arrange()

    def _row_height(self) -> int:
        heights = [chip.sizeHint().height() for chip in self.chips.values()]
        if self._lead is not None and not self._lead.isHidden():
            heights.append(self._lead.sizeHint().height())
        return max(heights, default=0)

    def _widgets(self) -> list[QWidget]:
        lead = [self._lead] if self._lead is not None and not self._lead.isHidden() else []
        return [*lead, *self.chips.values()]

    def _rows(self, width: int) -> int:
        return ROWS if sum(widget.sizeHint().width() + GAP for widget in self._widgets()) - GAP > width else 1

    def _arrange(self) -> None:
        """Set the chips into rows; those that do not fit go behind the ``more`` button."""
        widgets, height, width = self._widgets(), self._row_height(), self.width()
        places = self._places(widgets, width, 0)
        if len(places) < len(widgets):
            self._more.setText(f"+{len(widgets)}")
            places = self._places(widgets, width, self._more.sizeHint().width() + GAP)
            self._more.setText(f"+{len(widgets) - len(places)}")
            x, row = 0, 0
            if places:
                x, row = places[-1]
                x += widgets[len(places) - 1].sizeHint().width() + GAP
            self._more.setGeometry(x, row * (height + GAP), self._more.sizeHint().width(), height)
        self._more.setVisible(len(places) < len(widgets))
        for index, widget in enumerate(widgets):
            if index < len(places):
                x, row = places[index]
                wide = min(widget.sizeHint().width(), max(width, 1))
                widget.setGeometry(x, row * (height + GAP), wide, height)
            if widget is not self._lead:
                widget.setVisible(index < len(places))

    @staticmethod
    def _places(widgets: Sequence[QWidget], width: int, spare: int) -> list[tuple[int, int]]:
        """(x, row) of the widgets that fit when the last row leaves ``spare`` pixels free."""
        places: list[tuple[int, int]] = []
        x = row = 0
        for widget in widgets:
            wide = widget.sizeHint().width()
            if x and row < ROWS - 1 and x + wide > width:
                x, row = 0, row + 1
            if x and row == ROWS - 1 and x + wide + spare > width:
                break
            places.append((x, row))
            x += wide + GAP
        return places

    def _list_the_rest(self) -> None:
        self._menu.clear()
        for chip in self.chips.values():
            if chip.isVisible():
                continue
            action = self._menu.addAction(QIcon(chip.icon()), chip.accessibleName())
            action.setCheckable(True)
            action.setChecked(chip.isChecked())
            action.toggled.connect(chip.setChecked)
