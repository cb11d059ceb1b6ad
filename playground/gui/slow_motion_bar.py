"""The bar under the canvas that tells a step in slow motion, and walks through it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from playground.gui.canvas.story.layer import StoryLayer
from playground.gui.canvas.view import CanvasView
from playground.gui.inspector.maths import Part
from playground.gui.inspector.maths_side import MathsSide
from playground.gui.passage import Passage
from playground.gui.slow_motion import Phase, SlowMotion
from playground.gui.slow_motion_marks import BatchMarks
from playground.gui.slow_motion_words import Narrator
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import icon
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.words import mark, tr
from playground.workbench.document import Document
from playground.workbench.run import Run

HEIGHT = 80
NEAR, NEARER = 0.62, 0.8
"""From farther away than the one, the eye comes as near as the other: the numbers can be read there."""
BESIDE = 90.0
"""So much of the canvas on both sides of the block of a phase is shown too: what flows into it and out of it."""
SPEEDS = ((4.0, mark("slow")), (2.2, mark("medium")), (1.2, mark("quick")))
"""Seconds that a phase stays while it goes on by itself, and what that is called."""
PARTS: dict[str, tuple[Part, ...]] = {
    "batch": ("forward",),
    "forward": ("forward",),
    "loss": ("loss",),
    "backward": ("backward",),
}
"""What is written beside a phase."""
NEXT = (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Course(QWidget):
    """How far the step is: a short line per phase."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._phases: tuple[Phase, ...] = ()
        self._at = 0
        self.setFixedHeight(5)

    def show_phases(self, phases: tuple[Phase, ...], at: int) -> None:
        """The phases, and which of them is shown."""
        self._phases, self._at = phases, at
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """What lies behind in colour."""
        painter = QPainter(self)
        count = max(1, len(self._phases))
        wide = self.width() / count
        for index in range(len(self._phases)):
            token = "accent" if index <= self._at else "line"
            painter.fillRect(round(index * wide), 1, max(2, round(wide) - 2), 3, self.theme.colour(token))
        painter.end()


class SlowMotionBar(QFrame):
    """Narration and controls; shows every phase on the canvas and as formulas.

    ``beside`` is what gives its place to the bar while a step is shown.
    """

    def __init__(
        self,
        motion: SlowMotion,
        document: Document,
        run: Run,
        canvas: CanvasView,
        story: StoryLayer,
        side: MathsSide,
        passage: Passage,
        marks: BatchMarks,
        beside: QWidget,
        theme: Theme,
    ) -> None:
        super().__init__()
        give_role(self, "card")
        self.setAccessibleName(tr("Slow motion"))
        self.motion = motion
        self._document, self._run, self._canvas = document, run, canvas
        self._story, self._side, self._passage, self._marks, self._beside = story, side, passage, marks, beside
        self._theme = theme
        self._was_on = self._came_near = False
        self.course = Course(theme, self)
        self.words = QLabel(self)
        self.words.setFont(font(9.0))
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.previous = self._button("left", tr("The phase before  ←"), motion.back)
        self.auto = self._button("play", tr("Go on by itself"), self._toggle)
        self.auto.setCheckable(True)
        self.next = self._button("right", tr("The next phase  →"), self.forward)
        self.leave = self._button("close", tr("Leave slow motion  Esc"), motion.end)
        self.speed = QComboBox(self)
        give_role(self.speed, "small")
        for _, name in SPEEDS:
            self.speed.addItem(tr(name))
        self.speed.setCurrentIndex(1)
        self.speed.setAccessibleName(tr("How quickly it goes on by itself"))
        self.speed.setToolTip(self.speed.accessibleName())
        self.speed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.motion.forward)
        self.speed.setFixedWidth(94)
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.course, 1)
        row.addSpacing(6)
        for widget in (self.previous, self.next, self.auto, self.speed, self.leave):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 3, 6, 4)
        column.setSpacing(1)
        column.addLayout(row)
        column.addWidget(self.words, 1)
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()
        motion.changed.connect(self._show)
        side.closed.connect(motion.end)
        canvas.installEventFilter(self)
        self.set_theme(theme)

    def _button(self, picture: str, tip: str, act: object) -> QToolButton:
        made = QToolButton(self)
        give_role(made, "flat")
        made.setProperty("picture", picture)
        made.setFixedSize(26, 24)
        made.setIconSize(QSize(15, 15))
        made.setToolTip(tip)
        made.setAccessibleName(tip.partition("  ")[0])
        made.clicked.connect(act)
        return made

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = self.course.theme = theme
        self.course.update()
        self._marks.set_theme(theme)
        for button in (self.previous, self.auto, self.next, self.leave):
            button.setIcon(icon(str(button.property("picture")), theme))

    def toggle(self) -> None:
        """Begin, or leave."""
        if self.motion.on:
            self.motion.end()
        else:
            self.motion.begin()

    def forward(self) -> None:
        """The next phase; what still moves on the canvas is at its end first."""
        self._story.settle()
        self.motion.forward()

    def _toggle(self) -> None:
        self.auto.setProperty("picture", "pause" if self.auto.isChecked() else "play")
        self.set_theme(self._theme)
        if self.auto.isChecked():
            self.forward()
        else:
            self._timer.stop()

    # Showing

    def _show(self) -> None:
        motion = self.motion
        if motion.on != self._was_on:
            self._was_on = motion.on
            self._begin() if motion.on else self._end()
        phase = motion.phase
        self.course.show_phases(motion.phases, motion.at)
        self.previous.setEnabled(motion.at > 0 and not motion.waiting)
        self.next.setEnabled(phase is not None and not motion.waiting)
        self.next.setToolTip(tr("The next step  →") if motion.last else tr("The next phase  →"))
        if not motion.on:
            return
        if motion.waiting or phase is None or motion.before is None:
            self.words.setText(tr("The engine computes …"))
            return
        narrator = Narrator(self._document.experiment, self._document.analysis, motion, self._rate())
        self.words.setText(narrator.sentence(phase))
        self.words.setToolTip(self.words.text())
        self.setAccessibleDescription(self.words.text())
        self._story.tell(narrator.story(phase))
        self._side.begin(tr("step {step}", step=motion.before.step + 1), steps=False)
        if phase.kind == "update":
            self._side.show_lines(narrator.update_lines(phase.node))
        else:
            self._side.show_seen(motion.before, (phase.node,), PARTS[phase.kind])
        self._marks.show_batch(motion.before if phase.kind == "batch" else None)
        self._come_near(narrator.shown(phase.node))
        if self.auto.isChecked():
            self._timer.start(round(1000 * SPEEDS[self.speed.currentIndex()][0]))

    def _come_near(self, node: str) -> None:
        """Bring the block of the phase before the eyes, near enough to be read."""
        canvas = self._canvas
        scene = canvas.network_scene
        card = scene.cards.get(scene.shown.card.get(node, node))
        if card is None:
            return
        if canvas.zoom < NEAR:
            self._came_near = True
            canvas.fit()  # a network that can be read as a whole is shown as a whole
        if canvas.zoom < NEAR:
            canvas.zoom_at(canvas.viewport().rect().center(), NEARER / canvas.zoom)
        if not canvas.in_sight().contains(scene.bounds()):
            canvas.see(card.place().adjusted(0, -24, 0, 24), beside=BESIDE)
        canvas.minimap.step_aside(card.place())

    def _rate(self) -> float | None:
        """α of the step that was done last."""
        steps = self._run.curves.steps
        return float(steps["learning_rate"][-1]) if len(steps) else None

    def _begin(self) -> None:
        self._passage.hold(True)
        self._beside.hide()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end(self) -> None:
        self._timer.stop()
        self.auto.setChecked(False)
        self.auto.setProperty("picture", "play")
        self.set_theme(self._theme)
        had_focus = self.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        self.hide()
        self._beside.show()
        self._canvas.minimap.step_aside(QRectF())
        if self._came_near:
            self._came_near = False
            self._canvas.fit()
        self._story.tell(None)
        self._marks.show_batch(None)
        self._side.end()
        self._passage.hold(False)
        if had_focus or not self._canvas.hasFocus():
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Right and Enter go on, Left goes back, Escape leaves."""
        if not self._press(event):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The same keys over the canvas, while a step is shown and no gesture is under way."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not self._canvas.busy:
            return self._press(event)
        return False

    def _press(self, event: QKeyEvent) -> bool:
        if not self.motion.on or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        key = Qt.Key(event.key())
        if key in NEXT:
            self.forward()
        elif key == Qt.Key.Key_Left:
            self.motion.back()
        elif key == Qt.Key.Key_Escape:
            self.motion.end()
        else:
            return False
        return True
