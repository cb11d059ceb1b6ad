"""What the engine says of memory that is not there, and of bugs in blocks by others: as a real process with those."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch

from playground.engine.faults import explained, is_memory
from playground.spec.experiment import Experiment, Network, Node, chain, lay_out
from playground.spec.values import Values
from playground.wire.commands import Load, Play
from playground.wire.events import Failed, Loaded
from playground.wire.pulse import Stalled
from tests.engine import faulty_blocks
from tests.engine.support import experiment
from tests.workbench.support import Desk

ENTRIES = "".join(f"{entry.kind} = {entry.__module__}:{entry.__qualname__}\n" for entry in faulty_blocks.ALL)


def with_block(kind: str) -> Experiment:
    """A small network with that block, called ``culprit``, between two dense layers."""
    nodes = lay_out(
        (
            Node(id="input", kind="input"),
            Node(id="dense1", kind="dense", params=Values(units=4)),
            Node(id="culprit", kind=kind),
            Node(id="dense2", kind="dense", params=Values(units=3)),
            Node(id="output", kind="output"),
        )
    )
    return replace(experiment(), network=Network(nodes=nodes, edges=chain(*nodes)))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An engine where a package with these blocks is installed."""
    place = tmp_path_factory.mktemp("installed")
    info = place / "faulty_blocks-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: faulty-blocks\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[playground.catalog]\n{ENTRIES}")
    patch = pytest.MonkeyPatch()
    patch.setattr(sys, "path", [*sys.path, str(place)])
    desk = Desk("playground.engine.serve:main")
    yield desk
    desk.client.close()
    patch.undo()


def failure(desk: Desk, kind: str, run_id: int) -> Failed:
    """What is told when a network with that block trains."""
    desk.seen.clear()
    desk.client.send(Load(run_id=run_id, experiment=with_block(kind)))
    desk.client.send(Play(run_id=run_id))
    desk.until(lambda: any(isinstance(event, Failed) for event in desk.seen), 60)
    return next(event for event in desk.seen if isinstance(event, Failed))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("raising", "Block Raising (culprit) failed: IndexError: no such thing in the list."),
        ("raising_backward", "Block Raising backward failed: ZeroDivisionError: nothing flows back."),
        ("misshapen", "Block Misshapen (culprit) gave an output of shape 8, though it announces 4."),
        ("greedy", "There is not enough memory (4 EiB more were wanted). Make batch_size smaller than"),
    ],
)
def test_the_engine_names_what_failed_and_lives_on(desk: Desk, kind: str, words: str) -> None:
    failed = failure(desk, kind, 1 + [entry.kind for entry in faulty_blocks.ALL].index(kind))
    assert failed.sentence.startswith(words)
    assert not failed.fatal
    assert "Traceback" in failed.details
    assert [fix.label for fix in failed.fixes] == (["batch_size 5"] if kind == "greedy" else [])
    desk.seen.clear()
    desk.client.send(Load(run_id=50, experiment=experiment()))
    desk.until(lambda: any(isinstance(event, Loaded) for event in desk.seen))


def test_an_endless_loop_in_a_block_is_told_with_the_block(desk: Desk) -> None:
    desk.seen.clear()
    desk.client.send(Load(run_id=60, experiment=with_block("endless")))
    desk.client.send(Play(run_id=60))
    place = "the forward pass of block culprit (tests.engine.faulty_blocks.Endless.work)"
    desk.until(lambda: any(isinstance(event, Stalled) and event.where == place for event in desk.seen), 60)
    desk.client.end()
    desk.until(lambda: any(isinstance(event, Failed) and event.fatal for event in desk.seen), 60)
    desk.client.restart()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are a Unix thing")
def test_a_block_that_takes_the_process_with_it_is_in_the_details(desk: Desk) -> None:
    failed = failure(desk, "deadly", 70)
    assert failed.fatal
    assert "SIGSEGV" in failed.sentence
    assert "Segmentation fault" in failed.details
    assert "faulty_blocks.py" in failed.details


def raised(kind: type[Exception], words: str) -> Exception:
    try:
        raise kind(words)
    except kind as error:
        return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (raised(MemoryError, ""), "There is not enough memory. Make batch_size smaller than 10,"),
        (
            raised(
                RuntimeError,
                "[enforce fail at alloc_cpu.cpp:121] err == 0. DefaultCPUAllocator: can't "
                "allocate memory: you tried to allocate 4000000000 bytes. Error code 12",
            ),
            "There is not enough memory (3.73 GiB more were wanted).",
        ),
        (
            raised(torch.OutOfMemoryError, "CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total"),
            "There is not enough memory (20 MiB more were wanted).",
        ),
        (raised(RuntimeError, "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling"), "There is not enough memory."),
    ],
)
def test_memory_that_is_not_there(error: Exception, words: str) -> None:
    """The words are torch's own, as torch 2 has them on the CPU and on a GPU."""
    assert is_memory(error)
    assert explained(error, experiment(), "otherwise").sentence.startswith(words)
    assert explained(error, None, "otherwise").sentence.startswith("There is not enough memory")


def test_what_is_nobodys_fault_is_told_as_it_is() -> None:
    assert explained(raised(ValueError, "a fault of ours"), experiment(), "otherwise").sentence == "otherwise"


def test_torch_itself_says_what_memory_it_wanted() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(2**58)
    assert "(1 EiB more were wanted)" in explained(caught.value, experiment(), "").sentence
