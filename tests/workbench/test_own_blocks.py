from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.spec.experiment import Edge, Experiment, Group, Network, Node
from playground.spec.groups import expansion
from playground.spec.limits import LARGEST_BLOCK_FILE
from playground.spec.piece import piece_to_text
from playground.spec.problems import PlaygroundError
from playground.spec.values import Values
from playground.workbench import own_blocks
from playground.workbench.own_blocks import OwnBlocks, as_block, block_from_file

NODES = (Node(id="a", kind="dense", params=Values(units=3)), Node(id="b", kind="dropout", position=(200.0, 0.0)))
PIECE = Network(
    nodes=NODES,
    edges=(Edge(source="a", target="b"),),
    groups=(Group(id="g", name="Tower", members=("a", "b"), repeat=2, exposed=(("a", "units"),)),),
)


@pytest.fixture
def own(tmp_path: Path) -> OwnBlocks:
    return OwnBlocks(tmp_path / "blocks")


def test_kept_renamed_removed(own: OwnBlocks) -> None:
    told: list[int] = []
    own.changed.connect(lambda: told.append(len(own.blocks)))
    assert list(own.blocks) == []
    first, second = own.add(PIECE), own.add(PIECE)
    assert (first.id, second.id) == ("tower", "tower-2")
    assert [kept.id for kept in OwnBlocks(own.folder).blocks] == ["tower", "tower-2"]
    assert OwnBlocks(own.folder).blocks[0].piece == PIECE
    own.rename("tower-2", "  Bridge ")
    assert [block.name for block in own.blocks] == ["Bridge", "Tower"]
    own.rename("tower-2", "")
    own.remove("tower")
    own.remove("tower")
    assert [block.name for block in own.blocks] == ["Bridge"]
    assert told == [1, 2, 2, 1]


def test_from_one_to_another(own: OwnBlocks, tmp_path: Path) -> None:
    path = tmp_path / "Größe.nnblock"
    own_blocks.block_to_file(PIECE, path)
    block = own.import_file(path)
    assert block.name == "Tower"
    assert block.piece == PIECE


def test_a_block_is_kept_whatever_its_file_or_its_name_is_called(own: OwnBlocks, tmp_path: Path) -> None:
    path = tmp_path / "Two\u00a0wide\u200b layers.nnblock"
    path.write_text(piece_to_text(replace(PIECE, groups=())), encoding="utf-8")
    block = own.import_file(path)
    own.rename(own.add(PIECE).id, "Very\u00a0\ttall\u00ad tower")
    fresh = OwnBlocks(own.folder)
    assert [kept.name for kept in fresh.blocks] == ["Two wide layers", "Very tall tower"]
    assert fresh.blocks[0].id == block.id
    assert fresh.troubles == ()


def test_a_piece_without_a_group_gets_one(own: OwnBlocks, tmp_path: Path) -> None:
    path = tmp_path / "Two layers.nnblock"
    path.write_text(piece_to_text(replace(PIECE, groups=())), encoding="utf-8")
    block = own.import_file(path)
    assert block.name == "Two layers"
    assert block.group.members == ("a", "b")
    odd = replace(PIECE, groups=(Group(id="a", name="x", members=("gone",)), PIECE.groups[0]))
    assert as_block(odd, "").groups == PIECE.groups


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "holds no blocks"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b"[1, 2]", "holds no blocks"),
        (b'{"playground-blocks": 2, "nodes": []}', "blocks of another version"),
        (b'{"playground-blocks": 1, "nodes": [{"id": "a"}]}', "kind: is missing"),
        (b'{"playground-blocks": 1, "nodes": [], "edges": []}', "holds no blocks"),
        (b'{"playground-blocks": 1, "nodes": [{"id": "a", "kind": "b", "position": [1e9, 0]}]}', "farther out"),
    ],
)
def test_foreign_files_are_refused_in_a_sentence(own: OwnBlocks, tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "odd.nnblock"
    path.write_bytes(content)
    with pytest.raises(PlaygroundError, match=r"odd\.nnblock") as caught:
        own.import_file(path)
    assert sentence in str(caught.value)
    assert list(own.blocks) == []


def test_a_file_that_is_too_large_is_refused_with_the_limit(own: OwnBlocks, tmp_path: Path) -> None:
    path = tmp_path / "large.nnblock"
    path.write_bytes(b" " * (LARGEST_BLOCK_FILE + 1))
    with pytest.raises(PlaygroundError, match=r"large\.nnblock is larger than 16 MB$"):
        own.import_file(path)


@pytest.mark.parametrize("repeat", [0, 1001, 100_000])
def test_a_block_that_repeats_too_often_is_taken_and_told_with_the_number(
    own: OwnBlocks, tmp_path: Path, repeat: int
) -> None:
    path = tmp_path / "often.nnblock"
    path.write_text(piece_to_text(replace(PIECE, groups=(replace(PIECE.groups[0], repeat=repeat),))), encoding="utf-8")
    piece = own.import_file(path).piece
    (problem,) = expansion(Experiment(network=piece)).problems
    assert problem.sentence == f"The group Tower must repeat between 1 and 1000 times, not {repeat}."
    assert len(expansion(Experiment(network=piece)).experiment.network.nodes) == 2


def test_missing_and_damaged_files_are_told(own: OwnBlocks, tmp_path: Path) -> None:
    with pytest.raises(PlaygroundError):
        own.import_file(tmp_path / "gone.nnblock")
    own.add(PIECE)
    (own.folder / "bad.nnblock").write_text("{", encoding="utf-8")
    fresh = OwnBlocks(own.folder)
    assert [block.id for block in fresh.blocks] == ["tower"]
    assert len(fresh.troubles) == 1


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: f'{{"playground-blocks": 1, {text}'.encode()))
def test_no_bytes_do_harm(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.nnblock"
    path.write_bytes(content)
    with pytest.raises(PlaygroundError):
        block_from_file(path)


def test_all_blocks_together_are_read_up_to_a_size(own: OwnBlocks, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        own.add(PIECE, f"B{number}")
    size = max(path.stat().st_size for path in own.folder.iterdir())
    monkeypatch.setattr(own_blocks, "LARGEST_OWN_BLOCKS", 2 * size + 1)
    again = OwnBlocks(own.folder)
    assert [block.id for block in again.blocks] == ["tower-2", "tower-3"]
    assert again.troubles == ("tower.nnblock is not read: all blocks of yours together may have 0 MB.",)
