from __future__ import annotations

import dataclasses
import io
import json
import os
import pickle
import stat
import struct
import zipfile
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as drawn_arrays
from numpy.typing import NDArray
from safetensors.numpy import save as pack

from playground.catalog.analysis import analyse
from playground.catalog.initial import initial_weights
from playground.spec.experiment import Experiment, Network, Node, Touch, chain
from playground.spec.json import experiment_to_text
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from playground.wire.checkpoint import Checkpoint
from playground.wire.events import Evaluation, Steps
from playground.workbench import archive as archive_module
from playground.workbench import curves as curves_module
from playground.workbench import files
from playground.workbench.archive import Limits
from playground.workbench.curves import Curves
from playground.workbench.files import HISTORY, PROGRESS, WEIGHTS, Opened, load, save
from tests.spec.strategies import experiments

LOOSE = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def example() -> Experiment:
    nodes = (
        Node(id="in", kind="input"),
        Node(id="d1", kind="dense", params=Values(units=3)),
        Node(id="o", kind="output"),
    )
    return Experiment(network=Network(nodes=nodes, edges=chain(*nodes)), seed=5, notes="Zwölf Boxkämpfer\n")


def trained(experiment: Experiment) -> Checkpoint:
    weights = initial_weights(experiment, analyse(experiment))
    return Checkpoint(
        weights=weights,
        state={"velocity": {name: array + 1 for name, array in weights.items()}},
        optimizer="momentum",
        step=120,
        epoch=4,
        batch=3,
        updates=120,
        random=bytes(range(256)),
        best_dev_loss=0.1 + 0.2,
        best_epoch=2,
        best_weights={name: array * 2 for name, array in weights.items()},
    )


def drawn() -> Curves:
    curves = Curves()
    ones = np.array([1.0, 0.5])
    curves.add_steps(
        Steps(
            run_id=1,
            first=1,
            epoch=ones,
            loss=np.array([0.7, np.nan]),
            cost=ones,
            learning_rate=ones,
            gradient_norm={"d1": ones},
            update_ratio={"d1": ones},
            speed=1.0,
        )
    )
    curves.add_evaluation(Evaluation(run_id=1, step=2, epoch=1.0, parts={"dev": {"loss": 1 / 3}}))
    return curves


@cache
def saved() -> bytes:
    """A whole file."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.nnp"
        save(path, example(), trained(example()), drawn())
        return path.read_bytes()


def repacked(**changes: bytes | None) -> bytes:
    """A whole file, with some of its entries changed or left out; ``_`` stands for a full stop."""
    new = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved())) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        entries: dict[str, bytes | None] = {name: old.read(name) for name in old.namelist()}
        for name, content in (entries | {name.replace("_", "."): item for name, item in changes.items()}).items():
            if content is not None:
                archive.writestr(name, content)
    return new.getvalue()


def loaded(folder: Path, content: bytes, name: str = "x.nnp") -> Opened:
    path = folder / name
    path.write_bytes(content)
    return load(path)


def refusal(folder: Path, content: bytes, name: str = "x.nnp") -> str:
    with pytest.raises(PlaygroundError) as raised:
        loaded(folder, content, name)
    sentence = str(raised.value)
    assert "\n" not in sentence
    return sentence


def test_everything_comes_back(tmp_path: Path) -> None:
    experiment, checkpoint, curves = example(), trained(example()), drawn()
    path = tmp_path / "a b.nnp"
    save(path, experiment, checkpoint, curves)
    opened = load(path)
    assert opened.experiment == experiment
    assert opened.notices == ()
    found = opened.checkpoint
    assert found is not None
    for field in dataclasses.fields(Checkpoint):
        if field.name not in ("weights", "state", "best_weights"):
            assert getattr(found, field.name) == getattr(checkpoint, field.name), field.name
    same(found.weights, checkpoint.weights)
    same(found.best_weights, checkpoint.best_weights)
    same(found.state["velocity"], checkpoint.state["velocity"])
    assert opened.curves is not None
    same(opened.curves.to_arrays(), curves.to_arrays())
    assert [item.name for item in tmp_path.iterdir()] == ["a b.nnp"]


def same(one: Any, other: Any) -> None:
    assert one.keys() == other.keys()
    for name in one:
        assert one[name].dtype == other[name].dtype
        np.testing.assert_array_equal(one[name], other[name])


@given(experiments)
@LOOSE
def test_any_experiment_comes_back(tmp_path: Path, experiment: Experiment) -> None:
    for name in ("a.nnp", "a.json"):
        save(tmp_path / name, experiment)
        assert load(tmp_path / name).experiment == experiment


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    save(tmp_path / "a.nnp", example(), trained(example()), drawn())
    assert (tmp_path / "a.nnp").read_bytes() == saved()


def test_the_file_is_a_zip_of_plain_parts() -> None:
    with zipfile.ZipFile(io.BytesIO(saved())) as archive:
        assert archive.read("format") == b"playground-experiment 1\n"
        assert json.loads(archive.read("experiment.json"))["seed"] == 5
        assert json.loads(archive.read("progress.json"))["step"] == 120


def test_an_experiment_without_training_has_no_checkpoint(tmp_path: Path) -> None:
    save(tmp_path / "a.nnp", example())
    assert load(tmp_path / "a.nnp").checkpoint is None


def test_unknown_blocks_and_their_weights_are_kept(tmp_path: Path) -> None:
    odd = Node(id="q/1", kind="quantum", params=Values(gate=Choice("hadamard", Values(angle=0.5))))
    experiment = Experiment(network=Network(nodes=(*example().network.nodes, odd)))
    weights = {"q/1.phase": np.array([1.0, 2.0], dtype=np.float32)}
    checkpoint = Checkpoint(weights=weights, state={"velocity": weights}, optimizer="momentum")
    for path in (tmp_path / "a.nnp", tmp_path / "b.nnp"):
        save(path, experiment, checkpoint)
        opened = load(path)
        assert opened.checkpoint is not None
        experiment, checkpoint = opened.experiment, opened.checkpoint
    assert experiment.network.nodes[-1] == odd
    same(checkpoint.weights, weights)
    same(checkpoint.state["velocity"], weights)


# ------------------------------------------------------------------ hostile and damaged files


@given(st.binary(max_size=200))
@LOOSE
def test_random_bytes_are_refused(tmp_path: Path, content: bytes) -> None:
    refusal(tmp_path, content)
    refusal(tmp_path, b"PK\x03\x04" + content)
    refusal(tmp_path, content, "x.json")


@given(st.data())
@LOOSE
def test_cut_files_are_refused(tmp_path: Path, data: st.DataObject) -> None:
    refusal(tmp_path, saved()[: data.draw(st.integers(0, len(saved()) - 1))])


@given(st.lists(st.integers(0, len(saved()) * 8 - 1), min_size=1, max_size=4))
@settings(LOOSE, max_examples=300)
def test_flipped_bits_are_refused_or_noticed_or_harmless(tmp_path: Path, bits: list[int]) -> None:
    content = bytearray(saved())
    for bit in bits:
        content[bit // 8] ^= 1 << bit % 8
    path = tmp_path / "x.nnp"
    path.write_bytes(content)
    try:
        opened = load(path)
    except PlaygroundError:
        return
    assert opened.experiment == example()
    if opened.checkpoint is not None:
        same(opened.checkpoint.weights, trained(example()).weights)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n", "is not a playground experiment"),
        (b"{", "is not JSON"),
        (b"PK\x03\x04", "damaged or cut short"),
        (repacked(experiment_json=None), "a zip without experiment.json"),
        (repacked(experiment_json=b"{}"), "version: is missing"),
        (repacked(experiment_json=b'{"version": 2}'), "newer version"),
        (repacked(format=b"playground-experiment 2"), "newer version"),
        (repacked(format=b"something else"), "its format is"),
        (repacked(experiment_json=b"[" * 10_000), "nested more than 100 deep"),
    ],
)
def test_what_is_no_experiment_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    assert words in refusal(tmp_path, content)


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    with pytest.raises(PlaygroundError, match="is not there"):
        load(tmp_path / "none.nnp")
    with pytest.raises(PlaygroundError, match="is a folder"):
        load(tmp_path)
    with pytest.raises(PlaygroundError, match="cannot be the name of a file"):
        load(Path("a\0b"))
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(PlaygroundError, match="not an ordinary file"):
            load(tmp_path / "pipe")


def test_a_bomb_is_refused_before_it_bursts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = repacked(experiment_json=b" " * (100 * 2**20))
    assert len(bomb) < 2**20
    assert "unpacks to more than" in refusal(tmp_path, bomb)
    monkeypatch.setattr(archive_module, "LIMITS", Limits(ratio_from=2**10, ratio=20))
    opened = loaded(tmp_path, repacked(weights_safetensors=bytes(2**20)))
    assert opened.checkpoint is None
    assert "unpacks to more than" in opened.notices[0]


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    many: dict[str, bytes | None] = {f"part{number}": b"" for number in range(30)}
    assert "35 parts" in refusal(tmp_path, repacked(**many))
    more: dict[str, bytes | None] = {f"part{number}" * 10: b"" for number in range(2000)}
    assert "too long a list" in refusal(tmp_path, repacked(**more))


def test_too_large_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.nnp"
    with path.open("wb") as file:
        file.truncate(2 * 2**30 + 1)  # a file with a hole: it takes no room
    with pytest.raises(PlaygroundError, match="larger than 2 GB"):
        load(path)


def test_names_that_lead_elsewhere_are_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "in" / "here"
    folder.mkdir(parents=True)
    new = io.BytesIO(saved())
    with zipfile.ZipFile(new, "a") as archive:
        archive.writestr("../../evil.txt", "x")
        archive.writestr("/tmp/evil.txt", "x")
    opened = loaded(folder, new.getvalue())
    assert opened.experiment == example()
    assert "2 parts that are not read here" in opened.notices[0]
    assert sorted(item.name for item in tmp_path.rglob("*")) == ["here", "in", "x.nnp"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    new = io.BytesIO(saved())
    with zipfile.ZipFile(new, "a") as archive:
        archive.writestr("experiment.json", "{}")
    assert "two parts of the same name" in refusal(tmp_path, new.getvalue())


def test_encrypted_parts_are_refused(tmp_path: Path) -> None:
    content = bytearray(saved())
    at = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 1)  # the second entry of the directory
    content[at + 8] |= 1
    assert "encrypted" in refusal(tmp_path, bytes(content))


class Run:
    """Makes a folder when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(Path.cwd() / "owned"),)


@pytest.mark.parametrize("part", ["weights_safetensors", "history_safetensors", "progress_json", "experiment_json"])
def test_nothing_is_ever_run(tmp_path: Path, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    content = pickle.dumps(Run())
    try:
        opened = loaded(tmp_path, repacked(**{part: content}))
    except PlaygroundError:
        assert part == "experiment_json"
    else:
        assert opened.notices
    assert not (tmp_path / "owned").exists()


# ------------------------------------------------------------------ training state that does not fit


def arrays(**changes: Any) -> bytes:
    weights = {f"weights/{name}": array for name, array in trained(example()).weights.items()}
    return pack({**weights, **{name.replace("__", "/").replace("_", "."): item for name, item in changes.items()}})


FLOATS = np.zeros((3, 2), dtype=np.float32)


@pytest.mark.parametrize(
    ("part", "content", "words"),
    [
        (WEIGHTS, None, "weights.safetensors is missing"),
        (WEIGHTS, b"", "weights.safetensors is damaged"),
        (WEIGHTS, struct.pack("<Q", 2**40) + b"{}", "weights.safetensors is damaged"),
        (
            WEIGHTS,
            struct.pack("<Q", 70) + b'{"a":{"dtype":"F32","shape":[1000000],"data_offsets":[0,4000000]}}   ',
            "is damaged",
        ),
        (WEIGHTS, arrays(weights__d1_weight=FLOATS.astype(np.float64)), "must be float32, not float64"),
        (WEIGHTS, arrays(weights__d1_weight=FLOATS * np.float32("nan")), "not finite numbers"),
        (PROGRESS, None, "progress.json is missing"),
        (PROGRESS, b"{}", "optimizer: "),
        (PROGRESS, b'{"optimizer": "x", "step": -1, "epoch": 0, "batch": 0, "updates": 0}', "step: "),
        (PROGRESS, b'{"optimizer": "x", "step": 1, "epoch": 0, "batch": 0, "updates": 0, "random": "xyz"}', "random: "),
    ],
)
def test_a_damaged_training_state_is_left_out_with_a_notice(
    tmp_path: Path, part: str, content: bytes | None, words: str
) -> None:
    opened = loaded(tmp_path, repacked(**{part.replace(".", "_"): content}))
    assert opened.experiment == example()
    assert opened.checkpoint is None
    assert opened.curves is None
    (notice,) = opened.notices
    assert words in notice


def test_damaged_curves_are_left_out_with_a_notice(tmp_path: Path) -> None:
    for content in (b"?", pack({"steps/loss": np.zeros(3), "steps/step": np.zeros(2)}), pack({"x": np.zeros(3)})):
        opened = loaded(tmp_path, repacked(**{HISTORY.replace(".", "_"): content}))
        assert opened.checkpoint is not None
        assert opened.curves is None
        assert opened.notices[0].startswith("The curves are left out")


def test_weights_that_do_not_fit_are_left_out_with_a_notice(tmp_path: Path) -> None:
    content = arrays(
        weights__d1_weight=np.zeros((7, 2), dtype=np.float32),
        weights__gone_weight=FLOATS,
        state__velocity__d1_weight=np.zeros((7, 2), dtype=np.float32),
        best__d1_weight=FLOATS,
    )
    opened = loaded(tmp_path, repacked(weights_safetensors=content))
    assert opened.checkpoint is not None
    assert set(opened.checkpoint.weights) == {"d1.bias", "o.weight", "o.bias"}
    assert opened.checkpoint.state == {"velocity": {}}
    assert opened.checkpoint.best_weights == {}
    assert opened.checkpoint.best_dev_loss is None
    (notice,) = opened.notices
    assert "'d1.weight' has shape (7, 2), the network needs (3, 2), and 1 more do not fit" in notice


# ------------------------------------------------------------------ saving all or nothing


def fail(*_: Any, **__: Any) -> NoReturn:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_a_failing_save_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    path = tmp_path / "a.nnp"
    save(path, example())
    before = path.read_bytes()
    monkeypatch.setattr(os, call, fail)
    with pytest.raises(PlaygroundError, match="could not be saved: the disk is full"):
        save(path, Experiment(seed=9))
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["a.nnp"]


def test_saving_where_one_cannot(tmp_path: Path) -> None:
    with pytest.raises(PlaygroundError, match="its folder is not there"):
        save(tmp_path / "none" / "a.nnp", example())
    (tmp_path / "folder.nnp").mkdir()
    with pytest.raises(PlaygroundError, match="it is a folder"):
        save(tmp_path / "folder.nnp", example())
    with pytest.raises(PlaygroundError, match="cannot be the name of a file"):
        save(Path("a\0b.nnp"), example())
    with pytest.raises(PlaygroundError, match="name is too long"):
        save(tmp_path / ("a" * 300 + ".nnp"), example())
    assert [item.name for item in tmp_path.iterdir()] == ["folder.nnp"]


@pytest.mark.skipif(os.name != "posix", reason="permissions and links of POSIX")
def test_saving_follows_links_and_keeps_permissions(tmp_path: Path) -> None:
    real, link = tmp_path / "real.nnp", tmp_path / "link.nnp"
    save(real, example())
    real.chmod(0o640)
    link.symlink_to(real)
    save(link, Experiment(seed=9))
    assert link.is_symlink()
    assert load(real).experiment.seed == 9
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def long_curves(count: int) -> Curves:
    """A fast run as the engine tells it: noise in single precision, times, and a peak."""
    draw = np.random.default_rng(7)
    noise = draw.exponential(size=(3, count)).astype(np.float32).astype(np.float64)
    noise[0, count // 3] = 99.0
    steps = Steps(
        run_id=1,
        first=1,
        epoch=np.arange(1, count + 1) / 35.0,
        loss=noise[0],
        cost=noise[0],
        learning_rate=np.full(count, 0.03),
        gradient_norm={"d1": noise[1]},
        update_ratio={"d1": noise[2]},
        speed=1e6,
        seconds=np.full(count, 1e-6),
    )
    curves = Curves()
    curves.add_steps(steps)
    for step in range(100, count + 1, 100):
        loss = 0.01 if step == 700 else 1.0
        curves.add_evaluation(Evaluation(run_id=1, step=step, epoch=step / 35.0, parts={"dev": {"loss": loss}}))
    return curves


def test_a_long_run_makes_a_small_file_with_true_rows(tmp_path: Path) -> None:
    count = 300_000
    curves = long_curves(count)
    path = tmp_path / "a.nnp"
    save(path, example(), trained(example()), curves)
    assert len(curves.steps) == count, "what is on the screen stays"
    assert path.stat().st_size < 3_000_000
    found = load(path).curves
    assert found is not None
    assert 30_000 < len(found.steps) + len(found.evaluations) <= files.MOST_ROWS
    rows = np.searchsorted(curves.steps["step"], found.steps["step"])
    for name in curves.steps.names():
        np.testing.assert_array_equal(found.steps[name], curves.steps[name][rows])
    assert found.steps["loss"].max() == 99.0
    assert found.best() == curves.best()
    assert found.last_step == count


def test_the_next_step_continues_the_curve_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 500)
    curves = long_curves(3000)
    save(tmp_path / "a.nnp", example(), trained(example()), curves)
    found = load(tmp_path / "a.nnp").curves
    assert found is not None
    before = len(found.steps)
    one = np.ones(1)
    found.add_steps(
        Steps(
            run_id=2,
            first=3001,
            epoch=one * 85.75,
            loss=one,
            cost=one,
            learning_rate=one,
            gradient_norm={"d1": one},
            update_ratio={"d1": one},
            speed=1.0,
            seconds=one,
        )
    )
    assert len(found.steps) == before + 1
    assert found.steps["seconds"][-1] == pytest.approx(curves.steps["seconds"][-1] + 1.0)


def test_many_blocks_make_no_larger_file(tmp_path: Path) -> None:
    rows = np.arange(1.0, 8001.0)
    curves = Curves()
    noise = np.random.default_rng(1).normal(size=len(rows))
    curves.steps.extend({"step": rows, "epoch": rows} | {f"gradient_norm/{n}": noise for n in range(400)})
    save(tmp_path / "a.nnp", example(), trained(example()), curves)
    found = load(tmp_path / "a.nnp").curves
    assert found is not None
    assert len(found.steps) * 402 <= files.MOST_NUMBERS
    assert len(found.steps.names()) == 402


def test_curves_as_earlier_versions_wrote_them_open(tmp_path: Path) -> None:
    """Uncompressed, double precision, without any bound."""
    rows = np.arange(1.0, 150_001.0)
    names = ("steps/step", "steps/epoch", "steps/loss", "evaluations/step", "evaluations/epoch")
    old = pack(dict.fromkeys(names, rows))
    with zipfile.ZipFile(io.BytesIO(saved())) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "old.nnp", "w") as archive:
        for name, content in (entries | {HISTORY: old}).items():
            archive.writestr(name, content)
    found = load(tmp_path / "old.nnp")
    assert found.notices == ()
    assert found.curves is not None
    np.testing.assert_array_equal(found.curves.steps["loss"], rows)


@given(
    drawn_arrays.arrays(
        np.float64, st.integers(0, 40), elements=st.floats(width=64) | st.integers(-(2**40), 2**40).map(float)
    )
)
def test_numbers_are_narrowed_only_where_that_is_exact(column: NDArray[np.float64]) -> None:
    narrow = files._narrowed(column)
    np.testing.assert_array_equal(narrow.astype(np.float64), column)


def test_bare_json_opens(tmp_path: Path) -> None:
    text = experiment_to_text(example()).encode()
    assert loaded(tmp_path, text, "a.json").experiment == example()
    assert loaded(tmp_path, b"\xef\xbb\xbf\n " + text, "a.txt").experiment == example()


@pytest.mark.parametrize("suffix", [".nnp", ".json"])
def test_what_the_experiment_names_but_does_not_have_is_told_and_kept(tmp_path: Path, suffix: str) -> None:
    node = Node(id="dense1", kind="dense", frozen=("weight[",))
    touch = Touch(weight="gone.weight", index=(0, 0), value=1.0, before=0.0)
    experiment = Experiment(network=Network(nodes=(node,)), touches=(touch,))
    path = tmp_path / f"x{suffix}"
    save(path, experiment)
    opened = load(path)
    assert opened.experiment == experiment
    assert ["'weight['" in notice or "gone.weight[0, 0]" in notice for notice in opened.notices] == [True, True]


def one_column(count: int, rows: int = 1, kind: str = "U8") -> bytes:
    """Curves of bytes, as no version wrote them."""
    head = {
        f"steps/c{n}": {"dtype": kind, "shape": [rows], "data_offsets": [n * rows, (n + 1) * rows]}
        for n in range(count)
    }
    words = json.dumps(head).encode()
    return struct.pack("<Q", len(words)) + words + bytes(count * rows)


def test_curves_of_more_columns_than_a_network_has_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curves_module, "MOST_CURVES", 50)
    opened = loaded(tmp_path, repacked(history_safetensors=one_column(51)))
    assert opened.checkpoint is not None
    assert opened.notices == ("The curves are left out: there are 51 curves; at most 50 are read.",)


def test_curves_that_would_be_eight_times_as_large_in_memory_are_left_out(tmp_path: Path) -> None:
    content = one_column(1, 30_000_001)
    opened = loaded(tmp_path, repacked(history_safetensors=content))  # thirty MB that pack to thirty kB
    (notice,) = opened.notices
    assert notice == "The curves are left out: history.safetensors unpacks to more than 16 MB."
    with pytest.raises(PlaygroundError, match=r"the curves have 30,000,001 numbers; at most 30,000,000 are read"):
        Curves.from_arrays({"steps/step": np.zeros(30_000_001, np.uint8)})


def test_weights_that_unpack_to_a_thousand_times_their_size_are_left_out(tmp_path: Path) -> None:
    opened = loaded(tmp_path, repacked(weights_safetensors=bytes(20 * 2**20)))
    assert opened.experiment == example()
    assert opened.checkpoint is None
    assert "weights.safetensors unpacks to more than 16 MB" in opened.notices[0]


def test_names_and_shapes_without_end_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST_HEAD", 100)
    opened = loaded(tmp_path, repacked(weights_safetensors=one_column(10)))
    assert "bytes of names and shapes; at most 100 are read" in opened.notices[0]


def test_curves_with_a_nan_that_signals_open() -> None:
    odd = np.array([0x7F800001, 0x3F800000], dtype=np.uint32).view(np.float32)
    steps = np.array([1.0, 2.0])
    curves = Curves.from_arrays({"steps/step": steps, "steps/epoch": steps, "steps/loss": odd})
    np.testing.assert_array_equal(curves.steps["loss"], [np.nan, 1.0])
