"""Tables from text files: what is read, and the sentence for everything that cannot be."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog import cells, tables
from playground.catalog.cells import Reading, decoded
from playground.catalog.columns import MissingValueError
from playground.catalog.entry import settle
from playground.catalog.facts import Table
from playground.catalog.families import Dataset
from playground.catalog.glance import glance
from playground.catalog.tables import columns, load, parse
from playground.spec.limits import LARGEST_NUMBER
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values


def read(path: Path, content: str | bytes | None = None, **settings: Any) -> Table:
    if isinstance(content, str):
        path.write_text(content, encoding="utf-8")
    elif content is not None:
        path.write_bytes(content)
    dataset, p = settle(Dataset, Choice("csv", Values(path=str(path), **settings)))
    table = dataset.generate(p, np.random.default_rng(0))
    assert table.facts == dataset.facts(p)
    return table


def sentence(text: str, **settings: Any) -> str:
    with pytest.raises(PlaygroundError) as caught:
        parse(text, Reading(**settings))
    return str(caught.value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def test_numbers_words_and_classes(path: Path) -> None:
    table = read(path, "age,colour,ill\n30,red,yes\n40,blue,no\n50,red,no\n")
    assert table.facts.features == ("age", "colour = blue", "colour = red")
    assert table.facts.classes == ("no", "yes")
    assert np.array_equal(table.x, [[30, 0, 1], [40, 1, 0], [50, 0, 1]])
    assert table.y.tolist() == [1, 0, 0]
    assert table.facts.rows == 3


def test_any_column_can_be_the_target(path: Path) -> None:
    table = read(path, "y,a\nu,1\nv,2\n", target="y")
    assert table.facts.features == ("a",)
    assert table.facts.classes == ("u", "v")


def test_columns_can_be_left_out(path: Path) -> None:
    table = read(path, 'id,"first, last",a,y\n1,A B,3,u\n2,C D,4,v\n', ignore='id, "first, last"')
    assert table.facts.features == ("a",)
    table = read(path, "a,y,id\n3,u,1\n4,v,2\n", ignore="id")
    assert table.facts.classes == ("u", "v"), "the last column that is used is the target"


@pytest.mark.parametrize(
    ("values", "task", "names"),
    [
        ("0 1 1 0", "classes", ("0", "1")),
        ("10 9 9 10", "classes", ("9", "10")),
        ("1 1.0 2 2", "classes", ("1", "2")),
        ("0.5 1 1 0.5", "regression", ("y",)),
        ("1 2 3 4", "regression", ("y",)),
        ("b a 1 b", "classes", ("1", "a", "b")),
    ],
)
def test_the_task_follows_the_target(path: Path, values: str, task: str, names: tuple[str, ...]) -> None:
    facts = read(path, "a,y\n" + "".join(f"{i},{value}\n" for i, value in enumerate(values.split()))).facts
    assert facts.task == task
    assert (facts.classes or facts.targets) == names


def test_the_task_can_be_chosen(path: Path) -> None:
    text = "a,y\n1,0\n2,4\n"
    assert read(path, text, task="classes").facts.classes == ("0", "4")
    assert read(path, text, task="regression", unit="as in the file").y.tolist() == [[0.0], [4.0]]
    assert read(path, text, task="regression").y.tolist() == [[-1.0], [1.0]], "standard scores"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " "])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_delimiter_is_found(path: Path, delimiter: str, end: str) -> None:
    rows = [["a", "b", "y"], ["1", "2.5", "u"], ["-3e2", "4", "v"]]
    table = read(path, (end.join(delimiter.join(row) for row in rows) + end).encode())
    assert table.x.tolist() == [[1, 2.5], [-300, 4]]


def test_decimal_commas(path: Path) -> None:
    assert read(path, "a;b;y\n1,5;2;u\n2,5;3;v\n", decimal="comma").x.tolist() == [[1.5, 2.0], [2.5, 3.0]]


def test_a_header_is_what_has_no_number(path: Path) -> None:
    assert read(path, "1,2,u\n3,4,v\n").facts.features == ("column 1", "column 2")
    assert read(path, "2020,2021,y\n3,4,v\n5,6,u\n", header="yes").facts.features == ("2020", "2021")
    assert read(path, "a,b,u\nc,d,v\n", header="no").facts.rows == 2
    assert read(path, ",b,y\n3,4,v\n5,6,u\n").facts.features == ("column 1", "b")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_encodings(path: Path, encoding: str) -> None:
    table = read(path, "größe,y\n1,Müller\n2,Çelik\n".encode(encoding))
    assert table.facts.features == ("größe",)
    assert set(table.facts.classes) == {"Müller", "Çelik"}


def test_quotes_blank_lines_and_spaces(path: Path) -> None:
    table = read(path, 'a,y\n\n 1 ,"u, v"\n\n2,"say ""x"""\n   \n')
    assert table.x[:, 0].tolist() == [1, 2]
    assert set(table.facts.classes) == {"u, v", 'say "x"'}


@pytest.mark.parametrize("gap", ["", "?", "NA", "nan", "NULL", "-", "N/A"])
def test_missing_values(path: Path, gap: str) -> None:
    text = f"a,c,y\n1,r,u\n{gap},b,v\n3,{gap},u\n5,r,{gap}\n"
    shown = rf" \('{gap}'\)" if gap and gap != "?" else ""
    with pytest.raises(PlaygroundError, match=rf"line 3, column 'a': the value is missing{shown}"):
        read(path, text)
    assert read(path, text.replace("1,r,u", "1,r,u\n9,b,v"), missing="drop").x[:, 0].tolist() == [1, 9]
    kept = read(path, text, missing="mean")
    assert kept.facts.rows == 3, "a line without its target is dropped"
    assert np.isnan(kept.x[1, 0]), "filled when the training part is known"
    assert np.isnan(kept.x[2, 1:]).all()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty; a table needs a line per example"),
        ("\n\n", "the file is empty; a table needs a line per example"),
        ("a,y\n", "there is a header but not a single example"),
        ("a,y\n1,u\n2,u\n", "column 'y' has only the value 'u'; classes need at least two"),
        ("a,b,y\n1,2,u\n1,u\n", "line 3 has 2 values, but line 1 has 3"),
        ("a,b,y\n1,2,u\n\n1,2,3,u\n", "line 4 has 4 values, but line 1 has 3"),
        ("a,a,y\n1,2,u\n", "line 1: two columns are called 'a'; give each a name of its own"),
        (
            "age,y\n1,u\n2,v\n\nabc,u\n",
            "line 5, column 'age': 'abc' is not a number, but the values above it are",
        ),
        ("a,y\n1,u\ninf,v\n", "line 3, column 'a': 'inf' is not a finite number"),
        ("a,y\n-Infinity,u\n1,v\n", "line 2, column 'a': '-Infinity' is not a finite number"),
        ("a,y\n1,1e999\n2,3\n", "line 2, column 'y': '1e999' is not a finite number"),
        ("a,y\n1_000,u\n2,v\n1_000,v\n", ""),
        ("y\nu\nv\n", "line 1 has only 1 column to use; an example needs a feature and a target"),
        ('a,y\n1,"u\n2,v\n', 'line 2: a quote (") is opened here and never closed'),
        ('a,y\n1,"u"x\n', "line 2: ',' expected after '\"'"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    if said:
        assert sentence(text) == said
    else:
        assert parse(text, Reading()).facts.features == ("a = 1_000", "a = 2")


@pytest.mark.parametrize(
    ("text", "settings", "said"),
    [
        (
            "a,y\n1,2\n2,abc\n",
            {"task": "regression"},
            "line 3, column 'y': 'abc' is not a number, but regression predicts numbers",
        ),
        ("age,y\n1,u\n", {"target": "agee"}, "there is no column 'agee' (near: age)"),
        ("a,y\n1,u\n", {"target": "colour"}, "there is no column 'colour'; the columns are a, y"),
        ("a,b,y\n1,2,u\n", {"ignore": "c"}, "there is no column 'c'; the columns are a, b, y"),
        ("a,y\n1,u\n", {"ignore": "y", "target": "y"}, "column 'y' cannot be left out: it is the target"),
        ("a,y\n1,u\n", {"ignore": "a\nb"}, "columns to leave out are names with commas between them, not 'a\\nb'"),
        ("a,b,y\n,1,u\n,2,v\n", {"missing": "mean"}, "column 'a' has no values; leave it out"),
        (
            "a,b,y\n,1,u\n2,,v\n",
            {"missing": "drop"},
            "every line lacks a value, so no example is left; fill missing values or leave columns out",
        ),
    ],
)
def test_what_does_not_fit_the_settings_is_said(text: str, settings: dict[str, Any], said: str) -> None:
    assert sentence(text, **settings) == said


def test_long_files_are_read_to_the_end() -> None:
    lines = [f"{number}.5,{'uv'[number % 2]}" for number in range(2500)]
    table = parse("a,y\n" + "\n".join(lines), Reading())
    assert table.x[:, 0].tolist() == [number + 0.5 for number in range(2500)]
    assert table.y.tolist() == [number % 2 for number in range(2500)]
    for wrong, said in (
        ("abc", "'abc' is not a number"),
        ("1_0", "'1_0' is not a number"),
        ("nan", "the value is miss"),
    ):
        broken = [*lines[:2300], f"{wrong},u", *lines[2300:]]
        assert f"line 2302, column 'a': {said}" in sentence("a,y\n" + "\n".join(broken))


def test_limits(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = ",".join(f"c{number}" for number in range(1001))
    assert sentence(wide + "\n") == "line 1 has 1,001 columns; at most 1,000 can be read"
    words = "id,y\n" + "".join(f"w{number},{number % 2}\n" for number in range(1200))
    assert "column 'id' has 1,200 different words: leave it out" in sentence(words)
    classes = "a,y\n" + "".join(f"{number},w{number}\n" for number in range(1001))
    assert "column 'y' has 1,001 different values; at most 1,000 classes" in sentence(classes)
    monkeypatch.setattr(tables, "MOST_TABLE_ROWS", 3)
    assert sentence("a,y\n1,u\n2,v\n3,u\n4,v\n") == "line 5: at most 3 examples can be read"
    monkeypatch.setattr(cells, "MOST_TABLE_LINES", 50)
    assert sentence("a,y\n" + "\n" * 60 + "1,u\n") == "at most 50 lines can be read, empty ones too"
    monkeypatch.setattr(tables, "MOST_WIDE_TABLE_BYTES", 10)
    assert len(read(path, "á,y\n1,u\n2,v\n").x) == 2, "few letters take four bytes"
    with pytest.raises(PlaygroundError, match=r"table\.csv has 15 bytes and letters beyond U\+FFFF .* at most 10 can"):
        read(path, "😀,y\n1,u\n2,v\n")
    monkeypatch.setattr(tables, "MOST_TABLE_BYTES", 10)
    with pytest.raises(PlaygroundError, match=r"table\.csv has 12 bytes; at most 10 can be read"):
        read(path, "a,y\n1,u\n2,v\n")


def test_files_that_cannot_be_read(path: Path, tmp_path: Path) -> None:
    with pytest.raises(PlaygroundError, match=r"table\.csv cannot be read: No such file or directory"):
        read(path)
    with pytest.raises(PlaygroundError, match="is not a file with a table in it"):
        read(tmp_path)
    with pytest.raises(PlaygroundError, match="cannot be read"):
        read(Path("a\0b"))
    with pytest.raises(PlaygroundError, match="choose a CSV file first"):
        settle(Dataset, Choice("csv"))[0].facts(settle(Dataset, Choice("csv"))[1])
    if hasattr(os, "mkfifo"):
        os.mkfifo(path)
        with pytest.raises(PlaygroundError, match="is not a file with a table in it"):
            read(path)


def test_errors_name_the_file(path: Path) -> None:
    with pytest.raises(PlaygroundError, match=r"^table\.csv: line 3 has 1 values, but line 1 has 2$"):
        read(path, "a,y\n1,u\n2\n")


def test_a_picture_is_refused_with_a_sentence(path: Path) -> None:
    with pytest.raises(PlaygroundError, match=r"^table\.csv is not a text file"):
        read(path, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4)


def test_the_file_is_read_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read(path, "a,y\n1,u\n2,v\n")
    monkeypatch.setattr(tables, "parse", None)
    assert read(path).x is first.x


@given(st.text(max_size=200))
def test_any_text_gives_examples_or_a_sentence(text: str) -> None:
    with contextlib.suppress(PlaygroundError):
        table = parse(text, Reading(ignore=text[:5]))
        assert table.x.shape == (table.facts.rows, len(table.facts.features))
        assert np.isfinite(table.x).all()


@given(st.binary(max_size=200))
def test_any_bytes_can_be_looked_at(content: bytes) -> None:
    assert isinstance(decoded(content), str)


@given(
    st.lists(st.tuples(st.floats(-LARGEST_NUMBER, LARGEST_NUMBER), st.sampled_from(["u", "v"])), min_size=2).filter(
        lambda rows: len({label for _, label in rows}) == 2
    )
)
def test_numbers_survive_exactly(rows: list[tuple[float, str]]) -> None:
    table = parse("a,y\n" + "".join(f"{value!r},{label}\n" for value, label in rows), Reading())
    assert table.x[:, 0].tolist() == [value for value, _ in rows]
    assert [table.facts.classes[int(label)] for label in table.y] == [label for _, label in rows]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a,b,c\n1,2,3\n", ("a", "b", "c")),
        ("1;2\n3;4\n", ("column 1", "column 2")),
        ("", ()),
    ],
)
def test_columns_are_named_from_the_first_line(tmp_path: Path, text: str, names: tuple[str, ...]) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    assert columns(path, Reading()) == names


def test_columns_are_read_from_the_beginning_of_a_large_file(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("größe,preis\n" + "é1,2\n" * 300_000, encoding="utf-8")
    assert columns(path, Reading()) == ("größe", "preis")


@pytest.mark.parametrize("rows", [3, 3000])
def test_numbers_that_training_cannot_hold_are_refused(rows: int) -> None:
    lines = [f"{i}.5,{i % 7}" for i in range(rows)] + ["-1e31,2"]
    with pytest.raises(PlaygroundError, match=f"line {rows + 2}, column 'a': '-1e31' is too large"):
        parse("\n".join(["a,b", *lines]), Reading())


def test_a_missing_value_names_what_would_do(tmp_path: Path) -> None:
    path = tmp_path / "gaps.csv"
    path.write_text("a,b\n1,2\n,3\n4,5.5\n", encoding="utf-8")
    with pytest.raises(MissingValueError, match=r"gaps\.csv: line 3, column 'a'") as caught:
        tables.load(path, Reading())
    for _, missing in caught.value.cures:
        assert tables.load(path, Reading(missing=missing)).facts.rows == {"drop": 2, "mean": 3}[missing]


def test_a_line_without_an_end_is_refused_with_the_limit(path: Path) -> None:
    path.write_text("a,b\n1,2\n" + "3," * 2_100_000 + "\n")
    with pytest.raises(PlaygroundError, match=r"line 3 has more than 4,000,000 letters"):
        load(path, Reading())


def test_quotes_that_make_one_line_of_many_are_refused_with_the_line_they_begin_in(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "LONGEST_TABLE_LINE", 1000)
    path.write_text("a,b\n1,2\n" + '3,"x\n' + '","\n' * 400 + '"\n')
    with pytest.raises(PlaygroundError, match=r"line 3 has more than 1,000 letters"):
        load(path, Reading())


@pytest.mark.parametrize("read", [load, columns, glance])
def test_a_hundred_thousand_columns_are_refused_wherever_they_are_looked_at(path: Path, read: Any) -> None:
    path.write_text("1," * 100_000 + "1\n" + "2," * 100_000 + "2\n")
    with pytest.raises(PlaygroundError, match=r"line 1 has 100,001 columns; at most 1,000 can be read"):
        read(path, Reading())
