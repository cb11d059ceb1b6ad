"""Downloads, from a server on this machine: whole, cut and resumed, wrong, missing, given up."""

from __future__ import annotations

import gzip
import hashlib
import io
import sys
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.catalog.analysis import facts_of
from playground.catalog.datasets.cifar10 import Cifar10
from playground.catalog.datasets.mnist import Mnist
from playground.catalog.families import Dataset
from playground.catalog.pictures import store
from playground.catalog.pictures.fetching import Download, Remote, megabytes
from playground.catalog.pictures.progress import GivenUpError, listening
from playground.catalog.prepare import prepare, stamp_of
from playground.spec.experiment import Data
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice

RNG = np.random.default_rng(8)
CONTENT = RNG.bytes(300_000)


class Server:
    """Gives files on the loopback interface, and does what it is told to do wrong."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.breaks_after: int | None = None
        self.knows_ranges = True
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self)

            def log_message(self, format: str, *args: Any) -> None:
                """Be quiet."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def address(self, name: str) -> str:
        return f"http://127.0.0.1:{self.http.server_address[1]}/{name}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        name, asked = request.path.lstrip("/"), request.headers.get("Range")
        self.asked.append((name, asked))
        if name not in self.files:
            request.send_error(404, "Not Found")
            return
        whole = self.files[name]
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and self.knows_ranges else 0
        request.send_response(206 if start else 200)
        request.send_header("Content-Length", str(len(whole) - start))
        request.end_headers()
        body = whole[start:]
        if self.breaks_after is not None:
            body, self.breaks_after = body[: self.breaks_after], None
        try:
            request.wfile.write(body)
        except ConnectionError:
            return  # whoever asked has left, as they may

    def close(self) -> None:
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "cache"))
    made = Server()
    yield made
    made.close()


def remote(server: Server, name: str, content: bytes) -> Remote:
    server.files[name] = content
    digest = hashlib.sha256(content).hexdigest()
    return Remote(name=name, size=len(content), sha256=digest, addresses=(server.address(name),))


@pytest.fixture
def some(server: Server) -> Download:
    files = (remote(server, "a.bin", CONTENT), remote(server, "b.bin", b"short"))
    return Download(kind="some", licence="free", home="http://example.org", files=files)


def test_files_come_whole_and_only_once(server: Server, some: Download) -> None:
    assert not some.here
    heard: list[tuple[int, int]] = []

    def told(done: int, total: int) -> bool:
        heard.append((done, total))
        return True

    with listening(told):
        some.fetch()
    assert Path.exists(some.path("b.bin"))
    assert some.path("a.bin").read_bytes() == CONTENT
    assert heard[-1] == (300_005, 300_005)
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)
    assert {total for _, total in heard} == {some.size}
    some.fetch()
    assert server.asked == [("a.bin", None), ("b.bin", None)]
    some.remove()
    assert not some.here
    assert list(some.folder.iterdir()) == []


def test_a_broken_connection_is_resumed(server: Server, some: Download) -> None:
    server.breaks_after = 100_000
    with pytest.raises(
        PlaygroundError, match=r"came with 100,000 of 300,000 bytes|broke after [\d,]+ of 300,000 bytes"
    ):
        some.fetch()
    kept = some.done
    assert 0 < kept <= 100_000
    some.fetch()
    assert server.asked[1] == ("a.bin", f"bytes={kept}-")
    assert some.path("a.bin").read_bytes() == CONTENT


def test_a_server_without_ranges_sends_all_of_it_again(server: Server, some: Download) -> None:
    server.breaks_after = 100_000
    server.knows_ranges = False
    with pytest.raises(PlaygroundError):
        some.fetch()
    some.fetch()
    assert some.path("a.bin").read_bytes() == CONTENT


def test_another_file_is_deleted(server: Server, some: Download) -> None:
    server.files["a.bin"] = bytes(300_000)
    with pytest.raises(PlaygroundError, match=r"a.bin is not the file that was asked for and was deleted: its SHA-256"):
        some.fetch()
    assert list(some.folder.iterdir()) == []
    server.files["a.bin"] = CONTENT
    some.fetch()
    assert some.here


def test_a_longer_file_is_cut_and_refused(server: Server, some: Download) -> None:
    server.files["b.bin"] = b"shorT and much more"
    with pytest.raises(PlaygroundError, match="its SHA-256"):
        some.fetch()


def test_it_can_be_given_up_and_goes_on_later(server: Server, some: Download) -> None:
    with listening(lambda done, total: done < 150_000), pytest.raises(GivenUpError, match="of 300,005"):
        some.fetch()
    assert 150_000 <= some.done < 300_000
    some.fetch()
    assert some.path("a.bin").read_bytes() == CONTENT
    assert server.asked[1][1] is not None


def test_what_is_not_there_is_said(server: Server, some: Download) -> None:
    del server.files["a.bin"]
    with pytest.raises(PlaygroundError, match=r"http://127.0.0.1:\d+/a.bin answers 404: Not Found"):
        some.fetch()


def test_the_next_address_is_tried(server: Server, some: Download) -> None:
    file = some.files[0]
    two = replace(file, addresses=(server.address("gone"), "ftp://127.0.0.1/a.bin", *file.addresses))
    replace(some, files=(two,)).fetch()
    assert some.path("a.bin").read_bytes() == CONTENT


def test_no_network_is_said(some: Download, server: Server) -> None:
    gone = Server()
    gone.close()
    nowhere = replace(some.files[0], addresses=(gone.address("a.bin"),))
    with pytest.raises(PlaygroundError, match=r"http://127.0.0.1:\d+/a.bin cannot be reached: Connection refused"):
        replace(some, files=(nowhere,)).fetch()


def test_a_folder_that_cannot_be_written_is_said(
    some: Download, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "file"))
    with pytest.raises(PlaygroundError, match="cannot be written: Not a directory"):
        some.fetch()


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_disk_that_gets_full_is_said(some: Download) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_001, before[1]))
    try:
        with pytest.raises(PlaygroundError, match=r"a\.bin\.part cannot be written: File too large"):
            some.fetch()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert some.done == 100_001
    some.fetch()
    assert some.path("a.bin").read_bytes() == CONTENT


def test_sizes_in_words() -> None:
    assert [megabytes(size) for size in (11_594_722, 170_052_171, 99_960_000)] == ["11.6 MB", "170 MB", "100 MB"]


# The sets themselves, small


def idx_packed(values: Any) -> bytes:
    sides = np.array(values.shape, dtype=">u4").tobytes()
    return gzip.compress(bytes([0, 0, 8, values.ndim]) + sides + values.astype(np.uint8).tobytes())


def test_mnist_when_it_is_here(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    images, labels = RNG.integers(0, 256, (700, 28, 28)), np.arange(700) % 10
    contents = [idx_packed(part) for part in (images[:600], labels[:600], images[600:], labels[600:])]
    files = tuple(
        remote(server, file.name, content) for file, content in zip(Mnist.source.files, contents, strict=True)
    )
    monkeypatch.setattr(Mnist, "source", replace(Mnist.source, files=files))
    monkeypatch.setattr(Mnist, "rows", 700)
    monkeypatch.setattr(Mnist, "tested", 100)
    data = Data(source=Choice("mnist"), train=0.6, dev=1 - 1 / 7 - 0.6)
    with pytest.raises(
        PlaygroundError, match=r"MNIST is not here yet: 0\.\d MB, licence CC BY-SA 3\.0; download it with"
    ):
        facts_of(data)
    before = stamp_of(data)
    Mnist.source.fetch()
    assert stamp_of(data) != before
    prepared = prepare(data)
    assert np.array_equal(prepared.raw[:, 0], images)
    assert np.array_equal(prepared.y, labels)
    assert prepared.rows("test").tolist() == list(range(600, 700)), "the test part is the published one"
    few = Mnist.generate(Mnist.read({"samples": 140}), RNG)
    assert few.facts.rows == 140
    assert np.array_equal(few.x[:, 0], np.concatenate([images[:120], images[600:620]]))


def test_cifar_when_it_is_here(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    values, labels = RNG.integers(0, 256, (60, 3072), dtype=np.uint8), (np.arange(60) % 10).astype(np.uint8)
    records = np.concatenate([labels[:, None], values], axis=1)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as made:
        batches = {"test_batch.bin": records[50:], "data_batch_2.bin": records[25:50], "data_batch_1.bin": records[:25]}
        for name, rows in {**batches, "readme.html": records[:0]}.items():
            info = tarfile.TarInfo(f"../cifar-10-batches-bin/{name}")
            info.size = rows.nbytes
            made.addfile(info, io.BytesIO(rows.tobytes()))
    file = remote(server, "cifar-10-binary.tar.gz", packed.getvalue())
    monkeypatch.setattr(Cifar10, "source", replace(Cifar10.source, files=(file,)))
    monkeypatch.setattr(Cifar10, "rows", 60)
    monkeypatch.setattr(Cifar10, "tested", 10)
    Cifar10.source.fetch()
    table = Cifar10.generate(Cifar10.read({}), RNG)
    order = [*range(50, 60), *range(25, 50), *range(25)]
    assert np.array_equal(table.x.reshape(60, -1), values[order])
    assert np.array_equal(table.y, labels[order])
    assert table.place is not None
    assert sorted(table.place.argsort()[-10:].tolist()) == list(range(10))


def test_nothing_is_fetched_unasked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr("urllib.request.urlopen", lambda *_args, **_more: pytest.fail("it was fetched"))
    for kind in ("mnist", "fashion_mnist", "kmnist", "cifar10"):
        with pytest.raises(PlaygroundError, match=f"playground data fetch {kind}"):
            prepare(Data(source=Choice(kind)))
    assert Dataset.download() is None
