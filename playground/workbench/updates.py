"""Whether there is a newer version: asked only when somebody wants to know, believed only with our signature.

The feed is one JSON object (`playground.workbench.release`) and beside it, under the same address with ``.sig``, an
Ed25519 signature (RFC 8032) of its bytes by a key whose public half comes with the program. So whoever holds the
server, or sits in between, can at worst withhold a release or show an old one, and an old one changes nothing.
Nothing is ever fetched or installed but these two small files.
"""

from __future__ import annotations

import contextlib
import functools
import http.client
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import IO, Any
from urllib.parse import urlsplit

from playground import __version__
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.workbench.disk import reason
from playground.workbench.release import KEYS, Release, read_release, verified

PAGE = "https://playground.example/releases/"
"""The page that people download from. `NOWHERE` says that there is none yet: it is set with the first release."""
FEED = PAGE + "feed.json"
"""Where the feed lies; `packaging/sign_release.py` makes what is put there."""
NOWHERE = ".example"
"""What the names of servers end in that never exist (RFC 2606)."""
LARGEST = 256 * 2**10
"""Bytes of an answer that is read."""
TIMEOUT = 10.0
"""Seconds that the server may be silent."""
PATIENCE = 20.0
"""Seconds that all of it may take, however busily the server drips."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""Where tests have their server, without https."""
SIGNATURE = ".sig"


class StoppedError(Exception):
    """Nobody waits for the answer any more."""


def check(wanted: Callable[[], bool] = lambda: True) -> Release:
    """The newest release of the feed, whether or not it is newer than this program: see `newer`.

    Returns within `PATIENCE` seconds, and soon after ``wanted`` says no; what the network does then is of no interest.

    Raises:
        PlaygroundError: the feed cannot be had, is not signed by us, or holds something else; one sentence.
        StoppedError: it is not wanted any more.

    """
    if not known():
        raise PlaygroundError(tr("this version knows no address to ask; look where you have the program from"))
    asked = _Asked()
    end = time.monotonic() + PATIENCE
    thread = threading.Thread(target=asked.work, args=(FEED,), name="updates", daemon=True)
    thread.start()
    try:
        while not asked.done.wait(0.05):
            if not wanted():
                raise StoppedError
            if time.monotonic() > end:
                raise PlaygroundError(
                    tr("{host} has not answered within {seconds:g} seconds", host=_host(FEED), seconds=PATIENCE)
                )
    finally:
        asked.hang_up()
    if asked.wrong is not None:
        raise asked.wrong
    content, signature = asked.found
    verified(content, signature, KEYS)
    return read_release(content)


def known() -> bool:
    """Whether this version has an address to ask."""
    return not _host(FEED).endswith(NOWHERE)


def newer(release: Release) -> bool:
    """Whether the release is newer than this program."""
    return release.number > number_of(__version__)


def newer_in_words(release: Release) -> str:
    """That there is a newer version."""
    return tr(
        "There is a newer version: {version} of {date}. You have {here}.",
        version=release.version,
        date=release.date,
        here=__version__,
    )


def newest_in_words(release: Release) -> str:
    """That there is none, and what the feed says the newest is, which somebody may hold back."""
    return tr(
        "You have the newest version, {here}; the newest that is told of is {version} of {date}.",
        here=__version__,
        version=release.version,
        date=release.date,
    )


def number_of(version: str) -> tuple[int, int, int]:
    """``1.2.3`` as numbers that can be compared."""
    first, second, third = version.split(".")
    return int(first), int(second), int(third)


class _Asked:
    """The two files on their way, in a thread that can be hung up on."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.found: tuple[bytes, bytes] = (b"", b"")
        self.wrong: Exception | None = None
        self._connections: list[http.client.HTTPConnection] = []
        self._over = False

    def work(self, address: str) -> None:
        """Fetch both."""
        try:
            self.found = self._fetch(address), self._fetch(address + SIGNATURE)
        except Exception as error:  # noqa: BLE001 - whoever waits raises it
            self.wrong = error
        finally:
            self.done.set()

    def hang_up(self) -> None:
        """End what is under way: a thread that waits for a silent server would linger."""
        self._over = True
        for connection in self._connections:
            if connection.sock is not None:
                with contextlib.suppress(OSError):
                    connection.sock.shutdown(socket.SHUT_RDWR)

    def _fetch(self, address: str) -> bytes:
        host = _host(address)
        opener = urllib.request.build_opener(_Http(self), _Https(self), _SameHost(host))
        asked = urllib.request.Request(address, headers={"User-Agent": f"playground/{__version__}"})
        try:
            with opener.open(asked, timeout=TIMEOUT) as answer:
                content: bytes = answer.read(LARGEST + 1)
                short = len(content) <= LARGEST and bool(answer.length)
        except urllib.error.HTTPError as error:
            error.close()
            raise PlaygroundError(
                tr(
                    "{address} answers {code}: {why}",
                    address=address,
                    code=error.code,
                    why=_line(error.reason),
                )
            ) from error
        except urllib.error.URLError as error:
            raise PlaygroundError(tr("{host} cannot be reached: {why}", host=host, why=_why(error.reason))) from error
        except (OSError, http.client.HTTPException, ValueError) as error:  # ValueError: hung up on in the middle
            raise PlaygroundError(tr("the connection to {host} broke: {why}", host=host, why=_why(error))) from error
        if short:
            raise PlaygroundError(tr("the connection to {host} broke in the middle of the answer", host=host))
        if len(content) > LARGEST:
            raise PlaygroundError(
                tr("{host} sends more than {size:,} bytes, which is no feed of ours", host=host, size=LARGEST)
            )
        return content

    def connected(self, made: Callable[..., http.client.HTTPConnection], *args: Any, **more: Any) -> Any:
        """A connection that `hang_up` knows of."""
        connection = made(*args, **more)
        self._connections.append(connection)
        if self._over:
            raise OSError(tr("it was given up"))
        return connection


class _Http(urllib.request.HTTPHandler):
    def __init__(self, asked: _Asked) -> None:
        super().__init__()
        self._asked = asked

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Without encryption there is the machine itself alone."""
        if urlsplit(req.full_url).hostname not in LOOPBACK:
            raise PlaygroundError(tr("{address} is not encrypted, so it is not asked", address=req.full_url))
        return self.do_open(functools.partial(self._asked.connected, http.client.HTTPConnection), req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, asked: _Asked) -> None:
        self._own = ssl.create_default_context()
        super().__init__(context=self._own)
        self._asked = asked

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """With the certificates that the system trusts."""
        made = functools.partial(self._asked.connected, http.client.HTTPSConnection)
        return self.do_open(made, req, context=self._own)


class _SameHost(urllib.request.HTTPRedirectHandler):
    """A server may send us to another of its pages, but not to another server."""

    max_redirections = 3

    def __init__(self, host: str) -> None:
        self._host = host

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """Refuse other hosts, and pages that are not encrypted where this one is."""
        here, there = urlsplit(req.full_url), urlsplit(newurl)
        if there.netloc != here.netloc or there.scheme != here.scheme:
            fp.close()
            raise PlaygroundError(
                tr("{host} sends us on to {other}, which is not asked", host=self._host, other=newurl[:80])
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _host(address: str) -> str:
    return urlsplit(address).hostname or address


def _line(words: object) -> str:
    return " ".join(str(words).split())[:120]


def _why(error: object) -> str:
    if isinstance(error, TimeoutError):
        return tr("it has been silent for {seconds:g} seconds", seconds=TIMEOUT)
    if isinstance(error, ssl.SSLError):  # its number is none of the system's
        return str(getattr(error, "verify_message", "") or error.reason or error)
    return reason(error) if isinstance(error, OSError) else str(error) or type(error).__name__
