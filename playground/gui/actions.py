"""Every command of the window, once: its words, its keys, its tip and its icon. Menus and buttons share them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from playground.gui.theme.fonts import magnified
from playground.gui.theme.icons import icon
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What the window knows of a command before anybody wires it up. ``keys`` are in Qt's portable spelling."""

    name: str
    text: str
    tip: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False
    group: str = ""


def _c(name: str, text: str, keys: str, tip: str, icon: str = "", **more: bool | str) -> Command:
    checkable, group = bool(more.get("checkable")), str(more.get("group", ""))
    return Command(
        name=name,
        text=text,
        keys=tuple(keys.split()),
        tip=tip,
        icon=icon,
        checkable=checkable or bool(group),
        group=group,
    )


SEPARATOR = "-"
SUBMENUS = {
    "templates": "New from &template",
    "classics": "New from &classic architecture",
    "recent": "Open &recent",
    "layouts": "La&youts",
    "languages": "Lan&guage",
}
"""Menus inside menus, which are filled while the program runs."""

COMMANDS: dict[str, tuple[Command | str, ...]] = {
    "&File": (
        _c("new", "&New", "Ctrl+N", "Begin with the default experiment.", "new"),
        "templates",
        "classics",
        SEPARATOR,
        _c("open", "&Open…", "Ctrl+O", "Open an experiment, or a table of numbers as data.", "open"),
        "recent",
        SEPARATOR,
        _c("save", "&Save", "Ctrl+S", "Save the experiment with its weights and curves.", "save"),
        _c("save_as", "Save &as…", "Ctrl+Shift+S", "Save under another name."),
        _c(
            "previous",
            "Pre&vious version",
            "",
            "Open what the file held before it was last saved; it lies beside it, with a ~ behind its name.",
        ),
        _c("save_picture", "Save &picture…", "Ctrl+P", "Save a picture of the window.", "picture"),
        SEPARATOR,
        _c("copy_link", "Copy &link", "Ctrl+Shift+L", "Copy a text that brings this experiment back anywhere.", "link"),
        _c("open_link", "Open lin&k", "", "Open the experiment whose link was copied."),
        SEPARATOR,
        _c("quit", "&Quit", "Ctrl+Q", "Close the window."),
    ),
    "&Edit": (
        _c("undo", "&Undo", "Ctrl+Z", "Take the last change back.", "undo"),
        _c("redo", "&Redo", "Ctrl+Shift+Z Ctrl+Y", "Do again what was taken back.", "redo"),
        _c("history", "&History", "Ctrl+H", "All versions of the experiment; a click goes there.", "history"),
        SEPARATOR,
        _c("cut", "Cu&t", "Ctrl+X", "Copy the selected blocks and delete them."),
        _c("copy", "&Copy", "Ctrl+C", "Copy the selected blocks."),
        _c("paste", "&Paste", "Ctrl+V", "Put the copied blocks on the canvas."),
        _c("duplicate", "&Duplicate", "Ctrl+D", "A second one of every selected block."),
        _c("delete", "De&lete\tDel", "", "Delete the selected blocks and close the gap. Key: Delete, on the canvas."),
        _c("select_all", "Select &all", "Ctrl+A", "Select every block."),
        _c("group", "&Group", "Ctrl+G", "Make the selected blocks one block with a name."),
        _c("ungroup", "U&ngroup", "Ctrl+Shift+G", "Take the group away; its blocks stay."),
        SEPARATOR,
        _c("paint", "Paint p&oints", "P", "Paint, move and erase points of the data.", "brush", checkable=True),
        _c("paste_table", "Paste &table…", "Ctrl+Shift+V", "Make the table in the clipboard the data.", "paste"),
        _c("table", "Ta&ble of data…", "Ctrl+T", "All examples with their part and what the network says.", "table"),
        SEPARATOR,
        _c("find", "&Find anything…", "Ctrl+K", "Search commands, blocks, settings, data and files.", "search"),
    ),
    "&View": (
        _c("zoom_in", "Zoom &in", "Ctrl+= Ctrl++", "Larger blocks."),
        _c("zoom_out", "Zoom &out", "Ctrl+-", "Smaller blocks."),
        _c("zoom_reset", "&Original size", "Ctrl+0", "Blocks at their own size."),
        _c("fit", "&Fit", "F", "Show the whole network."),
        _c("arrange", "&Arrange", "Shift+A", "Line the blocks up from input to output."),
        _c("open_layers", "Open all la&yers\tO", "", "Show every layer's units and weights. Key: O, on the canvas."),
        _c("close_layers", "&Close all layers", "", "Show every layer as a card."),
        _c("minimap", "&Minimap", "Alt+M", "Show or hide the whole network in the canvas' corner."),
        SEPARATOR,
        _c("theme_system", "Follow the &system", "", "Light or dark as the desktop is.", group="theme"),
        _c("theme_light", "&Light", "", "Dark letters on a light ground.", group="theme"),
        _c("theme_dark", "&Dark", "", "Light letters on a dark ground.", group="theme"),
        SEPARATOR,
        _c("show_left", "Data and &blocks", "Ctrl+1", "Show or hide the left column.", checkable=True),
        _c("show_plots", "&Plots", "Ctrl+2", "Show or hide the plots.", checkable=True),
        _c("show_right", "Surface and &inspector", "Ctrl+3", "Show or hide the right column.", checkable=True),
        _c(
            "costs",
            "&What every block costs…",
            "Ctrl+Shift+T",
            "Shapes, parameters, multiply-adds and memory as a table.",
        ),
        _c("show_problems", "P&roblems", "Ctrl+4", "Show or hide the list of problems.", checkable=True),
        "layouts",
        SEPARATOR,
        _c("present", "Present", "F11", "Large letters, and only what is needed; Escape ends it.", checkable=True),
        _c("present_choose", "&Presentation…", "", "Choose the size of the letters and what is put away."),
        SEPARATOR,
        "languages",
    ),
    "&Run": (
        _c("play", "&Play", "Space", "Train until you pause.", "play"),
        _c("step", "&Step", "S", "Train exactly one step: one batch.", "step"),
        _c("epoch", "&Epoch", "E", "Train to the end of one epoch: once through the training set.", "epoch"),
        _c("slow_motion", "Slow &motion", "M", "One step in slow motion: forward, loss, backward, update.", "slow"),
        SEPARATOR,
        _c("slower", "S&lower", "[", "Fewer steps per second."),
        _c("faster", "&Faster", "]", "More steps per second, up to full speed."),
        SEPARATOR,
        _c("reset", "&Reset", "R", "Back to the same first weights.", "reset"),
        _c("new_weights", "&New weights", "Shift+R", "Draw other first weights: the next seed.", "dice"),
        _c("pin", "&Pin this run", "Ctrl+Shift+P", "Its curves stay behind the next one's.", "pin"),
        SEPARATOR,
        _c("many", "&Many runs", "Ctrl+M", "Train it many times at once: seeds, rates, optimizers.", checkable=True),
    ),
    "&Pictures": (
        _c("gallery", "&Gallery…", "Ctrl+Shift+J", "All pictures of the data, and the batch as the network gets it."),
        _c("mistakes", "&Mistakes…", "Ctrl+Shift+M", "Confusion matrix, precision, recall, and the worst mistakes."),
        _c("draw", "&Draw…", "Ctrl+Shift+W", "Draw a picture, or drop one, and see the network decide."),
        _c(
            "look_inside",
            "&Look inside…",
            "Ctrl+Shift+I",
            "Feature maps, filters, and why the network decides so.",
        ),
        _c("lab", "Kernel &laboratory…", "Ctrl+Shift+K", "Convolution by hand: a kernel slides over a picture."),
    ),
    "&Help": (
        _c("help", "&Help", "F1", "What the thing at hand is and does to training.", "help"),
        _c("shortcuts", "&Shortcuts", "?", "All keys and gestures.", "info"),
        _c("hints", "Show hints &again", "", "Bring back the hints of the first start."),
        SEPARATOR,
        _c("gpu", "Using a &GPU…", "", "Two steps to torch with CUDA, and a trial of this machine."),
        _c("updates", "Check for &updates…", "", "Ask whether there is a newer version; nothing asks by itself."),
        _c("about", "&About", "", "What this program is, and what it is made of, with the licences."),
    ),
}


def commands() -> Iterator[Command]:
    """All commands, in the order of the menus."""
    for items in COMMANDS.values():
        for item in items:
            if isinstance(item, Command):
                yield item


class Actions(QObject):
    """The commands as actions of one window. `on` wires them; the menus and the buttons are made from them."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, QAction] = {}
        self._groups: dict[str, QActionGroup] = {}
        self._about = {command.name: command for command in commands()}
        self._playing = False
        self.submenus = {name: QMenu(tr(title), window) for name, title in SUBMENUS.items()}
        self.templates, self.recent = self.submenus["templates"], self.submenus["recent"]
        for menu in self.submenus.values():
            menu.setToolTipsVisible(True)
        for command in self._about.values():
            action = QAction(tr(command.text), window)
            action.setShortcuts([QKeySequence(keys) for keys in command.keys])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setCheckable(command.checkable)
            action.setToolTip(tip_of(command))
            action.setStatusTip(tr(command.tip))
            if command.group:
                if command.group not in self._groups:
                    self._groups[command.group] = QActionGroup(self)
                self._groups[command.group].addAction(action)
            self._actions[command.name] = action
            window.addAction(action)
        self.set_theme(theme)

    def __getitem__(self, name: str) -> QAction:
        """The action called ``name``; KeyError where there is none."""
        return self._actions[name]

    def on(self, name: str, act: Callable[[], object]) -> None:
        """Do ``act`` when the command ``name`` is given."""
        self._actions[name].triggered.connect(lambda _checked=False: act())

    def fill(self, bar: QMenuBar) -> None:
        """Put all menus into ``bar``."""
        for title, items in COMMANDS.items():
            menu = bar.addMenu(tr(title))
            for item in items:
                if isinstance(item, Command):
                    menu.addAction(self._actions[item.name])
                elif item in self.submenus:
                    menu.addMenu(self.submenus[item])
                else:
                    menu.addSeparator()

    @property
    def theme(self) -> Theme:
        """The colours that the icons have."""
        return self._theme

    def set_theme(self, theme: Theme) -> None:
        """Icons in the theme's colours."""
        self._theme = theme
        for command in self._about.values():
            if command.icon:
                drawing = "pause" if command.name == "play" and self._playing else command.icon
                self._actions[command.name].setIcon(icon(drawing, theme))

    def show_playing(self, playing: bool) -> None:
        """The play command's words and icon: what it would do now. Told with every step, done where it is new."""
        if playing is self._playing:
            return
        self._playing = playing
        play = self._actions["play"]
        play.setText(tr("&Pause") if playing else tr("&Play"))
        play.setIcon(icon("pause" if playing else "play", self._theme))
        tip = tip_of(self._about["play"])
        play.setToolTip(f"{tr('Pause after the step under way.')}  {key_of(self._about['play'])}" if playing else tip)

    def show_history(self, undo: str | None, redo: str | None) -> None:
        """Name what undo and redo would do; grey where there is nothing."""
        for name, text, label in (("undo", "&Undo", undo), ("redo", "&Redo", redo)):
            self._actions[name].setText(f"{tr(text)} {label}" if label else tr(text))
        self.refuse("undo", "" if undo else tr("Nothing was changed yet."))
        self.refuse("redo", "" if redo else tr("Nothing was taken back."))

    def show_selection(self, selected: bool) -> None:
        """Grey what needs a selected block."""
        for name in ("cut", "copy", "duplicate", "delete", "group", "ungroup"):
            self.refuse(name, "" if selected else tr("Select a block first."))

    def refuse(self, name: str, why: str) -> None:
        """Grey the command and say why in its tip; it can be given again where ``why`` is empty."""
        action = self._actions[name]
        action.setEnabled(not why)
        tip = tip_of(self._about[name])
        action.setToolTip(f"{tip}\n{why}" if why else tip)

    def why_not(self, name: str) -> str:
        """Why the command cannot be given now; empty where it can."""
        action = self._actions[name]
        if action.isEnabled():
            return ""
        _, _, why = action.toolTip().partition("\n")
        return why or tr("This cannot be done now.")


def key_of(command: Command) -> str:
    """The first key, as people of this system write it; empty where there is none."""
    return native(command.keys[0]) if command.keys else ""


def native(keys: str) -> str:
    """Keys in Qt's portable spelling as people of this system write them."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def plain_text(command: Command) -> str:
    """The words of the command without the mark of its letter, and without a key that stands in them."""
    return tr(command.text).partition("\t")[0].replace("&", "")


def tip_of(command: Command) -> str:
    """The tip, with the key where there is one."""
    return f"{tr(command.tip)}  {key_of(command)}".strip()


GESTURES: dict[str, tuple[tuple[str, str], ...]] = {
    "On the canvas": (
        ("Double-click, or Tab", "Search a block and add it"),
        ("A letter that is no key", "The same, begun with it"),
        ("Drag from the list", "Add a block"),
        ("Drop on a connection", "Insert a block there"),
        ("Drag from port to port", "Connect"),
        ("Esc, elsewhere", "Back to the canvas"),
        ("Delete", "Delete and close the gap"),
        ("Shift+Delete", "Delete and leave the gap"),
        ("F2", "Rename"),
        ("Arrow keys", "Move the selected blocks"),
        ("Alt while dragging", "Move without guides and grid"),
        ("O, or double-click", "Open or close a group"),
        ("Ctrl+Up, Ctrl+Down", "Out of a group, or into it"),
        ("Ctrl+Left, Ctrl+Right", "To the block before or after"),
        ("Drag over the canvas", "Select; Shift adds"),
        ("Ctrl+wheel", "Zoom at the pointer"),
        ("Middle button, Space+drag", "Move the view"),
    ),
    "In slow motion": (
        ("Right, Enter", "The next phase"),
        ("Left", "The phase before"),
        ("Esc", "Leave; or look at no example any more"),
    ),
    "In an opened layer": (
        ("O, or the small arrow", "Open or close"),
        ("Click a weight or bias", "Set its value"),
        ("Enter, arrow keys, Esc", "To units and weights, and back"),
        ("+  −", "One unit more, or fewer"),
        ("K", "Freeze what is pointed at"),
    ),
    "On a plot": (
        ("Wheel; Ctrl+wheel", "Zoom along x; along y"),
        ("Drag; Shift+drag", "Look into a box; move"),
        ("0, F, or double-click", "Show all"),
        ("Left, Right", "Walk over the moments"),
        ("Alt+click", "Go back to that epoch"),
    ),
}
"""What hands and keys do beside the commands, by the place where they do it: keys or gesture, and what it does."""
COLUMNS = (
    ("&File", "&Edit", "&Pictures"),
    ("&View", "&Run", "&Help", "On a plot"),
    ("On the canvas", "In slow motion", "In an opened layer"),
)
"""The menus and the places of gestures in each column of the sheet, so that the columns are about equally high."""
LETTERS = 9.0
"""Points of the letters of the sheet, which are many."""


def shortcuts_as_html() -> str:
    """All keys and gestures as tables side by side."""
    columns = ["".join(_keys_of(title) for title in titles) for titles in COLUMNS]
    cells = "".join(f"<td><table cellspacing='2'>{column}</table></td>" for column in columns)
    size = f"{LETTERS * magnified():g}pt"
    return f"<div style='font-size: {size}'><table cellspacing='6'><tr>{cells}</tr></table></div>"


def _keys_of(title: str) -> str:
    if title in GESTURES:
        return _part(tr(title), [(tr(hand), tr(what)) for hand, what in GESTURES[title]])
    rows = []
    for command in COMMANDS[title]:
        if isinstance(command, Command) and command.keys:
            rows.append((", ".join(map(native, command.keys)), plain_text(command)))
    return _part(tr(title).replace("&", ""), rows)


def _part(heading: str, rows: Iterable[tuple[str, str]]) -> str:
    lines = "".join(
        f"<tr><td style='white-space: nowrap'>{escape(keys)}&nbsp;&nbsp;</td><td>{escape(what)}</td></tr>"
        for keys, what in rows
    )
    return f"<tr><td colspan='2'><b>{heading}</b></td></tr>{lines}"
