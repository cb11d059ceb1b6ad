"""What may stand on the command line."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from playground import __version__
from playground.cli.unknown import UnknownNameError
from playground.spec.fields import nearest_names
from playground.spec.words import mark, tr

WHAT = mark("an experiment file (.nnp or .json), or the name of a template or of a classic architecture")


def parse(arguments: list[str]) -> argparse.Namespace:
    """The arguments, with the function to call as ``run``.

    Raises:
        UnknownNameError: there is no such command or file.
        SystemExit: an option is wrong (code 2), or help was asked for (code 0).

    """
    first = arguments[0] if arguments else None
    if first is None or (not first.startswith("-") and first not in COMMANDS):
        if first is not None and not _looks_like_file(first):
            raise UnknownNameError(
                tr(
                    "command {name!r} is not known{near}; commands: {commands}",
                    name=first,
                    near=nearest_names(first, COMMANDS),
                    commands=", ".join(COMMANDS),
                )
            )
        arguments = ["window", *arguments]
    return _parser().parse_args(arguments)


def _looks_like_file(word: str) -> bool:
    path = Path(word)
    return path.exists() or bool(path.suffix) or path.name != word


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="playground",
        description=tr("Build, train and understand neural networks. Without a command the window opens."),
        epilog=tr("A path alone opens the window with that file. `playground COMMAND --help` tells more of a command."),
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"playground {__version__}")
    # The command line's own main takes it away before it comes here.
    parser.add_argument(
        "--debug", action="store_true", help=tr("Show a fault of the program's own with its traceback.")
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND", title=tr("commands"))
    for name, (summary, add) in COMMANDS.items():
        command = commands.add_parser(name, help=tr(summary), description=tr(summary), allow_abbrev=False)
        add(command)
        command.set_defaults(run=_lazily(name), command=name)
    return parser


def _lazily(name: str) -> Callable[[argparse.Namespace], int]:
    """The command's ``run``, imported when it is called: `playground --help` should not wait for torch or Qt."""

    def run(parsed: argparse.Namespace) -> int:
        code: int = import_module(f"playground.cli.{name}").run(parsed)
        return code

    return run


def _window(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", nargs="?", type=Path, metavar="FILE", help=tr("an experiment to open"))


def _train(command: argparse.ArgumentParser) -> None:
    command.add_argument("experiment", metavar="EXPERIMENT", help=tr(WHAT))
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="PATH=VALUE",
        dest="assignments",
        help=tr(
            "change a setting first, such as training.optimizer=adam, training.optimizer.learning_rate=0.1, "
            "data.source=spiral or network.dense1.units=8; may be given several times"
        ),
    )
    command.add_argument(
        "--epochs",
        type=_number(0, 10_000_000),
        metavar="N",
        help=tr("train so many epochs (default: the experiment's own limit, or 100 where it has none)"),
    )
    command.add_argument(
        "--seed", type=_number(0, 2**31 - 1), metavar="N", help=tr("another seed: other first weights, a fresh start")
    )
    command.add_argument(
        "--seeds",
        type=_number(1, 256),
        metavar="N",
        help=tr(
            "train N members at once that differ in their seed: the experiment's, the next, and so on; a seed draws "
            "first weights and dropout, while data and batches stay the same for all"
        ),
    )
    command.add_argument(
        "--vary",
        action="append",
        default=[],
        metavar="PATH=VALUES",
        help=tr(
            "train a member for each value at once, on the same batches: "
            "training.optimizer.learning_rate=log:1e-4:1:32, or lin:LOW:HIGH:COUNT, or a list such as "
            "training.optimizer=adam,momentum; several, and --seeds, give every combination, at most 256"
        ),
    )
    command.add_argument(
        "--device",
        choices=("auto", "cpu", "cuda", "mps"),
        help=tr("where to compute (default: what the experiment says)"),
    )
    command.add_argument(
        "--fresh", action="store_true", help=tr("begin with first weights, not with those in the file")
    )
    command.add_argument(
        "--json",
        action="store_true",
        help=tr(
            "print one JSON object per epoch, and a last one with the result; gradient_norm is that of the "
            "epoch's last step, before clipping; stepper says how the steps were done: kernel, captured, graph or "
            "eager; of many members at once medians and quartiles"
        ),
    )
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        help=tr("save the trained experiment here; of many members the best"),
    )


def _check(command: argparse.ArgumentParser) -> None:
    command.add_argument("experiment", metavar="FILE", nargs="?", default="", help=tr(WHAT))
    command.add_argument(
        "--limits", action="store_true", help=tr("print how large files and what is in them may be, and nothing else")
    )
    command.add_argument(
        "--csv",
        action="store_true",
        help=tr(
            "print the sheet of all blocks and groups as CSV: shapes, parameters, multiply-adds and memory in bytes"
        ),
    )


def _picture(command: argparse.ArgumentParser) -> None:
    command.add_argument("experiment", metavar="FILE", help=tr(WHAT))
    command.add_argument("-o", "--output", type=Path, metavar="IMAGE", required=True, help=tr("the picture, .png"))
    command.add_argument(
        "--epochs",
        type=_number(0, 1_000_000),
        default=0,
        metavar="N",
        help=tr("train so many epochs first (default: 0)"),
    )
    command.add_argument("--theme", choices=("light", "dark"), default="light", help=tr("the colours (default: light)"))
    command.add_argument(
        "--size", type=_size, default=(1440, 900), metavar="WxH", help=tr("the window's size (default: 1440x900)")
    )
    command.add_argument(
        "--scale", type=_scale, default=1.0, metavar="S", help=tr("pixels per unit, from 0.5 to 4 (default: 1)")
    )


def _catalog(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", nargs="?", metavar="NAME", help=tr("a family or an entry, such as optimizers or adam"))
    command.add_argument("--json", action="store_true", help=tr("everything, as JSON"))


def _new(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "template",
        metavar="TEMPLATE",
        help=tr("a name that `playground catalog templates` or `playground catalog architectures` lists"),
    )
    command.add_argument("-o", "--output", type=Path, metavar="FILE", required=True, help=tr("a .nnp or .json file"))
    command.add_argument("--force", action="store_true", help=tr("write over a file that is there"))


def _link(command: argparse.ArgumentParser) -> None:
    command.add_argument("experiment", metavar="FILE", help=tr(WHAT))


def _open(command: argparse.ArgumentParser) -> None:
    command.add_argument("link", metavar="LINK", help=tr("a text that begins with playground:1:"))
    command.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help=tr("save it as a .nnp or .json file instead")
    )
    command.add_argument("--force", action="store_true", help=tr("write over a file that is there"))


def _words(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--language", default="", metavar="CODE", help=tr("with the words that this language has already")
    )
    command.add_argument("-o", "--output", type=Path, metavar="FILE", help=tr("a .json file (default: print it)"))


def _data(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "action",
        nargs="?",
        choices=("list", "fetch", "remove", "clear"),
        default="list",
        help=tr(
            "list what can be fetched from the internet (default), fetch or remove one of it, or clear all pictures "
            "that are kept because making or reading them takes long"
        ),
    )
    command.add_argument("name", nargs="?", metavar="NAME", help=tr("such as mnist"))


def _doctor(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--self-test",
        action="store_true",
        help=tr("try everything that there is once, in a minute or less; exit code 1 where something fails"),
    )
    command.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="FAMILY",
        help=tr(
            "of the self-test: only this family, such as blocks, templates or processes; may be given several times"
        ),
    )
    command.add_argument("--json", action="store_true", help=tr("everything, as JSON"))


def _licences(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", nargs="?", metavar="NAME", help=tr("print the text of this part's licence"))
    command.add_argument("--all", action="store_true", help=tr("print the texts of all licences"))
    command.add_argument("--json", action="store_true", help=tr("everything, as JSON"))


def _updates(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help=tr("the answer, as JSON"))


def _nothing(command: argparse.ArgumentParser) -> None:
    """The command takes no arguments."""


COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "window": (mark("Open the window."), _window),
    "train": (mark("Train in the terminal."), _train),
    "check": (
        mark("Show every block's shape and cost, and all that is wrong; exit code 1 on errors and warnings."),
        _check,
    ),
    "picture": (mark("Save a picture of the window, drawn without a screen."), _picture),
    "catalog": (mark("List everything that can be chosen."), _catalog),
    "data": (mark("Fetch well-known sets of pictures from the internet, which nothing does unasked."), _data),
    "schema": (mark("Print the JSON schema of experiments."), _nothing),
    "new": (mark("Save a template as a file of your own."), _new),
    "link": (mark("Print an experiment as one line of text that brings it back anywhere."), _link),
    "open": (mark("Open such a line of text."), _open),
    "words": (mark("Collect every text that can be translated."), _words),
    "doctor": (mark("Show versions, devices and what is missing on this machine; or try everything."), _doctor),
    "licences": (mark("List what the program is made of, with the licences."), _licences),
    "updates": (mark("Ask whether there is a newer version, which nothing does unasked."), _updates),
}


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(word: str) -> int:
        if not re.fullmatch(r"\d{1,12}", word) or not low <= int(word) <= high:
            raise argparse.ArgumentTypeError(
                tr("must be a whole number between {low} and {high}, not {word!r}", low=low, high=high, word=word)
            )
        return int(word)

    return read


def _size(word: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{3,4})[x×](\d{3,4})", word)
    size = (int(match[1]), int(match[2])) if match else (0, 0)
    if not all(200 <= side <= 8192 for side in size):
        raise argparse.ArgumentTypeError(
            tr("must be WIDTHxHEIGHT between 200 and 8192, such as 1440x900, not {word!r}", word=word)
        )
    return size


def _scale(word: str) -> float:
    number: Any = float(word) if re.fullmatch(r"\d{1,2}(\.\d{1,3})?", word) else 0.0
    if not 0.5 <= number <= 4.0:
        raise argparse.ArgumentTypeError(tr("must be a number between 0.5 and 4, not {word!r}", word=word))
    return float(number)
