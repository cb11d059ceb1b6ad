"""The files of an installed system: what both `.deb` and `.run` unpack, made from the finished folder."""

from __future__ import annotations

import datetime
import gzip
import shutil
from pathlib import Path

from linux.folder import PROGRAM, settle
from linux.telling import BuildError

FILES = Path("packaging/linux/files")
"""What is filled in and shipped; of the commit that is built, not of the folder at hand."""
MAINTAINER = "The Playground authors <playground@localhost>"


def make(root: Path, folder: Path, icons: Path, source: Path, version: str, time: int) -> None:
    """Lay everything out below ``root``, which must not be there yet.

    Args:
        root: becomes the system's root. folder: the finished folder; it is moved. icons: what `icons.py` drew.
        source: the sources of this commit. version: of the program. time: that all files get, in seconds since 1970.

    Raises:
        BuildError: the list of licences is missing in the folder.

    """
    library, share = root / "usr/lib", root / "usr/share"
    library.mkdir(parents=True)
    shutil.move(folder, library / PROGRAM)
    programs = root / "usr/bin"
    programs.mkdir()
    for name in ("playground", "playground-gui"):  # the program tells by its name what it is for
        (programs / name).symlink_to(f"../lib/{PROGRAM}/{PROGRAM}")
    _copy(source / FILES / "playground.desktop", share / "applications" / "playground.desktop")
    _copy(source / FILES / "playground.xml", share / "mime/packages/playground.xml")
    _copy(source / "assets/icons/playground.svg", share / "icons/hicolor/scalable/apps/playground.svg")
    for picture in sorted(icons.glob("*x*.png")):
        _copy(picture, share / "icons/hicolor" / picture.stem / "apps/playground.png")
    about = (source / FILES / "metainfo.xml").read_text(encoding="utf-8")
    when = datetime.datetime.fromtimestamp(time, datetime.UTC)
    about = about.replace("@VERSION@", version).replace("@DATE@", when.date().isoformat())
    _write(share / "metainfo/org.playground.Playground.metainfo.xml", about.encode())
    _pack(share / "man/man1/playground.1.gz", manual(source, version, when))
    (share / "man/man1/playground-gui.1.gz").symlink_to("playground.1.gz")
    documents = share / "doc/playground"
    _pack(documents / "changelog.gz", (source / "CHANGELOG.md").read_text(encoding="utf-8"))
    _pack(documents / "changelog.Debian.gz", _debian_changelog(version, when))
    _write(documents / "copyright", _copyright(library / PROGRAM, source).encode())
    settle(root, time)


def _copyright(folder: Path, source: Path) -> str:
    """Whose the program is, and all that is in it, each with the whole text of its licence.

    Raises:
        BuildError: the list that packaging/licences.py writes is missing in the folder.

    """
    import sys

    sys.path.insert(0, str(source))
    from playground.workbench.licences import in_words, read

    listed = folder / "_internal/playground/assets/licences/licences.json"
    if not listed.is_file():
        raise BuildError(f"{listed} should be there: packaging/playground.spec has it written")
    about = (
        "Playground is free software under the MIT licence; it brings along Python, Qt, torch and other parts under\n"
        "licences of their own. This file has all of them. `playground licences` shows the same.\n\n"
    )
    return about + in_words(read(listed))


def _debian_changelog(version: str, when: datetime.datetime) -> str:
    return (
        f"playground ({version}) stable; urgency=medium\n\n"
        "  * What is new is told in changelog.gz.\n\n"
        f" -- {MAINTAINER}  {when:%a, %d %b %Y %H:%M:%S} +0000\n"
    )


def manual(source: Path, version: str, when: datetime.datetime) -> str:
    """The page of the manual, from the words of the command line itself."""
    import sys

    sys.path.insert(0, str(source))
    from playground.cli.arguments import COMMANDS

    def plain(words: str) -> str:
        return words.replace("\\", "\\e").replace("-", "\\-").replace("`", "").replace("\n.", "\n\\&.")

    lines = [
        f'.TH PLAYGROUND 1 "{when.date().isoformat()}" "Playground {version}" "User commands"',
        ".SH NAME",
        "playground, playground\\-gui \\- build, train and understand neural networks by hand",
        ".SH SYNOPSIS",
        ".B playground\n[\\fIFILE\\fR]\n.br",
        ".B playground\n\\fICOMMAND\\fR [\\fIARGUMENT\\fR ...]\n.br",
        ".B playground\\-gui\n[\\fIFILE\\fR]",
        ".SH DESCRIPTION",
        "Without a command the window opens, with the experiment in \\fIFILE\\fR where one is named.",
        "All other commands work without a screen; \\fBplayground \\fICOMMAND\\fB \\-\\-help\\fR tells more of each.",
        ".SH COMMANDS",
    ]
    for name, (summary, _) in COMMANDS.items():
        lines += [".TP", f".B {plain(name)}", plain(summary)]
    lines += [
        ".SH EXIT STATUS",
        "0 done; 1 something is wrong that can be mended, one sentence on standard error says what;",
        "2 a name or an option is not known; 130 interrupted.",
        ".SH ENVIRONMENT",
        ".TP\n.B PLAYGROUND_CONFIG_DIR\nwhere the settings are kept, in place of the usual folder.",
        ".TP\n.B PLAYGROUND_LOG_DIR\nwhere the logs are kept.",
        ".SH FILES",
        ".TP\n.I *.nnp\nan experiment: the network, what it has learned, and its curves.",
    ]
    return "\n".join(lines) + "\n"


def _copy(file: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, place)


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)


def _pack(place: Path, text: str) -> None:
    """Compressed, without the time in it that gzip else notes."""
    _write(place, gzip.compress(text.encode(), 9, mtime=0))
