"""A server of releases on this machine, with a key of its own, that can be as nasty as servers are."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from nacl.signing import SigningKey

from playground.workbench import updates
from playground.workbench.release import DOMAIN

KEY = SigningKey(b"a key that only the tests know..")
STRANGER = SigningKey(b"a key that somebody else has ...")
Serve = Callable[[BaseHTTPRequestHandler], None]


def feed(**changes: Any) -> bytes:
    """The feed of a newer release."""
    file = {"name": "playground_9.1.0_amd64.deb", "size": 124_000_000, "sha256": "ab" * 32}
    content = {"version": "9.1.0", "date": "2031-03-01", "notes": "A block for attention.", "files": [file]}
    return json.dumps(content | changes).encode()


def signed(content: bytes, key: SigningKey = KEY) -> bytes:
    """What lies beside the feed."""
    return base64.b64encode(key.sign(DOMAIN + content).signature) + b"\n"


@dataclass
class FeedServer:
    """What it serves, by path: bytes, or a function that does what it likes with the request."""

    pages: dict[str, bytes | Serve]
    asked: list[str] = field(default_factory=list)
    going: bool = True
    port: int = 0

    def publish(self, content: bytes, signature: bytes | None = None) -> None:
        """Serve this feed, rightly signed unless told otherwise."""
        self.pages = {"/feed.json": content, "/feed.json.sig": signed(content) if signature is None else signature}


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch) -> Iterator[FeedServer]:
    """A server whose feed the program asks, and believes if it is signed by `KEY`."""
    here = FeedServer({})
    here.publish(feed())

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here.asked.append(self.path)
            page = here.pages.get(self.path)
            with suppress(OSError):  # whoever asked has hung up
                if page is None:
                    self.send_error(404, "Not Found")
                elif isinstance(page, bytes):
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(page)))
                    self.end_headers()
                    self.wfile.write(page)
                else:
                    page(self)

        def log_message(self, *_: object) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    here.port = server.server_address[1]
    monkeypatch.setattr(updates, "FEED", f"http://127.0.0.1:{here.port}/feed.json")
    monkeypatch.setattr(updates, "KEYS", (base64.b64encode(bytes(KEY.verify_key)).decode(),))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield here
    finally:
        here.going = False
        server.shutdown()
        server.server_close()
        thread.join()


def silent(server: FeedServer) -> Serve:
    """Takes the request and never answers, until the server ends."""

    def serve(_request: BaseHTTPRequestHandler) -> None:
        while server.going:
            time.sleep(0.01)

    return serve


def dripping(server: FeedServer) -> Serve:
    """Sends a byte now and then, so that no single wait is long."""

    def serve(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while server.going:
            request.wfile.write(b" ")
            request.wfile.flush()
            time.sleep(0.01)

    return serve


def redirecting(address: str) -> Serve:
    """Sends on to another address."""

    def serve(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", address)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return serve


def endless(request: BaseHTTPRequestHandler) -> None:
    """A reply that is much larger than a feed."""
    request.send_response(200)
    request.end_headers()
    request.wfile.write(b"x" * (2 * updates.LARGEST))


def cut_short(request: BaseHTTPRequestHandler) -> None:
    """Promises more than it sends."""
    request.send_response(200)
    request.send_header("Content-Length", "5000")
    request.end_headers()
    request.wfile.write(feed())
