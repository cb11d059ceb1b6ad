"""`playground data`: what can be fetched, fetching it, and clearing what is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from playground.catalog.datasets.mnist import Mnist
from playground.catalog.pictures import store
from playground.catalog.pictures.fetching import Remote
from playground.cli import main
from playground.cli.reading import read_pictures
from playground.spec.experiment import Data
from playground.spec.values import Choice, Values
from tests.catalog.pictures.test_fetching import Server
from tests.cli.support import Captured


def run(capsys: Captured, *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "cache"))
    made = Server()
    yield made
    made.close()


@pytest.fixture
def small(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.files["a.gz"] = b"content" * 1000
    digest = hashlib.sha256(server.files["a.gz"]).hexdigest()
    file = Remote(name="a.gz", size=7000, sha256=digest, addresses=(server.address("a.gz"),))
    monkeypatch.setattr(Mnist, "source", replace(Mnist.source, files=(file,)))


@pytest.mark.usefixtures("small")
def test_a_set_is_fetched_once_and_removed(capsys: Captured, server: Server) -> None:
    code, _, err = run(capsys, "data", "fetch", "mnist")
    assert code == 0
    assert "mnist: 0.0 MB, licence CC BY-SA 3.0, http" in err
    assert "mnist is here" in err
    assert Mnist.source.path("a.gz").read_bytes() == server.files["a.gz"]
    code, _, err = run(capsys, "data", "fetch", "mnist")
    assert "is here already" in err
    assert len(server.asked) == 1
    code, out, _ = run(capsys, "data")
    assert any(line.split()[:1] == ["mnist"] and line.split()[-1] == "yes" for line in out.splitlines())
    assert "170 MB" in out
    assert run(capsys, "data", "remove", "mnist")[0] == 0
    assert not Mnist.source.here


@pytest.mark.usefixtures("small")
def test_what_goes_wrong_is_one_sentence(capsys: Captured, server: Server) -> None:
    server.files.clear()
    code, _, err = run(capsys, "data", "fetch", "mnist")
    assert code == 1
    assert "a.gz answers 404: Not Found" in err
    code, _, err = run(capsys, "data", "fetch", "minst")
    assert code == 2
    assert "(near: mnist" in err
    assert run(capsys, "data", "fetch")[0] == 2


def test_pictures_that_are_kept_are_cleared(capsys: Captured, server: Server) -> None:
    read_pictures(Data(source=Choice("characters", Values(samples=3000))), shown=True)
    assert list(store.folder().glob("*.npy"))
    code, _, err = run(capsys, "data", "clear")
    assert code == 0
    assert "deleted 2.4 MB of pictures" in err
    assert list(store.folder().glob("*")) == []
