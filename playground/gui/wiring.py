"""Who tells whom in the window. Views never know each other: what one says reaches the others from here."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from playground.gui import beside
from playground.gui.follow import follow
from playground.gui.help.sheet import SHEETS, open_sheet
from playground.gui.many import Many
from playground.gui.theme.tokens import Wish
from playground.spec.words import tr

if TYPE_CHECKING:
    from playground.gui.house import House

WISHES: tuple[Wish, ...] = ("system", "light", "dark")


def wire(window: House) -> None:
    """Connect every part of ``window`` with those that listen to it."""
    _files(window)
    _editing(window)
    _canvas(window)
    _training(window)
    _looks(window)
    _help(window)
    _signals(window)


def _files(window: House) -> None:
    on, filing = window.actions_.on, window.filing
    on("new", filing.new)
    on("open", filing.open)
    on("save", filing.save)
    on("save_as", filing.save_as)
    on("previous", filing.open_previous)
    on("save_picture", window.save_picture)
    on("copy_link", window.links.copy)
    on("open_link", window.links.open_copied)
    on("quit", window.close)
    window.data.file_wanted.connect(filing.use_file)
    on("paint", window.painting.toggle)
    window.painting.changed.connect(window.actions_["paint"].setChecked)
    window.painting.changed.connect(window.data.show_painting)
    window.data.paint_wanted.connect(window.painting.paint)
    window.data.said.connect(window.messages.inform)
    filing.look_over = window.importing.look_over
    on("paste_table", window.importing.paste)
    on("table", window.table.open)
    for name in beside.WINDOWS:
        on(name, partial(window.beside.open, name))
    window.gaze.unit_wanted.connect(window.beside.look_closely)
    window.beside.help_wanted.connect(window.overlays.show_help)
    window.data.table_wanted.connect(window.table.open)
    window.data.paste_wanted.connect(window.importing.paste)
    window.data.import_wanted.connect(window.importing.look_over_present)


def _editing(window: House) -> None:
    on, canvas = window.actions_.on, window.canvas
    on("undo", window.document.undo)
    on("redo", window.document.redo)
    on("cut", canvas.cut)
    on("copy", canvas.copy)
    on("paste", partial(_paste, window))
    on("delete", canvas.delete_selection)
    on("duplicate", canvas.duplicate_selection)
    on("select_all", canvas.select_all)
    on("group", canvas.group_selection)
    on("ungroup", canvas.ungroup_selection)
    on("history", window.overlays.history)
    on("find", window.overlays.find)


def _paste(window: House) -> None:
    """A link offers to be opened, a table or pictures to become the data; everything else is for the canvas."""
    copied = QGuiApplication.clipboard().mimeData()
    if window.drops.wants(copied):  # a folder or a file, as it was copied where the system shows files
        window.drops.take(copied)
        return
    if window.links.offer(QGuiApplication.clipboard().text()):
        return
    if window.importing.holds_table:
        window.importing.paste()
    else:
        window.canvas.paste()


def _canvas(window: House) -> None:
    on, canvas = window.actions_.on, window.canvas
    on("zoom_in", canvas.zoom_in)
    on("zoom_out", canvas.zoom_out)
    on("zoom_reset", canvas.reset_zoom)
    on("fit", canvas.fit)
    on("arrange", canvas.arrange)
    on("open_layers", canvas.open_all)
    on("close_layers", canvas.close_all)
    on("minimap", canvas.minimap.toggle)
    canvas.minimap.set_wish(window.memory.settings.minimap)
    canvas.minimap.wished.connect(lambda wish: window.remember(replace(window.memory.settings, minimap=wish)))
    canvas.selection_changed.connect(window.follow_selection)
    canvas.selection_changed.connect(window.sketches.soon)
    canvas.message.connect(window.messages.inform)
    window.palette_.block_chosen.connect(canvas.add_block)


def _training(window: House) -> None:
    on, driver = window.actions_.on, window.driver
    on("play", driver.toggle_play)
    on("step", driver.step)
    on("epoch", driver.epoch)
    on("slow_motion", partial(_slow_motion, window))
    window.timeline.offer(window.actions_["slow_motion"])
    window.run.set_pace(window.memory.settings.pace)
    window.transport.pace.chosen.connect(lambda pace: window.remember(replace(window.memory.settings, pace=pace)))
    on("slower", partial(window.transport.pace.change, -1))
    on("faster", partial(window.transport.pace.change, 1))
    on("reset", window.run.reset)
    on("new_weights", window.run.new_weights)
    on("pin", partial(_pin, window))
    window.many = Many(window)
    window.looks.dress(window.many)
    on("many", window.many.toggle)


def _slow_motion(window: House) -> None:
    """Begin the next step in slow motion, or leave it; where it cannot train, say why."""
    if window.slow_motion.motion.on or not window.driver.obstructed():
        window.slow_motion.toggle()


def _pin(window: House) -> None:
    """Keep the curves of the run at hand; where there are none, say so."""
    pin = window.run.pin()
    if pin is None:
        window.messages.inform(tr("Press Play first: there is no curve to pin yet."))
    else:
        window.messages.inform(tr("Pinned {run}: its curves stay behind the next one's.", run=pin.name), good=True)


def _looks(window: House) -> None:
    actions = window.actions_
    for wish in WISHES:
        actions.on(f"theme_{wish}", partial(window.looks.wish, wish))
        actions[f"theme_{wish}"].setChecked(window.memory.settings.theme == wish)
    for name, widget in (
        ("show_left", window.places.left_card),
        ("show_plots", window.plots),
        ("show_right", window.places.right),
    ):
        actions[name].setChecked(True)
        actions[name].toggled.connect(widget.setVisible)
    actions["show_problems"].toggled.connect(window.problems.unfold)
    window.problems.unfolded.connect(actions["show_problems"].setChecked)
    window.transport.look.clicked.connect(window.looks.swap)
    actions.on("present", window.presenter.toggle)
    actions.on("present_choose", window.overlays.presentation)
    app = QApplication.instance()
    assert isinstance(app, QApplication), "the window needs a QApplication"
    app.styleHints().colorSchemeChanged.connect(window.looks.follow_system)


def _help(window: House) -> None:
    window.actions_.on("shortcuts", window.show_shortcuts)
    for name in SHEETS:
        window.actions_.on(name, partial(open_sheet, name, window))
    window.actions_.on("help", window.overlays.help)
    window.actions_.on("hints", window.hints.again)


def _signals(window: House) -> None:
    window.problems.node_requested.connect(window.show_node)
    for bar in (window.messages.run, window.messages.news):
        bar.left.connect(window.canvas.setFocus)
    window.transport.explain_device.connect(window.messages.inform)
    follow(window.document.changed, window, window.follow_document)
    follow(window.document.opened, window, window.follow_opened)
    follow(window.document.saved, window, window.follow_name)
    follow(window.filing.saving.changed, window, window.follow_name)
    follow(window.run.status_changed, window, window.follow_status)
    follow(window.memory.changed, window.menus, window.menus.fill_recent)
