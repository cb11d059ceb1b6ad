"""Opening and saving: what the File menu does, and what happens to a file that is dropped on the window."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from psygnal import Signal
from PySide6.QtGui import QPixmap

from playground.catalog.analysis import facts_of
from playground.catalog.datasets.picture_file import PictureFile
from playground.catalog.datasets.picture_folder import PictureFolder
from playground.catalog.entry import family
from playground.catalog.settings import set_at
from playground.gui.gallery import file_setting
from playground.gui.messages import Messages
from playground.gui.questions import FOLDER, Questions
from playground.gui.saving import Saving
from playground.spec.experiment import Data, Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from playground.spec.words import mark, tr
from playground.workbench import files, templates
from playground.workbench.disk import previous_of
from playground.workbench.document import Document
from playground.workbench.lock import Lock, holder, take
from playground.workbench.run import Run
from playground.workbench.settings import Settings, save_settings

EXPERIMENTS = mark("Experiments (*{suffix} *.json)")
TABLES = mark("Tables (*.csv *.tsv *.txt)")
PICTURES = mark("Pictures (*.png)")
TABLE_SUFFIXES = (".csv", ".tsv", ".txt")
PICTURE_FILES = mark("Pictures in a file (*.zip *-ubyte *.idx *.gz *.bin *.npy *.npz *.csv)")
PICTURE_SUFFIXES = (".zip", "-ubyte", ".idx", ".gz", ".bin", ".npy", ".npz")


class Memory:
    """The user's settings, written as soon as they change; ``keep=False`` forgets them with the window."""

    changed = Signal()

    def __init__(self, settings: Settings, *, keep: bool = True) -> None:
        self.settings = settings
        self._keep = keep

    def update(self, settings: Settings) -> None:
        """Remember ``settings``.

        Raises:
            PlaygroundError: they cannot be written; they hold all the same until the window closes.

        """
        if settings != self.settings:
            self.settings = settings
            self.changed.emit()
            if self._keep:
                save_settings(settings)


class Filing:
    """Opens, saves and remembers. Whatever goes wrong becomes one sentence in the message bar."""

    def __init__(self, document: Document, run: Run, memory: Memory, messages: Messages, questions: Questions) -> None:
        self._document = document
        self._run = run
        self._memory = memory
        self._messages = messages
        self.questions = questions
        self.look_over: Callable[[Choice], bool] = lambda _source: False
        """Shows a table before it becomes the data; False where it does not know such data."""
        self.saving = Saving(document, run)
        self.saving.delayed.connect(self._tell_delay)
        self._lock: Lock | None = None
        self._locked: Path | None = None

    @property
    def name(self) -> str:
        """What the open experiment is called."""
        return self._document.path.stem if self._document.path is not None else tr("Untitled")

    def new(self, template: str = "") -> None:
        """Put a template on the desk, by default the one that the program starts with."""
        self.leave(lambda: self._open_template(template or templates.DEFAULT))

    def open(self, path: Path | None = None) -> None:
        """Open a file; asks which where none is given. A table becomes the data of the present experiment."""
        kinds = ";;".join((tr(EXPERIMENTS, suffix=files.SUFFIX), tr(TABLES), tr(PICTURE_FILES)))
        chosen = path or self.questions.file_to_open(kinds)
        if chosen is None:
            return
        if holds_pictures(chosen):
            self.use_pictures(chosen)
        elif chosen.suffix.lower() in TABLE_SUFFIXES:
            self.use_table(chosen)
        else:
            self.leave(lambda: self.read(chosen))

    def read(self, path: Path, *, shared: bool = False) -> bool:
        """Open an experiment without asking about the present one; whether that went well.

        One that is open in another window is not opened unless ``shared``: that is offered, or a copy.
        """
        other = None if shared or path == self._document.path else holder(path)
        if other is not None:
            self._messages.warn(
                tr(
                    "{name} is open in another window (process {number}); where both save, the later one wins.",
                    name=path.name,
                    number=other,
                ),
                offers=(
                    (tr("Open anyway"), lambda: self._again(path)),
                    (tr("Open a copy"), lambda: self._copy(path)),
                ),
                passing=True,
            )
            return False
        try:
            opened = files.load(path)
        except PlaygroundError as error:
            self._messages.error(sentence(str(error)), passing=True)
            self._remember(self._memory.settings.forget(path))
            return False
        self._put(opened, path)
        self._remember(self._memory.settings.remember(path))
        if opened.notices:
            self._messages.warn(" ".join(opened.notices))
        return True

    def take_up(self, opened: files.Opened) -> None:
        """Put what was read on the desk as work that lies in no file."""
        self._put(opened, None)
        if opened.notices:
            self._messages.warn(" ".join(opened.notices))

    def _open_copy(self, path: Path) -> None:
        try:
            opened = files.load(path)
        except PlaygroundError as error:
            self._messages.error(sentence(str(error)))
        else:
            self.take_up(opened)

    def open_previous(self) -> None:
        """Put on the desk what the open file held before it was last saved; saved again, it is the file's once more."""
        path = self._document.path
        if path is None:
            self._messages.inform(tr("This experiment was not saved yet, so there is no previous version of it."))
            return
        if not os.path.exists(previous_of(path)):
            self._messages.inform(
                tr("{name} was saved only once, so there is no previous version of it.", name=path.name)
            )
            return
        try:
            opened = files.load(previous_of(path))  # now: who saves first what is open makes that the previous version
        except PlaygroundError as error:
            self._messages.error(sentence(str(error)))
        else:
            self.leave(lambda: self._put_back(opened, path))

    def _put_back(self, opened: files.Opened, path: Path) -> None:
        self._put(opened, path, saved=False)
        words = tr("This is the previous version of {name}. Save it to put it back in its place.", name=path.name)
        if opened.notices:
            self._messages.warn(" ".join((words, *opened.notices)))
        else:
            self._messages.inform(words)

    def _put(self, opened: files.Opened, path: Path | None, *, saved: bool = True) -> None:
        """Put what was read on the desk, with its training; without a path it counts as unsaved."""
        self._document.open(opened.experiment, path, saved=saved and path is not None)
        self._hold()
        if opened.checkpoint is not None:
            self._run.resume(opened.checkpoint, opened.curves)

    def put(self, experiment: Experiment) -> None:
        """Put an experiment that lies in no file on the desk; it counts as unsaved."""
        self.take_up(files.Opened(experiment=experiment))

    def _again(self, path: Path) -> None:
        self._messages.news.clear()
        self.leave(lambda: self.read(path, shared=True))

    def _copy(self, path: Path) -> None:
        self._messages.news.clear()
        self.leave(lambda: self._open_copy(path))

    def _hold(self) -> None:
        """Say to other windows which file is open here."""
        if self._document.path == self._locked and self._lock is not None:
            return
        self.let_go()
        self._locked = self._document.path
        if self._locked is not None:
            try:
                self._lock = take(self._locked)
            except OSError:  # nothing can be kept beside the settings, so nobody can be warned
                self._lock = None

    def let_go(self) -> None:
        """The file is not open here any more."""
        if self._lock is not None:
            self._lock.release()
        self._lock = self._locked = None

    def use_file(self, kind: str) -> None:
        """Ask for the file or the folder that a data set needs, and make it the data."""
        if kind in (PictureFolder.kind, PictureFile.kind):
            asked = FOLDER if kind == PictureFolder.kind else tr(PICTURE_FILES)
            chosen = self.questions.file_to_open(asked)
            if chosen is not None:
                self._look_over(Choice(kind, Values(path=str(chosen))), chosen)
        else:
            self.use_table(kind=kind)

    def use_pictures(self, path: Path) -> None:
        """Make a folder, a zip or another file of pictures the experiment's data."""
        folder = path.is_dir() or path.suffix.lower() == ".zip"
        kind = PictureFolder.kind if folder else PictureFile.kind
        self._look_over(Choice(kind, Values(path=str(path))), path)

    def _look_over(self, source: Choice, path: Path) -> None:
        if not self.look_over(source):
            self._take(source, path)

    def use_table(self, path: Path | None = None, kind: str = "") -> None:
        """Make a table of numbers the experiment's data; asks for the file where none is given."""
        chosen = path or self.questions.file_to_open(tr(TABLES))
        if chosen is None:
            return
        for entry in family("datasets").values():
            setting = file_setting(entry)
            if setting is not None and kind in ("", entry.kind):
                source = Choice(entry.kind, Values({setting: str(chosen)}))
                self._look_over(source, chosen)
                return
        self._messages.error(
            tr("{file} was not opened: the catalogue has no data set that reads tables.", file=chosen.name)
        )

    def _take(self, source: Choice, path: Path) -> None:
        """Make ``source`` the data; where it cannot be read all stays as it is, and the reason is told."""
        try:
            facts_of(Data(source=source))
            edit = set_at(
                self._document.experiment, ("data", "source"), source, label=tr("Data: {file}", file=path.name)
            )
        except PlaygroundError as error:
            self._messages.error(sentence(str(error)), passing=True)
        else:
            self._messages.news.clear()
            self._document.apply(edit)

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save where the experiment lies, or ask where; ``then`` is called once it is saved."""
        if self._document.path is None:
            self.save_as(then)
        else:
            self._write(self._document.path, then)

    def save_as(self, then: Callable[[], object] | None = None) -> None:
        """Ask where to save, then save."""
        suggestion = self._document.path or Path(f"{self.name}{files.SUFFIX}")
        path = self.questions.file_to_save(suggestion, tr(EXPERIMENTS, suffix=files.SUFFIX))
        if path is not None:
            self._write(path if path.suffix else path.with_suffix(files.SUFFIX), then)

    def save_picture(self, picture: QPixmap) -> None:
        """Ask where, and save a picture of the window as a PNG file."""
        path = self.questions.file_to_save(Path(f"{self.name}.png"), tr(PICTURES))
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(".png")
        if picture.save(str(path)):
            self._messages.inform(tr("Saved a picture to {name}.", name=path.name), good=True)
        else:
            self._messages.error(tr("The picture could not be written to {name}.", name=path))

    def leave(self, then: Callable[[], object]) -> None:
        """Call ``then`` when the present experiment may go: it is saved, or a person lets it go."""
        if self.saving.busy:
            self.saving.afterwards(lambda: self.leave(then))
            return
        if not self._document.modified:
            then()
            return
        match self.questions.unsaved(self.name):
            case "save":
                self.save(then)
            case "discard":
                then()
            case "cancel":
                pass

    def _open_template(self, name: str) -> None:
        try:
            experiment = templates.load_template(name)
        except PlaygroundError as error:
            self._messages.error(sentence(str(error)))
            return
        self._document.open(experiment)
        self._hold()

    def _write(self, path: Path, then: Callable[[], object] | None) -> None:
        def told(path: Path, wrong: PlaygroundError | None) -> None:
            if wrong is not None:
                offer = tr("Save &as…").replace("&", ""), partial(self.save_as, then)
                self._messages.error(sentence(str(wrong)), offers=(offer,))
                return
            self._hold()
            self._messages.inform(tr("Saved to {name}.", name=path.name), good=True)
            self._remember(self._memory.settings.remember(path))
            if then is not None:
                self.leave(then)  # something may have been changed while it was written

        self.saving.begin(path, told)

    def _tell_delay(self, path: Path) -> None:
        self._messages.warn(
            tr("{name} is not saved yet: the engine is busy and has not told its weights.", name=path.name),
            offers=((tr("Save without the latest steps"), self.saving.go_on_without),),
        )

    def _remember(self, settings: Settings) -> None:
        """Keep the user's settings; that they cannot be written stops nothing."""
        try:
            self._memory.update(settings)
        except PlaygroundError as error:
            self._messages.warn(tr("Your settings could not be saved: {why}.", why=error))


def holds_pictures(path: Path) -> bool:
    """Whether a path is a folder, or a file of many pictures, by its name."""
    return path.is_dir() or path.name.lower().endswith(PICTURE_SUFFIXES)


def sentence(words: str) -> str:
    """An error's words as a sentence: a capital first letter and a full stop."""
    first = words.split(maxsplit=1)[0] if words.strip() else ""
    # A file's name stays as it is.
    whole = words[:1].upper() + words[1:] if first.rstrip(",:;").isalpha() else words
    return whole if whole.endswith((".", "!", "?")) else f"{whole}."
