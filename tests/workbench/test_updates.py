"""Asking for updates, of a server on this machine: what is signed is believed, and nothing else, whatever comes."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator

import pytest

from playground import __version__
from playground.cli import main
from playground.spec.problems import PlaygroundError
from playground.workbench import updates
from playground.workbench.release import Release
from tests.workbench.feed_server import (
    KEY,
    STRANGER,
    FeedServer,
    cut_short,
    dripping,
    endless,
    feed,
    redirecting,
    serving,
    signed,
    silent,
)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FeedServer]:
    with serving(monkeypatch) as here:
        yield here


def refused() -> str:
    with pytest.raises(PlaygroundError) as raised:
        updates.check()
    sentence = str(raised.value)
    assert "\n" not in sentence
    return sentence


def test_a_newer_release_is_told(server: FeedServer) -> None:
    release = updates.check()
    assert (release.version, release.date, release.notes) == ("9.1.0", "2031-03-01", "A block for attention.")
    assert [(file.name, file.size, file.sha256) for file in release.files] == [
        ("playground_9.1.0_amd64.deb", 124_000_000, "ab" * 32)
    ]
    assert updates.newer(release)
    assert server.asked == ["/feed.json", "/feed.json.sig"]


@pytest.mark.parametrize("version", ["0.0.1", __version__])
def test_an_old_feed_played_again_changes_nothing(server: FeedServer, version: str) -> None:
    server.publish(feed(version=version))
    release = updates.check()
    assert not updates.newer(release)
    assert f"You have the newest version, {__version__}" in updates.newest_in_words(release)


def test_versions_are_compared_as_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "__version__", "1.9.0")
    order = [
        Release(version=version, date="", notes="", files=()) for version in ("1.10.0", "2.0.0", "1.9.1", "1.8.99")
    ]
    assert [updates.newer(release) for release in order] == [True, True, True, False]


def test_only_our_signature_is_believed(server: FeedServer) -> None:
    right, other = signed(feed()), feed(version="9.9.9")
    for content, signature in (
        (other, right),  # altered on the way
        (feed(), signed(feed(), STRANGER)),
        (feed(), right[:40]),
        (feed(), b"no base64 at all"),
        (feed(), b""),
    ):
        server.publish(content, signature)
        assert refused() == "the feed of releases is not signed by us, so nothing of it is believed"


def test_the_present_key_or_the_next_may_have_signed(server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = base64.b64encode(bytes(KEY.verify_key)).decode()
    monkeypatch.setattr(updates, "KEYS", ("AMKXAVsxK6Bsk2nl65y6bUX4mMbULd3jqvU4AEeovKA=", ours))
    assert updates.check().version == "9.1.0"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>Please log in to this network</html>",
        b"[]",
        b"\xff\xfe",
        b'{"version": 1e999}',
        b"[" * 100_000,
        feed(version="1.0"),
        feed(version="9.9.9\n"),
        feed(version="\u0661.0.0"),
        feed(date=3),
        feed(notes=None),
        feed(notes="x" * 30_000),
        feed(files=["a"]),
        feed(files=[{"name": "../../etc/passwd", "size": 1, "sha256": "ab" * 32}]),
        feed(files=[{"name": "a", "size": True, "sha256": "ab" * 32}]),
        feed(files=[{"name": "a", "size": 1, "sha256": "short"}]),
    ],
    ids=range(16),
)
def test_a_signed_feed_of_something_else_is_one_sentence(server: FeedServer, content: bytes) -> None:
    server.publish(content)
    assert refused().startswith("the feed of releases is not one that this version understands: ")


def test_what_is_not_there_or_too_much_or_cut_short(server: FeedServer) -> None:
    server.pages = {}
    assert refused().endswith("/feed.json answers 404: Not Found")
    server.pages = {"/feed.json": endless}
    assert refused() == "127.0.0.1 sends more than 262,144 bytes, which is no feed of ours"
    server.pages = {"/feed.json": cut_short}
    assert refused() == "the connection to 127.0.0.1 broke in the middle of the answer"


def test_another_host_is_not_asked(server: FeedServer) -> None:
    for elsewhere in (
        "https://evil.example/feed.json",
        f"http://localhost:{server.port}/feed.json",
    ):
        server.pages["/feed.json"] = redirecting(elsewhere)
        assert refused() == f"127.0.0.1 sends us on to {elsewhere}, which is not asked"
    server.pages["/feed.json"] = redirecting("file:///etc/passwd")
    assert "answers 302" in refused()
    server.publish(feed())
    server.pages["/there.json"] = server.pages["/feed.json"]
    server.pages["/feed.json"] = redirecting("/there.json")
    assert updates.check().version == "9.1.0", "another page of the same server may be"
    server.pages["/feed.json"] = redirecting("/feed.json")
    assert "answers 302" in refused()


def test_without_encryption_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "FEED", "http://releases.test/feed.json")
    assert refused() == "http://releases.test/feed.json is not encrypted, so it is not asked"


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setattr(updates, "FEED", f"http://127.0.0.1:{port}/feed.json")
    assert refused() == "127.0.0.1 cannot be reached: connection refused"

    def no_name(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_name)
    monkeypatch.setattr(updates, "FEED", "https://releases.test/feed.json")
    assert refused() == "releases.test cannot be reached: name or service not known"


def test_a_server_that_cannot_prove_itself(server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "FEED", f"https://127.0.0.1:{server.port}/feed.json")
    assert refused().startswith("127.0.0.1 cannot be reached: ")


def test_a_silent_server_is_given_up(server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "TIMEOUT", 0.1)
    server.pages["/feed.json"] = silent(server)
    assert refused().endswith("it has been silent for 0.1 seconds")


def test_a_dripping_server_is_given_up(server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "PATIENCE", 0.3)
    server.pages["/feed.json"] = dripping(server)
    assert refused() == "127.0.0.1 has not answered within 0.3 seconds"


def test_who_asked_may_give_up(server: FeedServer) -> None:
    server.pages["/feed.json"] = silent(server)
    with pytest.raises(updates.StoppedError):
        updates.check(lambda: not server.asked)


def test_before_the_first_release_there_is_nobody_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "FEED", "https://playground.example/releases/feed.json")
    assert refused() == "this version knows no address to ask; look where you have the program from"
    assert updates.FEED.startswith("https://")
    assert updates.PAGE.startswith("https://")


def test_the_command_line(server: FeedServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["updates"]) == 0
    out = capsys.readouterr().out
    for words in ("There is a newer version: 9.1.0 of 2031-03-01.", "A block for attention.", "ab" * 32, updates.PAGE):
        assert words in out
    assert main(["updates", "--json"]) == 0
    assert '"newer": true' in capsys.readouterr().out
    server.publish(feed(version="0.0.1"))
    assert main(["updates"]) == 0
    assert "You have the newest version" in capsys.readouterr().out
    server.pages = {}
    assert main(["updates"]) == 1
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
