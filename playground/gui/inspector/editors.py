"""One small widget per type of setting. An editor shows a value and says when a person has chosen another."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from playground.catalog.entry import family
from playground.gui.inspector.scale import Track, read, stepped, track_of, written
from playground.gui.inspector.words import tip_of_entry
from playground.spec.fields import Field
from playground.spec.values import Choice, Values
from playground.spec.words import tr


class Editor(QWidget):
    """Shows one value.

    ``below`` is a wider part of the editor, such as a slider, that goes under it; None where there is none.
    """

    edited = Signal(object)
    """A person chose this value; it is allowed."""
    refused = Signal(str)
    """What was typed cannot stand, and why, in one sentence; an empty text takes that back."""

    below: QWidget | None = None

    def set_value(self, value: Any) -> None:
        """Show a value, without a signal."""
        raise NotImplementedError


class Switch(Editor):
    """Yes or no."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.box = QCheckBox()
        self.box.setAccessibleName(field.title)
        self.box.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.box.toggled.connect(self._take)
        _row(self, self.box)
        self.setFocusProxy(self.box)

    def set_value(self, value: Any) -> None:
        """Show a value, without a signal."""
        with QSignalBlocker(self.box):
            self.box.setChecked(bool(value))

    def _take(self, checked: bool) -> None:
        self.edited.emit(checked)


class _CalmSlider(QSlider):
    """A slider that leaves the wheel to the page it lies on, unless it has the focus."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class _CalmCombo(QComboBox):
    """A combo box that leaves the wheel to the page it lies on, unless it has the focus, and never cuts a letter."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Words that are too long end with an ellipsis."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        style = self.style()
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width() - 4
        text = option.currentText
        option.currentText = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Number(Editor):
    """A number: typed, stepped with the arrow keys, or drawn along a slider.

    Typed text counts when Enter is pressed or the field is left, so that a number half typed never reaches the
    training; Escape takes it back.
    """

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field
        self._value: int | float = field.default
        self.text = QLineEdit()
        self.text.setAccessibleName(field.title)
        self.text.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.text.setFixedWidth(92)
        self.text.editingFinished.connect(self._take)
        self.text.textEdited.connect(self._look)
        self.text.installEventFilter(self)
        _row(self, self.text)
        self.setFocusProxy(self.text)
        self._track: Track | None = track_of(field)
        self.slider: QSlider | None = None
        if self._track is not None:
            slider = _CalmSlider(Qt.Orientation.Horizontal)
            slider.setAccessibleName(field.title)
            slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            slider.setRange(0, self._track.last)
            slider.setPageStep(max(self._track.last // 10, 1))
            slider.valueChanged.connect(self._slide)
            self.slider = self.below = slider

    def set_value(self, value: Any) -> None:
        """Show a value, without saying that it was edited.

        What is being typed stays as long as the value does not change; so does a text that means this very value.
        """
        changed, self._value = value != self._value, value
        typing = self.text.hasFocus() and self.text.text() != ""
        if not typing or (changed and read(self._field, self.text.text()) != value):
            self.text.setText(written(value))
            self._mark(False)
            self.refused.emit("")
        slider, track = self.slider, self._track
        # Several positions may stand for one value: the handle stays where the hand has put it.
        if slider is not None and track is not None and track.value_at(slider.value()) != value:
            with QSignalBlocker(slider):
                slider.setValue(track.position_of(value))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Arrow keys step, Escape takes back what was typed."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._step(1 if event.key() == Qt.Key.Key_Up else -1)
                return True
            if event.key() == Qt.Key.Key_Escape and self.text.text() != written(self._value):
                self.text.setText(written(self._value))
                self._mark(False)
                self.refused.emit("")
                return True
        return super().eventFilter(watched, event)

    def _step(self, direction: int) -> None:
        value = stepped(self._field, self._value, direction)
        self.text.setText(written(value))
        self._take()

    def _look(self, text: str) -> None:
        """Take the complaint back as soon as what is typed can stand."""
        if not isinstance(read(self._field, text), str):
            self._mark(False)
            self.refused.emit("")

    def _take(self) -> None:
        value = read(self._field, self.text.text())
        self._mark(isinstance(value, str))
        self.refused.emit(value if isinstance(value, str) else "")
        if not isinstance(value, str) and value != self._value:
            self.edited.emit(value)

    def _slide(self, position: int) -> None:
        assert self._track is not None
        value = self._track.value_at(position)
        self.refused.emit("")
        self.text.setText(written(value))
        self._mark(False)
        if value != self._value:
            self.edited.emit(value)

    def _mark(self, wrong: bool) -> None:
        if bool(self.text.property("wrong")) != wrong:
            self.text.setProperty("wrong", wrong)
            self.text.style().unpolish(self.text)
            self.text.style().polish(self.text)


class Words(Editor):
    """A line of text; counts when Enter is pressed or the field is left."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._value = str(field.default)
        self.text = QLineEdit()
        self.text.setAccessibleName(field.title)
        self.text.editingFinished.connect(self._take)
        _row(self, self.text)
        self.setFocusProxy(self.text)

    def set_value(self, value: Any) -> None:
        """Show a value, without a signal."""
        self._value = str(value)
        if self.text.text() != self._value:
            self.text.setText(self._value)

    def _take(self) -> None:
        if self.text.text() != self._value:
            self.edited.emit(self.text.text())


class Column(Editor):
    """The name of a column of the data's file; the empty name is the last column."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._columns: tuple[str, ...] = ()
        self.combo = _CalmCombo()
        self.combo.setAccessibleName(field.title)
        self.combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(12)
        self.combo.setMaxVisibleItems(20)
        self.combo.activated.connect(lambda index: self.edited.emit(self.combo.itemData(index)))
        self.offer(())
        _row(self, self.combo)
        self.setFocusProxy(self.combo)

    def offer(self, columns: tuple[str, ...]) -> None:
        """Let a person choose among these columns."""
        if columns != self._columns or not self.combo.count():
            self._columns = columns
            self.combo.clear()
            self.combo.addItem(tr("Last column ({name})", name=columns[-1]) if columns else tr("Last column"), "")
            for column in columns:
                self.combo.addItem(column, column)

    def set_value(self, value: Any) -> None:
        """Show a value, without a signal; a column that the file lacks is shown by its name."""
        index = self.combo.findData(str(value))
        if index < 0:
            self.combo.addItem(tr("{column} (not there)", column=value), str(value))
            index = self.combo.count() - 1
        self.combo.setCurrentIndex(index)


class Segments(Editor):
    """A few words side by side, one of them pressed."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for index, option in enumerate(field.options):
            button = QPushButton(tr(option))
            button.setCheckable(True)
            button.setAccessibleName(f"{field.title}: {tr(option)}")
            button.setProperty("role", "segment")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setMinimumWidth(20)
            last = index == len(field.options) - 1
            button.setProperty("place", "first" if index == 0 else "last" if last else "middle")
            button.clicked.connect(lambda _checked=False, option=option: self.edited.emit(option))
            group.addButton(button)
            self.buttons[option] = button
        _row(self, *self.buttons.values())
        self.setFocusProxy(next(iter(self.buttons.values())))

    def set_value(self, value: Any) -> None:
        """Show a value, without a signal."""
        if value in self.buttons:
            self.buttons[value].setChecked(True)


class Options(Editor):
    """One of several words."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.combo = _CalmCombo()
        self.combo.setAccessibleName(field.title)
        self.combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(max(8, *(len(tr(option)) for option in field.options)))
        for option in field.options:
            self.combo.addItem(tr(option), option)
        self.combo.activated.connect(lambda index: self.edited.emit(self.combo.itemData(index)))
        _row(self, self.combo)
        self.setFocusProxy(self.combo)

    def set_value(self, value: Any) -> None:
        """Show a value, without a signal."""
        self.combo.setCurrentIndex(self.combo.findData(str(value)))


class Kind(Editor):
    """One thing of a family of the catalogue. Going back to a kind brings back the settings it had."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._had: dict[str, Values] = {}
        self._value: Choice = field.default
        self._family = field.about.family or ""
        self.combo = _CalmCombo()
        self.combo.setAccessibleName(field.title)
        self.combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(8)
        self.combo.setMaxVisibleItems(20)
        for kind, entry in family(self._family).items():
            self.combo.addItem(entry.title, kind)
            self.combo.setItemData(self.combo.count() - 1, tip_of_entry(entry), Qt.ItemDataRole.ToolTipRole)
        self.combo.activated.connect(self._take)
        _row(self, self.combo)
        self.setFocusProxy(self.combo)

    def set_value(self, value: Any) -> None:
        """Show a value, without a signal; a kind that the catalogue lacks is shown by its name."""
        assert isinstance(value, Choice)
        self._value = value
        self._had[value.kind] = value.params
        index = self.combo.findData(value.kind)
        if index < 0:
            self.combo.addItem(tr("{kind} (unknown)", kind=value.kind), value.kind)
            index = self.combo.count() - 1
        self.combo.setCurrentIndex(index)
        entries: Mapping[str, Any] = family(self._family)
        self.combo.setToolTip(tip_of_entry(entries[value.kind]) if value.kind in entries else "")

    def refuse(self, reasons: Mapping[str, str]) -> None:
        """Grey the kinds that ``reasons`` names, each with its reason as the tip; all others can be chosen."""
        model = self.combo.model()
        assert isinstance(model, QStandardItemModel)
        entries: Mapping[str, Any] = family(self._family)
        for index in range(self.combo.count()):
            kind = self.combo.itemData(index)
            about = tip_of_entry(entries[kind]) if kind in entries else ""
            why = reasons.get(kind, "")
            model.item(index).setEnabled(not why)
            self.combo.setItemData(index, f"{about}<br>{escape(why)}" if why else about, Qt.ItemDataRole.ToolTipRole)

    def _take(self, index: int) -> None:
        kind = self.combo.itemData(index)
        if kind != self._value.kind:
            self.edited.emit(Choice(kind, self._had.get(kind, Values())))


def editor_for(field: Field) -> Editor:
    """The editor that suits a setting's type."""
    if field.type is bool:
        return Switch(field)
    if field.type is Choice:
        return Kind(field)
    if field.options:
        few = len(field.options) <= 4 and sum(map(len, field.options)) <= 20
        return Segments(field) if few else Options(field)
    return Words(field) if field.type is str else Number(field)


def _row(editor: QWidget, *parts: QWidget) -> None:
    layout = QHBoxLayout(editor)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for part in parts:
        layout.addWidget(part)
