"""Folders and zips of pictures: classes, sizes, what is bad, and what is refused before it is unpacked."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from playground.catalog.analysis import analyse, facts_of
from playground.catalog.datasets.picture_folder import PictureFolder
from playground.catalog.facts import Table
from playground.catalog.pictures import decoding, folders, listing, store
from playground.catalog.pictures.decoding import BadPictureError, Form, decoded
from playground.catalog.pictures.listing import Found
from playground.catalog.pictures.listing import listing as look_up
from playground.catalog.pictures.progress import GivenUpError, listening
from playground.catalog.prepare import prepare, stamp_of
from playground.spec.experiment import Data, Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from tests.torture._fuzz.making import many_names, png

RED, BLUE = (200, 10, 20), (10, 20, 220)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "cache"))


def content(colour: Any = RED, size: tuple[int, int] = (8, 8), form: str = "PNG", mode: str = "RGB") -> bytes:
    kept = io.BytesIO()
    Image.new(mode, size, colour).save(kept, form)
    return kept.getvalue()


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    """Two classes with a file of every format."""
    top = tmp_path / "pets"
    for name, colour in (("dogs", RED), ("cats", BLUE)):
        (top / name).mkdir(parents=True)
        for place, form in enumerate(("PNG", "JPEG", "BMP", "GIF", "WEBP", "PPM")):
            (top / name / f"{place}.{form.lower()}").write_bytes(content(colour, form=form))
    (top / "notes.txt").write_text("not a picture")
    return top


def generate(path: Path, **settings: Any) -> Table:
    p = PictureFolder.read({"path": str(path), "height": 4, "width": 4, **settings})
    table = PictureFolder.generate(p, np.random.default_rng(0))
    assert PictureFolder.facts(p) == table.facts
    return table


def zipped(top: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w") as packed:
        for path in sorted(top.rglob("*")):
            if path.is_file():
                packed.write(path, path.relative_to(top.parent))
    return target


def test_a_class_per_folder_in_every_format(pets: Path) -> None:
    table = generate(pets)
    assert table.facts.classes == ("cats", "dogs")
    assert table.facts.picture == (4, 4)
    assert table.x.shape == (12, 3, 4, 4)
    assert table.y.tolist() == [0] * 6 + [1] * 6
    for picture, label in zip(table.x, table.y, strict=True):
        expected = np.array((BLUE, RED)[int(label)])
        assert (
            np.abs(picture.reshape(3, -1).T.astype(int) - expected).max() < 12
        )  # JPEG and GIF change colours a little


def test_a_zip_gives_the_same(pets: Path, tmp_path: Path) -> None:
    packed = zipped(pets, tmp_path / "pets.zip")
    one, two = generate(pets), generate(packed)
    assert np.array_equal(one.x, two.x)
    assert np.array_equal(one.y, two.y)
    assert one.facts == two.facts


def test_folders_around_and_parts_are_looked_through(pets: Path, tmp_path: Path) -> None:
    around = tmp_path / "archive"
    (around / "pets").mkdir(parents=True)
    for part in ("train", "test"):
        for name in ("cats", "dogs"):
            (around / "pets" / part / name).mkdir(parents=True)
            (around / "pets" / part / name / "a.png").write_bytes(content())
    assert listing.listing(around).classes == ("cats", "dogs")
    assert listing.listing(around).counts == (2, 2)


def test_names_are_ordered_as_people_count(tmp_path: Path) -> None:
    for name in ("10", "9", "1"):
        (tmp_path / "d" / name).mkdir(parents=True)
        (tmp_path / "d" / name / "x.png").write_bytes(content())
    assert listing.listing(tmp_path / "d").classes == ("1", "9", "10")


def test_bad_files_are_named_and_skipped_or_refused(pets: Path) -> None:
    (pets / "cats" / "empty.png").write_bytes(b"")
    (pets / "cats" / "words.jpg").write_text("no picture")
    whole = content(size=(40, 40))
    (pets / "dogs" / "cut.png").write_bytes(whole[: len(whole) // 2])
    before = stamp_of(Data(source=Choice("picture_folder", Values(path=str(pets)))))
    p = PictureFolder.read({"path": str(pets), "height": 4, "width": 4})
    assert PictureFolder.facts(p).rows == 15, "what is bad is not known yet"
    table = generate(pets)
    assert table.facts.rows == 12
    bad = dict(PictureFolder.unread(p))
    assert list(bad) == ["cats/empty.png", "cats/words.jpg", "dogs/cut.png"]
    assert bad["cats/empty.png"] == "it is empty"
    assert bad["cats/words.jpg"] == "it is no picture of a known format"
    assert "damaged" in bad["dogs/cut.png"]
    strict = PictureFolder.read({"path": str(pets), "height": 4, "width": 4, "bad": "refuse"})
    with pytest.raises(
        PlaygroundError, match=r"3 of 15 files cannot be read \(cats/empty.png: it is empty; cats/words"
    ):
        PictureFolder.facts(strict)
    with pytest.raises(PlaygroundError, match="3 of 15 files cannot be read"):
        PictureFolder.generate(strict, np.random.default_rng(0))
    after = stamp_of(Data(source=Choice("picture_folder", Values(path=str(pets)))))
    assert before == after, "of another size nothing was read yet"


def test_the_analysis_knows_what_the_reading_found(pets: Path) -> None:
    (pets / "cats" / "empty.png").write_bytes(b"")
    data = Data(source=Choice("picture_folder", Values(path=str(pets))))
    experiment = Experiment(data=data)
    first = analyse(experiment)
    assert first.facts is not None
    assert first.facts.rows == 13
    assert prepare(data).facts.rows == 12
    second = analyse(experiment)
    assert second.facts is not None
    assert second.facts.rows == 12


def test_new_files_are_seen_and_nothing_is_decoded_twice(pets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(pets)
    (pets / "cats" / "new.png").write_bytes(content(BLUE))
    assert len(generate(pets).x) == 13
    monkeypatch.setattr("playground.catalog.pictures.folders.decoded", None)
    assert len(generate(pets).x) == 13


def test_reading_tells_how_far_it_is_and_can_be_given_up(pets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.catalog.pictures.folders.TOGETHER", 5)
    heard: list[tuple[int, int]] = []

    def told(done: int, total: int) -> bool:
        heard.append((done, total))
        return done < 10

    with listening(told), pytest.raises(GivenUpError):
        generate(pets)
    assert heard == [(0, 12), (5, 12), (10, 12)]
    with listening(lambda done, total: True):
        generate(pets)


@pytest.mark.parametrize(
    ("resize", "expected"),
    [
        ("fit", [[0, 0, 0, 0], [9, 9, 9, 9], [9, 9, 9, 9], [0, 0, 0, 0]]),
        ("crop", [[9] * 4] * 4),
        ("stretch", [[9] * 4] * 4),
    ],
)
def test_a_picture_of_other_proportions(resize: Any, expected: list[list[int]]) -> None:
    form = Form(height=4, width=4, resize=resize, colour="grey")
    found = decoded(content(9, size=(8, 4), mode="L"), form)
    assert found.tolist() == [expected]


def test_crop_takes_the_middle() -> None:
    wide = np.zeros((4, 12), dtype=np.uint8)
    wide[:, 4:8] = 255
    kept = io.BytesIO()
    Image.fromarray(wide).save(kept, "PNG")
    assert decoded(kept.getvalue(), Form(height=4, width=4, resize="crop", colour="grey")).min() == 255


def test_palette_alpha_and_sixteen_bits() -> None:
    form = Form(height=2, width=2)
    assert decoded(content((1, 2, 3, 0), (2, 2), mode="RGBA"), form).min() == 255, "what is see-through is white"
    assert decoded(content((1, 2, 3, 255), (2, 2), mode="RGBA"), form)[:, 0, 0].tolist() == [1, 2, 3]
    deep = io.BytesIO()
    Image.fromarray(np.full((2, 2), 65535, dtype=np.uint16)).save(deep, "PNG")
    assert decoded(deep.getvalue(), form).min() == 255


def test_a_picture_of_numbers_of_which_some_are_none() -> None:
    numbers = np.array([[0.0, np.nan], [np.inf, 128.0]], dtype="<f4")
    picture = decoded(b"Pf\n2 2\n-1.0\n" + numbers.tobytes(), Form(height=2, width=2, colour="grey"))
    assert picture[0, ::-1].tolist() == [[0, 0], [255, 0]]


def test_damaged_notes_of_a_camera_spoil_no_picture() -> None:
    kept = io.BytesIO()
    notes = Image.Exif()
    notes[0x010E] = "a long description of the picture"
    Image.new("RGB", (8, 8), RED).save(kept, "JPEG", exif=notes.tobytes()[:-20])
    decoding._pillow.cache_clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert decoded(kept.getvalue(), Form(height=4, width=4)).shape == (3, 4, 4)
    decoding._pillow.cache_clear()


def test_a_picture_as_the_camera_was_held() -> None:
    wide = Image.new("RGB", (8, 4), RED)
    wide.putpixel((0, 0), (0, 255, 0))
    kept = io.BytesIO()
    tag = Image.Exif()
    tag[0x0112] = 6  # turned to the right
    wide.save(kept, "PNG", exif=tag)
    found = decoded(kept.getvalue(), Form(height=8, width=4))
    assert found[1, 0, 3] == 255


def test_too_many_pixels_are_refused_before_they_are_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MOST_PIXELS_WHOLE", 99)
    with pytest.raises(BadPictureError, match="10 × 10 pixels are more than 99"):
        decoded(content(size=(10, 10)), Form(height=2, width=2))
    jpeg = io.BytesIO()
    Image.new("RGB", (10, 10)).save(jpeg, "JPEG")
    assert decoded(jpeg.getvalue(), Form(height=2, width=2)).shape == (3, 2, 2), "JPEG may be larger"
    monkeypatch.setattr(decoding, "MOST_PIXELS", 99)
    with pytest.raises(BadPictureError, match="10 × 10 pixels are more than 99"):
        decoded(jpeg.getvalue(), Form(height=2, width=2))


# What is refused


def packed(tmp_path: Path, name: str, data: bytes = b"x", **how: Any) -> Path:
    target = tmp_path / "bad.zip"
    with zipfile.ZipFile(target, "w", **how) as made:
        made.writestr("cats/a.png", content())
        made.writestr(zipfile.ZipInfo(name), data, compress_type=how.get("compression"))
    return target


@pytest.mark.parametrize("name", ["../../evil.png", "/etc/evil.png", "cats/../../evil.png", "C:/evil.png"])
def test_a_zip_that_points_outside_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PlaygroundError, match="has a file that lies outside of it"):
        listing.listing(packed(tmp_path, name))


def test_a_zip_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    bomb = packed(tmp_path, "dogs/b.png", bytes(5_000_000), compression=zipfile.ZIP_DEFLATED)
    with pytest.raises(PlaygroundError, match=r"unpacks to 1,0\d\d times its size: 'dogs/b.png'; at most 200 times"):
        listing.listing(bomb)


def test_too_much_in_a_zip_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "LARGEST_PICTURE_ZIP", 50)
    with pytest.raises(PlaygroundError, match=r"unpacks to 0\.0 GB; at most 5e-08 GB"):
        listing.listing(packed(tmp_path, "dogs/b.png"))


def test_too_many_files_are_refused(pets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_PICTURE_FILES", 5)
    with pytest.raises(PlaygroundError, match="more than 5 files"):
        listing.listing(pets)


def test_a_file_that_is_larger_than_stated_is_bad(pets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "LARGEST_PICTURE_FILE", 100)
    (pets / "cats" / "large.png").write_bytes(bytes(200))
    with pytest.raises(PlaygroundError, match="it has more than 100 bytes"):
        generate(pets, bad="refuse")


def test_a_link_in_a_circle_is_not_followed(pets: Path) -> None:
    (pets / "cats" / "again").symlink_to(pets, target_is_directory=True)
    assert len(listing.listing(pets).files) == 12


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda top: None, "no folders with pictures"),
        (lambda top: (top / "a.png").write_bytes(content()), "no folders with pictures"),
        (lambda top: ((top / "one").mkdir(), (top / "one" / "a.png").write_bytes(content())), "at least two classes"),
    ],
)
def test_what_is_no_data_set_is_said(tmp_path: Path, make: Any, words: str) -> None:
    top = tmp_path / "top"
    top.mkdir()
    make(top)
    with pytest.raises(PlaygroundError, match=words):
        facts_of(Data(source=Choice("picture_folder", Values(path=str(top)))))


def test_what_is_not_there_or_no_zip_is_said(tmp_path: Path) -> None:
    with pytest.raises(PlaygroundError, match="cannot be read: No such file"):
        listing.listing(tmp_path / "gone")
    (tmp_path / "words.zip").write_text("no zip")
    with pytest.raises(PlaygroundError, match="neither a folder nor a zip"):
        listing.listing(tmp_path / "words.zip")
    with pytest.raises(PlaygroundError, match="choose a folder"):
        facts_of(Data(source=Choice("picture_folder")))


def test_pictures_that_take_too_much_room_are_refused(pets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.catalog.pictures.folders.MOST_PICTURE_BYTES", 10)
    with pytest.raises(PlaygroundError, match="12 pictures of 4×4×3 take"):
        generate(pets)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_file_in_a_zip_is_bad_and_the_others_are_read(pets: Path, tmp_path: Path, method: int) -> None:
    path = tmp_path / "some.zip"
    with zipfile.ZipFile(path, "w", method) as packed:
        for file in sorted(pets.glob("*/*")):
            packed.write(file, str(file.relative_to(pets)))
        info = packed.getinfo("cats/2.bmp")
    damaged = bytearray(path.read_bytes())
    at = info.header_offset + 30 + len(info.filename)
    damaged[at : at + info.compress_size] = b"\xa5" * info.compress_size
    path.write_bytes(damaged)
    assert len(generate(path).x) == 11
    with pytest.raises(PlaygroundError, match=r"1 of 12 files cannot be read \(cats/2\.bmp: "):
        generate(path, bad="refuse")


def test_a_zip_whose_names_are_damaged_is_said(pets: Path, tmp_path: Path) -> None:
    path = tmp_path / "some.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("kätzchen/1.png", content())
    path.write_bytes(path.read_bytes().replace("ä".encode(), b"\xff\xff"))
    with pytest.raises(PlaygroundError, match=r"some\.zip cannot be read: 'utf-8' codec"):
        generate(path)


def test_a_zip_that_is_written_over_while_it_is_read_is_said(pets: Path, tmp_path: Path) -> None:
    found = listing.listing(zipped(pets, tmp_path / "some.zip"))
    found.top.write_bytes(b"half of another")
    with pytest.raises(PlaygroundError, match=r"some\.zip cannot be read: File is not a zip file"):
        folders.preview(found, Form(height=4, width=4), 3)


def test_a_folder_that_vanishes_while_it_is_read_has_bad_files(pets: Path, tmp_path: Path) -> None:
    found = listing.listing(pets)
    pets.rename(tmp_path / "elsewhere")
    x, _, bad = folders.preview(found, Form(height=4, width=4), 3)
    assert not len(x)
    assert {why for _, why in bad} == {"No such file or directory"}


def test_looking_again_does_not_go_through_all_files(pets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = Data(source=Choice("picture_folder", Values(path=str(pets), height=4, width=4)))
    prepared = prepare(data)
    monkeypatch.setattr(listing.Found, "__hash__", None)
    assert prepare(data) is prepared


def test_a_picture_of_one_long_line_is_refused() -> None:
    with pytest.raises(BadPictureError, match=r"100,001 × 1 pixels: a side may have at most 100,000"):
        decoded(png(100_001, 1, 1), Form(height=4, width=4))


@pytest.mark.parametrize("kind", [(16, 0), (8, 6), (8, 3), (16, 4)], ids=str)
def test_strips_of_a_large_picture_make_the_same_picture(
    monkeypatch: pytest.MonkeyPatch, kind: tuple[int, int]
) -> None:
    depth, colour = kind
    content = png(37, 23, depth, colour, seed=1)
    form = Form(height=23, width=37)
    whole = decoded(content, form)
    monkeypatch.setattr(decoding, "BAND", 37 * 5)
    np.testing.assert_array_equal(decoded(content, form), whole)
    assert whole.std() > 0


def test_only_so_many_bytes_of_files_are_in_memory_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "LARGEST_PICTURE_FILE", 100)
    files = [Found(str(place), 0, size, 0) for place, size in enumerate([40, 40, 40, 100, 1, 99, 1])]
    parts = list(folders._together(files))
    assert [[file.size for file in part] for part in parts] == [[40, 40], [40], [100], [1, 99], [1]]
    assert [len(part) for part in folders._together([Found("", 0, 0, 0)] * 130)] == [64, 64, 2]


def test_a_zip_with_millions_of_names_is_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_PICTURE_FILES", 1000)
    path = tmp_path / "many.zip"
    path.write_bytes(many_names(70_000))  # more than its end can say

    def unpack(*_: Any) -> None:
        raise AssertionError("the names were read")

    monkeypatch.setattr(zipfile, "ZipFile", unpack)
    with pytest.raises(PlaygroundError, match=r"more than 1,000 files"):
        look_up(path)
