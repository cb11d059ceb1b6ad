"""The beginning of a table, as a preview shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog.cells import Reading
from playground.catalog.glance import LINES, glance, glance_at, joined_names, looks_like_a_table
from playground.catalog.tables import left_out
from playground.spec.problems import PlaygroundError


def test_names_kinds_and_lines_by_hand() -> None:
    found = glance_at("city;size;none\nOslo;1.5;\n\nRome;2;?\n", Reading())
    assert found.names == ("city", "size", "none")
    assert found.kinds == ("words", "number", "nothing")
    assert found.rows == (("Oslo", "1.5", ""), ("Rome", "2", "?"))
    assert found.lines == (2, 4), "as the file counts them"
    assert (found.delimiter, found.headed, found.whole) == ("semicolon", True, True)


def test_without_a_header_columns_are_called_by_their_place() -> None:
    found = glance_at("1,2\n3,4\n", Reading())
    assert found.names == ("column 1", "column 2")
    assert len(found.rows) == 2
    assert glance_at("1,2\n3,4\n", Reading(header="yes")).names == ("1", "2")


def test_a_ragged_line_is_shown_as_it_is() -> None:
    assert glance_at("a,b\n1,2\n3\n", Reading()).rows == (("1", "2"), ("3",))


def test_a_long_file_is_looked_at_only_at_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("a,b\n" + "1,2\n" * 400_000)
    found = glance(path, Reading())
    assert len(found.rows) == LINES
    assert not found.whole


def test_the_decimal_comma_decides_what_a_number_is() -> None:
    assert glance_at("a;b\n1,5;x\n", Reading()).kinds[0] == "words"
    assert glance_at("a;b\n1,5;x\n", Reading(decimal="comma")).kinds[0] == "number"


@pytest.mark.parametrize(("text", "words"), [("", "the file is empty"), ("a,a\n1,2\n", "two columns are called 'a'")])
def test_what_is_no_table_is_told(text: str, words: str) -> None:
    with pytest.raises(PlaygroundError, match=words):
        glance_at(text, Reading())


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PlaygroundError, match="No such file"):
        glance(tmp_path / "nothing.csv", Reading())


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("a\tb\n1\t2\n3\t4\n", True),
        ("1,2\n3,4", True),
        ("just some words", False),
        ("one line, with a comma\n", False),
        ("first, second\nthird, fourth\n", False),
        ('{"version": 1,\n"seed": 2}', False),
        ("", False),
        ("1,2\n3\n", False),
    ],
)
def test_what_looks_like_a_table(text: str, table: bool) -> None:
    assert looks_like_a_table(text) is table


def test_a_table_with_a_broken_line_is_one_where_a_person_says_so() -> None:
    broken = "age,income,bought\n23,1000,yes\n52,900\n33,1100,yes,7\n"
    assert not looks_like_a_table(broken)
    assert looks_like_a_table(broken, even=False)


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text: str) -> None:
    looks_like_a_table(text)


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), min_size=1).map(str.strip), max_size=6)
)
def test_names_to_leave_out_survive_being_written(names: list[str]) -> None:
    names = [name for name in names if name]
    assert left_out(joined_names(names)) == names
