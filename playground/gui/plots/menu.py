"""What a plot can do, as a menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from playground.gui.plots.line import ACROSS, Across
from playground.gui.plots.pinned import key_of, words_of
from playground.spec.words import mark, tr
from playground.workbench.run import Run

OVER: dict[Across, Callable[[], str]] = {
    "epoch": lambda: tr("Over epochs"),
    "step": lambda: tr("Over steps"),
    "seconds": lambda: tr("Over seconds of training"),
}
WISHES: tuple[tuple[str, str], ...] = (
    ("copy", mark("Copy picture")),
    ("png", mark("Save as PNG…")),
    ("svg", mark("Save as SVG…")),
    ("csv", mark("Save values as CSV…")),
)
"""What is done with a plot's picture and values: the wish's name, and its words."""
LIGHT_WISHES: tuple[tuple[str, str], ...] = (
    ("png light", mark("Save as PNG in light colours…")),
    ("svg light", mark("Save as SVG in light colours…")),
)


def new_menu(parent: QWidget) -> QMenu:
    """An empty menu that goes away once it has been used."""
    made = QMenu(parent)
    made.setToolTipsVisible(True)
    made.aboutToHide.connect(made.deleteLater)
    return made


def add_wishes(menu: QMenu, wish: Callable[[str], None], *, there: bool, dark: bool) -> None:
    """Entries that keep what is shown; grey where nothing is. What is dark can be kept in light colours too."""
    for name, words in (*WISHES, *(LIGHT_WISHES if dark else ())):
        action = menu.addAction(tr(words))
        action.triggered.connect(lambda _checked=False, name=name: wish(name))
        action.setEnabled(there)
        if not there:
            action.setToolTip(tr("There is nothing to keep yet."))


def add_axes(menu: QMenu, chosen: Across, possible: Callable[[Across], bool], choose: Callable[[Across], None]) -> None:
    """What the x axis counts; grey where it is not known."""
    group = QActionGroup(menu)
    for across in ACROSS:
        action = menu.addAction(OVER[across]())
        action.setCheckable(True)
        action.setChecked(across == chosen)
        action.setEnabled(possible(across))
        if not possible(across):
            action.setToolTip(tr("It is known as soon as the network trains."))
        action.triggered.connect(lambda _checked=False, across=across: choose(across))
        group.addAction(action)
    menu.addSeparator()


def add_pins(menu: QMenu, run: Run, hidden: set[str], hide: Callable[[str, bool], None]) -> None:
    """Pin this run; show, hide and remove the runs that are pinned."""
    pin = menu.addAction(tr("Pin this run"))
    pin.triggered.connect(lambda _checked=False: run.pin())
    pin.setEnabled(len(run.curves.steps) > 0)
    pin.setToolTip(
        tr("Its curves stay behind the next one's.")
        if len(run.curves.steps)
        else tr("Press Play first: there is no curve to pin yet.")
    )
    pinned = menu.addMenu(tr("Pinned runs")) if run.pins.pins else None
    for each in run.pins.pins:
        assert pinned is not None
        one = pinned.addMenu(f"{each.name}: {words_of(each)}" if each.differences else each.name)
        seen = one.addAction(tr("Show"))
        seen.setCheckable(True)
        seen.setChecked(key_of(each) not in hidden)
        seen.toggled.connect(lambda on, each=each: hide(key_of(each), not on))
        gone = one.addAction(tr("Remove"))
        gone.triggered.connect(lambda _checked=False, each=each: run.pins.remove(each))
    menu.addSeparator()


def add_recall(menu: QMenu, run: Run, step: float | None) -> None:
    """Go back to the kept snapshot nearest to ``step``."""
    if step is None:
        return
    place = min(run.snapshots, key=lambda kept: abs(kept[0] - step), default=None)
    if place is None:
        action = menu.addAction(tr("Go to this epoch"))
        action.setEnabled(False)
        action.setToolTip(tr("No weights of earlier epochs are kept yet."))
    else:
        action = menu.addAction(tr("Go to epoch {epoch}", epoch=f"{place[1]:.4g}"))
        action.setToolTip(tr("Show everything as it was then; also Alt+click."))
        action.triggered.connect(lambda _checked=False, step=place[0]: run.recall(step))
    menu.addSeparator()
