"""What the window is for those that help it: they know the window as this class, the window alone knows them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtWidgets import QFrame, QLabel, QMainWindow, QSplitter, QTabWidget, QWidget

if TYPE_CHECKING:
    from playground.catalog.analysis import Analysis
    from playground.gui.actions import Actions
    from playground.gui.beside import Beside
    from playground.gui.canvas.palette import Palette
    from playground.gui.canvas.story.layer import StoryLayer
    from playground.gui.canvas.view import CanvasView
    from playground.gui.data.importing import Importing
    from playground.gui.data.painting import Painting
    from playground.gui.data.table_window import Table
    from playground.gui.data_card import DataCard
    from playground.gui.driver import Driver
    from playground.gui.drops import Drops
    from playground.gui.filing import Filing, Memory
    from playground.gui.gaze import Gaze
    from playground.gui.inspector.live_sketches import LiveSketches
    from playground.gui.inspector.maths_side import MathsSide
    from playground.gui.inspector.panel import InspectorPanel
    from playground.gui.links import Links
    from playground.gui.live_feed import LiveFeed
    from playground.gui.looks import Looks
    from playground.gui.menus import Menus
    from playground.gui.messages import Messages
    from playground.gui.own_files import OwnFiles
    from playground.gui.passage import Passage
    from playground.gui.plot_strip import PlotStrip
    from playground.gui.plots.surface import SurfaceView
    from playground.gui.preparing import Preparing
    from playground.gui.problem_strip import ProblemStrip
    from playground.gui.slow_motion_bar import SlowMotionBar
    from playground.gui.space_bar import SpaceBar
    from playground.gui.theme.tokens import Theme
    from playground.gui.timeline import TimeLine
    from playground.gui.transport import Transport
    from playground.spec.experiment import Experiment
    from playground.workbench.document import Document
    from playground.workbench.presentation import Presentation
    from playground.workbench.run import Run, RunStatus
    from playground.workbench.settings import Settings


class Arrangements(Protocol):
    """How the window's room is shared out, now and under names: see `playground.gui.layouts.Layouts`."""

    def state(self) -> dict[str, Any]:
        """How it is now, in plain JSON types."""

    def restore(self, layout: Mapping[str, Any]) -> None:
        """Share the room out like that."""

    def restore_views(self, layout: Mapping[str, Any]) -> None:
        """Only what the views show."""


class ManyRuns(Protocol):
    """What stands in the place of the plots now and then: see `playground.gui.many.Many`."""

    @property
    def panel(self) -> QWidget | None:
        """Its widget, once it was wanted."""

    def leave(self) -> None:
        """The plots again."""

    def usual(self, sizes: list[int]) -> list[int]:
        """How canvas and plots share their height without it."""


class Rooms(Protocol):
    """What stands where: see `playground.gui.places.Places`."""

    arranged: bool
    left_card: QFrame
    surface_card: QFrame
    inspector_card: QFrame
    right: QSplitter
    size: QLabel
    file: QLabel

    def widen(self, scale: float) -> None:
        """Make room for larger letters."""
        ...

    whole: QWidget

    def settle(self) -> None:
        """Put all parts into the window."""
        ...

    def parts(self) -> tuple[QWidget, ...]:
        """The parts in the order in which the window is read."""
        ...

    def show_size(self, experiment: Experiment, analysis: Analysis) -> None:
        """How large the network is."""
        ...

    def share(self) -> bool:
        """The first time, share the room out; whether this was the first time."""
        ...

    def follow_width(self, before: int, now: int) -> None:
        """The window has another width."""
        ...

    def share_anew(self) -> None:
        """Share the room out."""
        ...


class Panels(Protocol):
    """What lies over the window for a while: see `playground.gui.overlays.Overlays`."""

    def find(self) -> None:
        """Search everything."""
        ...

    def history(self) -> None:
        """Open or close the list of versions."""
        ...

    def presentation(self) -> None:
        """Choose how to present."""
        ...

    def help(self) -> None:
        """The page about what is at hand."""
        ...

    def show_help(self, address: str) -> None:
        """The page of that address."""
        ...

    def close_one(self) -> bool:
        """Close one; False where none is open."""
        ...


class Stage(Protocol):
    """Presenting: see `playground.gui.presenting.Presenter`."""

    def toggle(self) -> None:
        """Begin or end."""
        ...

    def begin(self, presentation: Presentation) -> None:
        """Present so."""
        ...

    def end(self) -> None:
        """As it was before."""
        ...


class Guide(Protocol):
    """The hints of the first start: see `playground.gui.hints.Hints`."""

    def start(self) -> None:
        """From now on there are hints."""
        ...

    def again(self) -> None:
        """All of them once more."""
        ...


class House(QMainWindow):
    """A window with its parts, which `playground.gui.window.furnish` makes."""

    document: Document
    run: Run
    memory: Memory
    looks: Looks
    actions_: Actions
    messages: Messages
    filing: Filing
    menus: Menus
    transport: Transport
    data: DataCard
    palette_: Palette
    gaze: Gaze
    canvas: CanvasView
    timeline: TimeLine
    problems: ProblemStrip
    plots: PlotStrip
    surface: SurfaceView
    inspector: InspectorPanel
    side: MathsSide
    slow_motion: SlowMotionBar
    sketches: LiveSketches
    driver: Driver
    painting: Painting
    table: Table
    beside: Beside
    importing: Importing
    preparing: Preparing
    links: Links
    many: ManyRuns
    drops: Drops
    own_files: OwnFiles
    story: StoryLayer
    passage: Passage
    space: SpaceBar
    live: LiveFeed
    layouts: Arrangements
    left: QTabWidget
    left_card: QFrame
    centre: QSplitter
    right: QSplitter
    columns: QSplitter
    places: Rooms
    overlays: Panels
    presenter: Stage
    hints: Guide

    @property
    @abstractmethod
    def theme(self) -> Theme:
        """The colours that the window wears."""

    @abstractmethod
    def show_field(self, path: tuple[str, ...]) -> None:
        """Bring the field of the setting at ``path`` before the eyes."""

    @abstractmethod
    def show_node(self, id: str) -> None:
        """Select a block, so that the inspector shows it."""

    @abstractmethod
    def remember(self, settings: Settings) -> None:
        """Keep the user's settings."""

    @abstractmethod
    def save_picture(self) -> None:
        """Save what the window shows."""

    @abstractmethod
    def show_shortcuts(self) -> None:
        """All keys and gestures."""

    @abstractmethod
    def follow_status(self, status: RunStatus) -> None:
        """The run plays, pauses or ended."""

    @abstractmethod
    def follow_document(self, old: Experiment | None, new: Experiment) -> None:
        """The experiment changed."""

    @abstractmethod
    def follow_opened(self) -> None:
        """Another experiment is on the desk."""

    @abstractmethod
    def follow_name(self) -> None:
        """It has another name, or differs from its file now."""

    @abstractmethod
    def follow_selection(self, ids: tuple[str, ...]) -> None:
        """Other blocks are selected."""
