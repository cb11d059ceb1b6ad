"""Whatever a person reads can be translated: no sentence is given away in bare English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import playground
from playground.spec.words import mark, several, speak, spoken, tr

PACKAGE = Path(playground.__file__).parent
FOLDERS = ("spec", "catalog", "wire", "workbench", "engine", "cli", "gui")

MADE_BY_TR = ("tr", "several", "mark")
"""Calls whose texts are collected for translators."""

FIRST = ("PlaygroundError", "UnknownNameError", "DivergedError", "Misfit", "MissingValueError", "Fix", "note")
"""Calls whose first argument is a sentence or a label for people."""

LAST = (
    *("Failure", "_wrong", "_failed", "inform", "warn", "print", "table", "add_row"),
    *("QLabel", "QPushButton", "QToolButton", "QCheckBox", "addAction", "addMenu"),
    *("setText", "setToolTip", "setWindowTitle", "setAccessibleName", "setAccessibleDescription", "setPlaceholderText"),
)
"""Calls all of whose text arguments are for people."""

NAMED = ("sentence", "label", "words", "why", "reason", "hint", "tip", "text", "what", "shown")
"""Arguments, and names of variables, that are for people."""

LETTERS = re.compile(r"[^\W\d_]{2,}")

ALLOWED = {
    r"<[^>]*>": "marks of rich text",
    r"\t[\w+]+$": "a key beside a menu's entry",
    r"^#[0-9a-f]{6}$": "a colour",
    r"--(set|vary)|\.kind": "an option as it is typed, a place in a file",
    r"^playground(: )?$|Playground$|^Qt$": "names of programs",
}
"""Patterns of what stays as it is in every language, each with the reason."""


@pytest.fixture(autouse=True)
def _english_afterwards() -> Iterator[None]:
    yield
    speak({})


def bare(node: ast.expr) -> Iterator[ast.expr]:
    """The literal texts in an expression that nothing translates."""
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in ("join", "removesuffix"):
            yield from (text for argument in node.args for text in bare(argument))
        return
    if isinstance(node, ast.JoinedStr):
        if any(LETTERS.search(literal(part)) for part in node.values if isinstance(part, ast.Constant)):
            yield node
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str) and LETTERS.search(literal(node)):
            yield node
    elif isinstance(node, ast.IfExp):
        yield from (text for part in (node.body, node.orelse) for text in bare(part))
    elif isinstance(node, ast.BoolOp):
        yield from (text for part in node.values for text in bare(part))
    elif isinstance(node, ast.BinOp):
        yield from (text for part in (node.left, node.right) for text in bare(part))


def literal(node: ast.Constant) -> str:
    """A text without what may stay as it is."""
    text = str(node.value)
    for pattern in ALLOWED:
        text = re.sub(pattern, "", text)
    return text


def for_people(tree: ast.AST) -> Iterator[ast.expr]:
    """The expressions whose text a person reads."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in FIRST:
                yield from node.args[:1]
            if name in LAST:
                yield from node.args
            yield from (keyword.value for keyword in node.keywords if keyword.arg in NAMED)
        elif isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id in NAMED for target in node.targets
        ):
            yield node.value


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_sentence_is_given_away_in_bare_english(folder: str) -> None:
    found = []
    for file in sorted((PACKAGE / folder).rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"), filename=str(file))
        found += [
            f"{file.relative_to(PACKAGE.parent)}:{text.lineno}: {ast.unparse(text)}"
            for expression in for_people(tree)
            for text in bare(expression)
        ]
    assert not found, "wrap in tr(), with named places:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("raise PlaygroundError(f'{path} is not there')", 1),
        ("raise PlaygroundError(tr('{path} is not there', path=path))", 0),
        ("Fix('Remove it' if far else tr('Keep it'), edit)", 1),
        ("sentence = 'It is ' + what", 1),
        ("Problem(severity='error', sentence=f'{title}: {found}.')", 0),
        ("_wrong(mark('must be text, not {value}'), value)", 0),
        ("raise PlaygroundError(f'--set {place}: {error}')", 0),
    ],
)
def test_bare_english_is_found(code: str, count: int) -> None:
    assert len([text for expression in for_people(ast.parse(code)) for text in bare(expression)]) == count


def test_one_and_many() -> None:
    assert [several(count, "{count} error", "{count} errors") for count in (0, 1, 2)] == [
        "0 errors",
        "1 error",
        "2 errors",
    ]
    words = {"{name}: {count:,} error": "{name}: {count:,} Fehler", "{name}: {count:,} errors": "{count:,}! {name}"}
    speak(words)
    assert several(1, *words, name="a") == "a: 1 Fehler"
    assert several(2000, *words, name="a") == "2,000! a"
    assert spoken() == words


def test_a_marked_text_is_itself() -> None:
    speak({"Delete": "Löschen"})
    assert mark("Delete") == "Delete"
    assert tr(mark("Delete")) == "Löschen"
