"""Files of many pictures: every form gives the same bytes, and what is wrong is said with its numbers."""

from __future__ import annotations

import gzip
import pickle
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.catalog.datasets.picture_file import PictureFile
from playground.catalog.facts import Table
from playground.catalog.pictures import source, store
from playground.catalog.pictures.files import opened, read
from playground.spec.problems import PlaygroundError

Bytes = NDArray[np.uint8]
RNG = np.random.default_rng(5)
GREY: Bytes = RNG.integers(0, 256, (30, 6, 5), dtype=np.uint8)
COLOUR: Bytes = RNG.integers(0, 256, (12, 3, 32, 32), dtype=np.uint8)
LABELS: Bytes = (np.arange(30) % 4).astype(np.uint8)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "cache"))


def generate(path: Path, **settings: Any) -> Table:
    p = PictureFile.read({"path": str(path), **settings})
    table = PictureFile.generate(p, np.random.default_rng(0))
    assert PictureFile.facts(p) == table.facts
    assert table.x.shape == (table.facts.rows, *table.facts.shape)
    return table


def idx_bytes(values: Bytes) -> bytes:
    sides = np.array(values.shape, dtype=">u4").tobytes()
    return bytes([0, 0, 8, values.ndim]) + sides + values.tobytes()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("chosen", ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"])
def test_idx(tmp_path: Path, packed: bool, chosen: str) -> None:
    for name, values in (("t10k-images-idx3-ubyte", GREY), ("t10k-labels-idx1-ubyte", LABELS)):
        content = idx_bytes(values)
        (tmp_path / f"{name}{'.gz' * packed}").write_bytes(gzip.compress(content) if packed else content)
    table = generate(tmp_path / f"{chosen}{'.gz' * packed}")
    assert np.array_equal(table.x[:, 0], GREY)
    assert np.array_equal(table.y, LABELS)
    assert table.facts.classes == ("0", "1", "2", "3")


def test_idx_in_several_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.catalog.pictures.idx.PIECE", 100)
    (tmp_path / "images-idx3").write_bytes(idx_bytes(GREY))
    (tmp_path / "labels-idx1").write_bytes(idx_bytes(LABELS))
    assert np.array_equal(generate(tmp_path / "images-idx3").x[:, 0], GREY)


@pytest.mark.parametrize(
    ("images", "labels", "words"),
    [
        (idx_bytes(GREY)[:-1], idx_bytes(LABELS), "ends too early: 1 bytes are missing"),
        (idx_bytes(GREY), idx_bytes(LABELS[:-1]), "29 labels, images-idx3 30 pictures"),
        (b"\0\0\x0d\x03" + idx_bytes(GREY)[4:], idx_bytes(LABELS), "begins with 00 00 0d 03"),
        (idx_bytes(GREY), None, "the labels of images-idx3 are not beside it"),
        (b"\0\0\x08\x03" + np.array([2**31, 999, 999], ">u4").tobytes(), idx_bytes(LABELS), r"at most 8 GB"),
        (b"\0\0\x08\x03" + np.array([1, 5000, 5000], ">u4").tobytes(), idx_bytes(LABELS), "at most 1024×1024"),
        (b"\0\0\x08\x03" + np.array([0, 5, 5], ">u4").tobytes(), idx_bytes(LABELS), "has 0 pictures"),
        (idx_bytes(GREY), idx_bytes(np.zeros(30, np.uint8)), "1 different labels"),
    ],
)
def test_wrong_idx(tmp_path: Path, images: bytes, labels: bytes | None, words: str) -> None:
    (tmp_path / "images-idx3").write_bytes(images)
    if labels is not None:
        (tmp_path / "labels-idx1").write_bytes(labels)
    with pytest.raises(PlaygroundError, match=words):
        generate(tmp_path / "images-idx3")


def test_a_packed_file_that_is_cut(tmp_path: Path) -> None:
    whole = gzip.compress(idx_bytes(GREY), compresslevel=0)
    (tmp_path / "images-idx3.gz").write_bytes(whole[:-300])
    (tmp_path / "labels-idx1.gz").write_bytes(gzip.compress(idx_bytes(LABELS)))
    with pytest.raises(PlaygroundError, match=r"images-idx3.gz cannot be read: Compressed file ended"):
        generate(tmp_path / "images-idx3.gz")


def cifar_bytes(values: Bytes, labels: list[list[int]]) -> bytes:
    return b"".join(bytes(label) + picture.tobytes() for picture, label in zip(values, labels, strict=True))


def test_cifar_10_takes_all_its_batches(tmp_path: Path) -> None:
    labels = [[place % 10] for place in range(12)]
    (tmp_path / "data_batch_1.bin").write_bytes(cifar_bytes(COLOUR[:7], labels[:7]))
    (tmp_path / "data_batch_2.bin").write_bytes(cifar_bytes(COLOUR[7:], labels[7:]))
    (tmp_path / "batches.meta.txt").write_text("\n".join("abcdefghij") + "\n\n")
    table = generate(tmp_path / "data_batch_2.bin")
    assert np.array_equal(table.x, COLOUR)
    assert table.y.tolist() == [label for (label,) in labels]
    assert table.facts.classes == tuple("abcdefghij")
    assert table.facts.picture == (32, 32)


def test_cifar_100_has_fine_labels(tmp_path: Path) -> None:
    labels = [[place, 90 - place] for place in range(12)]
    (tmp_path / "train.bin").write_bytes(cifar_bytes(COLOUR, labels))
    table = generate(tmp_path / "train.bin")
    assert table.y.tolist() == [90 - place for place in range(12)]
    assert table.facts.outputs == 100
    (tmp_path / "train.bin").write_bytes(cifar_bytes(COLOUR, [[0, 120]] * 12))
    with pytest.raises(PlaygroundError, match="has the label 120, but there are 100 classes"):
        generate(tmp_path / "train.bin")
    (tmp_path / "train.bin").write_bytes(b"1234")
    with pytest.raises(PlaygroundError, match="has 4 bytes; a batch of CIFAR has 3,073"):
        generate(tmp_path / "train.bin")


@pytest.mark.parametrize(
    "arrays",
    [
        {"x": GREY, "y": LABELS},
        {"arr_0": GREY, "arr_1": LABELS.astype(np.int64)[:, None]},
        {"meaning": LABELS.astype(np.float32), "pixels": GREY[:, None]},
        {"images": GREY[..., None], "labels": np.array(list("abcd"))[LABELS]},
        {"x_train": GREY.astype(np.float32) / 255, "y_train": LABELS},
        {"x": GREY.astype(np.int32), "y": LABELS, "x_test": GREY[:3], "y_test": LABELS[:3]},
    ],
    ids=lambda arrays: " ".join(arrays),
)
def test_npz(tmp_path: Path, arrays: dict[str, Any]) -> None:
    np.savez_compressed(tmp_path / "some.npz", **arrays)
    table = generate(tmp_path / "some.npz")
    assert np.array_equal(table.x[:, 0], GREY)
    assert np.array_equal(table.y, LABELS)
    assert table.facts.classes in (("0", "1", "2", "3"), ("a", "b", "c", "d"))


def test_npy_with_its_labels_beside(tmp_path: Path) -> None:
    np.save(tmp_path / "x_train.npy", COLOUR.transpose(0, 2, 3, 1))
    with pytest.raises(PlaygroundError, match=r"labels of x_train.npy are not beside it"):
        generate(tmp_path / "x_train.npy")
    np.save(tmp_path / "y_train.npy", LABELS[:12])
    for name in ("x_train.npy", "y_train.npy"):
        table = generate(tmp_path / name)
        assert np.array_equal(table.x, COLOUR)
        assert np.array_equal(table.y, LABELS[:12])


def test_arrays_in_several_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.catalog.pictures.numpy_files.PIECE", 70)
    for values in (GREY, GREY / 255, np.asfortranarray(GREY), GREY.astype(">i4")):
        np.savez_compressed(tmp_path / "some.npz", x=values, y=LABELS)
        assert np.array_equal(generate(tmp_path / "some.npz").x[:, 0], GREY)
        np.save(tmp_path / "x.npy", values)
        np.save(tmp_path / "y.npy", LABELS)
        assert np.array_equal(generate(tmp_path / "x.npy").x[:, 0], GREY)


def test_flat_squares(tmp_path: Path) -> None:
    np.savez(tmp_path / "flat.npz", x=COLOUR.reshape(12, -1), y=LABELS[:12])
    assert np.array_equal(generate(tmp_path / "flat.npz").x, COLOUR)


class _Trap:
    """Unpickling it would write a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> Any:
        return (Path.touch, (self._path,))


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    trap = np.array([_Trap(tmp_path / "sprung")] * 30, dtype=object)
    np.savez(tmp_path / "trap.npz", allow_pickle=True, x=trap, y=LABELS)
    with pytest.raises(PlaygroundError, match="has an array of object; pictures are arrays of numbers"):
        generate(tmp_path / "trap.npz")
    (tmp_path / "trap.npy").write_bytes(pickle.dumps(_Trap(tmp_path / "sprung")))
    (tmp_path / "x.npy").write_bytes(pickle.dumps(_Trap(tmp_path / "sprung")))
    (tmp_path / "y.npy").write_bytes(pickle.dumps(_Trap(tmp_path / "sprung")))
    with pytest.raises(PlaygroundError, match=r"x.npy cannot be read: the magic string is not correct"):
        generate(tmp_path / "x.npy")
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"x": GREY, "z": LABELS[:5]}, "30 pictures in x, but no array of as many labels"),
        ({"y": LABELS}, "no array of pictures: y"),
        ({"x": GREY.astype(np.float32) - 9, "y": LABELS}, "pixels from -9 to 246; they must be from 0 to 1"),
        ({"x": np.full((30, 4, 4), np.nan), "y": LABELS}, "pixels from nan"),
        ({"x": GREY.reshape(30, 5, 6, 1, 1), "y": LABELS}, "an array of 30 × 5 × 6 × 1 × 1"),
        ({"x": GREY, "y": LABELS + 0.5}, "labels that are no whole numbers: 0.5"),
        ({"x": RNG.integers(0, 9, (30, 8, 8, 4))[..., :2], "y": LABELS}, "an array of 30 × 8 × 8 × 2"),
    ],
)
def test_wrong_npz(tmp_path: Path, arrays: dict[str, Any], words: str) -> None:
    np.savez(tmp_path / "some.npz", **arrays)
    with pytest.raises(PlaygroundError, match=words):
        generate(tmp_path / "some.npz")


def test_an_npz_that_would_unpack_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.catalog.pictures.numpy_files.MOST_PICTURE_BYTES", 1000)
    np.savez_compressed(tmp_path / "bomb.npz", x=np.zeros((500, 30, 30), np.uint8), y=np.zeros(500))
    with pytest.raises(PlaygroundError, match=r"has an array of 0.0 GB; at most 1e-06 GB"):
        generate(tmp_path / "bomb.npz")


def test_no_npz_at_all(tmp_path: Path) -> None:
    (tmp_path / "some.npz").write_text("words")
    with pytest.raises(PlaygroundError, match=r"some.npz cannot be read: File is not a zip file"):
        generate(tmp_path / "some.npz")
    with zipfile.ZipFile(tmp_path / "some.npz", "w") as packed:
        packed.writestr("x.npy", "words")
    with pytest.raises(PlaygroundError, match=r"some.npz cannot be read"):
        generate(tmp_path / "some.npz")


SQUARE: Bytes = GREY[:, :5, :5]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("header", ["", "label,", "last"])
def test_csv_of_pixels(tmp_path: Path, delimiter: str, header: str) -> None:
    names = [f"pixel{place}" for place in range(25)]
    flat = np.concatenate([LABELS[:, None], SQUARE.reshape(30, 25)], axis=1).tolist()
    if header == "last":
        flat = [[*pixels, label] for label, *pixels in flat]
    lines = [delimiter.join(map(str, row)) for row in flat]
    if header:
        lines.insert(0, delimiter.join([*names, "label"] if header == "last" else ["label", *names]))
    path = tmp_path / "pixels.csv"
    path.write_text("\n".join(lines) + "\n\n")
    table = generate(path)
    assert np.array_equal(table.x[:, 0], SQUARE)
    assert np.array_equal(table.y, LABELS)


def test_csv_with_words_and_shares(tmp_path: Path) -> None:
    lines = [f'"{"ab"[place % 2]}",0,0.5,1,0.25' for place in range(9)]
    (tmp_path / "some.csv.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    table = generate(tmp_path / "some.csv.gz")
    assert table.facts.classes == ("a", "b")
    assert table.x[0].tolist() == [[[0, 128], [255, 64]]]


def test_csv_with_labels_that_look_like_remarks(tmp_path: Path) -> None:
    lines = [f"{('#a', 'C#')[place % 2]},0,1,2,{place}" for place in range(6)]
    (tmp_path / "some.csv").write_text("\n".join(lines))
    table = generate(tmp_path / "some.csv")
    assert table.facts.classes == ("#a", "C#")
    assert table.x[:, 0, 1, 1].tolist() == list(range(6))


def test_a_line_without_an_end_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.catalog.pictures.pixel_csv.LONGEST_PIXEL_LINE", 1000)
    (tmp_path / "some.csv.gz").write_bytes(gzip.compress(b"0,1,2,3,4\n" + b"1" * 5000))
    with pytest.raises(PlaygroundError, match=r"some\.csv\.gz has no lines of numbers in it"):
        generate(tmp_path / "some.csv.gz")


def test_so_many_labels_that_they_fill_the_memory_are_refused(tmp_path: Path) -> None:
    (tmp_path / "images-idx3").write_bytes(b"\0\0\x08\x03" + np.array([2**32 - 1, 1, 1], ">u4").tobytes())
    (tmp_path / "labels-idx1").write_bytes(b"\0\0\x08\x01" + np.array([2**32 - 1], ">u4").tobytes())
    with pytest.raises(PlaygroundError, match=r"has 4,294,967,295 pictures; at most 20,000,000 can be read"):
        generate(tmp_path / "images-idx3")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,2,3,4\n", "3 columns beside the label"),
        ("0,1,2,3,4\n1,1,2,3,300\n", "pixels from 1 to 300"),
        ("0,1,2,3,4\n1,1,2,x,4\n", "from line 1 on: could not convert string"),
        ("0,1,2,3,4\n1,1,2\n", "from line 1 on"),
    ],
)
def test_wrong_csv(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "some.csv").write_text(text)
    with pytest.raises(PlaygroundError, match=words):
        generate(tmp_path / "some.csv")


def test_another_size_and_channels(tmp_path: Path) -> None:
    np.savez(tmp_path / "some.npz", x=COLOUR, y=LABELS[:12])
    table = generate(tmp_path / "some.npz", height=8, width=8, colour="grey")
    assert table.x.shape == (12, 1, 8, 8)
    weights = np.array([0.299, 0.587, 0.114])
    grey = (COLOUR * weights[:, None, None]).sum(axis=1).mean(axis=(1, 2))
    np.testing.assert_allclose(table.x.mean(axis=(1, 2, 3)), grey, atol=3)


def test_what_is_known_of_no_form(tmp_path: Path) -> None:
    (tmp_path / "some.gz").write_bytes(gzip.compress(b"words"))
    with pytest.raises(PlaygroundError, match="none of the forms that are known"):
        generate(tmp_path / "some.gz")
    with pytest.raises(PlaygroundError, match="cannot be read: No such file"):
        generate(tmp_path / "gone.npz")
    with pytest.raises(PlaygroundError, match="choose a file with pictures first"):
        PictureFile.facts(PictureFile.read({}))
    assert source.words((3, 32, 48)) == "32×48×3"


def labels_beside(tmp_path: Path, labels: bytes) -> Path:
    np.save(tmp_path / "images.npy", GREY)
    (tmp_path / "labels.npy").write_bytes(labels)
    return tmp_path / "images.npy"


@pytest.mark.parametrize(
    ("version", "header"),
    [
        (1, "{'descr': '|u1', 'shape': ("),
        (1, "{'descr': ('<u1',), 'fortran_order': False, 'shape': (30,)}"),
        (3, "{'descr': '|u1', 'shape' 30}"),
    ],
)
def test_a_header_of_numpy_that_is_damaged(tmp_path: Path, version: int, header: str) -> None:
    length = len(header).to_bytes(2 if version == 1 else 4, "little")
    path = labels_beside(tmp_path, b"\x93NUMPY" + bytes([version, 0]) + length + header.encode())
    with pytest.raises(PlaygroundError, match=r"images\.npy cannot be read: "):
        generate(path)


def test_an_array_that_is_cut(tmp_path: Path) -> None:
    np.save(tmp_path / "labels.npy", LABELS)
    path = labels_beside(tmp_path, (tmp_path / "labels.npy").read_bytes())
    path.write_bytes(path.read_bytes()[:-100])
    p = PictureFile.read({"path": str(path)})
    assert PictureFile.facts(p).rows == 30
    with pytest.raises(PlaygroundError, match=r"images\.npy cannot be read: mmap length is greater than file size"):
        PictureFile.preview(p, 4)
    with pytest.raises(PlaygroundError, match=r"images\.npy cannot be read: mmap length is greater than file size"):
        generate(path)


def test_an_npz_with_a_damaged_piece_or_a_password(tmp_path: Path) -> None:
    path = tmp_path / "some.npz"
    np.savez(path, x=GREY, y=LABELS)
    whole = path.read_bytes()
    at = whole.index(GREY.tobytes())
    path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    with pytest.raises(PlaygroundError, match=r"some\.npz cannot be read: Bad CRC-32"):
        generate(path)
    locked = bytearray(whole)
    for begin, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[whole.index(begin) + flags] |= 1
    path.write_bytes(locked)
    with pytest.raises(PlaygroundError, match=r"some\.npz cannot be read: .*password"):
        generate(path)


def test_labels_beyond_all_numbers(tmp_path: Path) -> None:
    np.savez(tmp_path / "some.npz", x=GREY, y=np.where(LABELS == 2, np.inf, LABELS))
    with pytest.raises(PlaygroundError, match="labels that are no whole numbers: inf"):
        generate(tmp_path / "some.npz")


def test_packed_pictures_that_unpack_to_a_thousand_times_their_size_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "images-idx3-ubyte.gz"
    path.write_bytes(gzip.compress(b"\0\0\x08\x03" + struct.pack(">3L", 5000, 32, 32) + bytes(5_120_000), 9))
    (tmp_path / "labels-idx1-ubyte").write_bytes(b"\0\0\x08\x01" + struct.pack(">L", 5000) + bytes(5000))
    with pytest.raises(PlaygroundError, match=r"unpacks to 1,0\d\d times its size; at most 200 times is a picture"):
        opened(path)


def test_labels_that_fill_the_memory_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.catalog.pictures.numpy_files.LARGEST_LABELS", 1000)
    path = tmp_path / "x.npz"
    np.savez(path, x=np.zeros((6, 4, 4), np.uint8), y=np.array(["a" * 50, "b"] * 3))
    with pytest.raises(PlaygroundError, match=r"labels of 1,200 bytes; at most 1,000 can be read"):
        opened(path)


def test_a_packed_array_by_columns_is_refused_where_it_would_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.catalog.pictures.numpy_files.LARGEST_BY_COLUMNS", 50)
    path = tmp_path / "x.npz"
    np.savez(path, x=np.asfortranarray(np.arange(96, dtype=np.uint8).reshape(6, 4, 4)), y=np.arange(6) % 2)
    with pytest.raises(PlaygroundError, match=r"packed array of 96 bytes .* at most 50"):
        read(path, None)


def test_labels_of_letters_that_there_are_not_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    labels = np.array([65, 66, 0x110000, 65, 66, 65], dtype=np.uint32).view("<U1")
    np.savez(path, x=np.zeros((6, 4, 4), np.uint8), y=labels)
    with pytest.raises(PlaygroundError, match="labels with a letter that there is not: 0x110000"):
        opened(path)
