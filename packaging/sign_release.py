"""Makes a release known: the feed that the program asks for updates, signed with a key that never lies in the project.

    python packaging/sign_release.py new-key ~/release.key
    python packaging/sign_release.py feed --key ~/release.key --notes NOTES.txt -o OUT dist/playground_1.2.0_amd64.deb …
    python packaging/sign_release.py check OUT/feed.json

``new-key`` prints the public half, which goes into `KEYS` in playground/workbench/release.py, beside the old one until
everybody has a version that knows the new one. ``feed`` writes OUT/feed.json and OUT/feed.json.sig, which go to the
address that `FEED` in playground/workbench/updates.py names. ``check`` does what the program does.
"""

from __future__ import annotations

import argparse
import base64
import datetime
import hashlib
import json
import os
import sys
from pathlib import Path

from nacl.signing import SigningKey

from playground import __version__
from playground.spec.problems import PlaygroundError
from playground.workbench.release import DOMAIN, KEYS, read_release, verified

HERE = Path(__file__).resolve().parent.parent


def new_key(path: Path) -> int:
    """Draw a key and write it where only its owner can read it; the public half goes to standard output."""
    if HERE in path.resolve().parents:
        return complain(f"{path} lies in the project, and the key must not")
    key = SigningKey.generate()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return complain(f"{path} is already there")
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(bytes(key)) + b"\n")
    sys.stdout.write(base64.b64encode(bytes(key.verify_key)).decode() + "\n")
    return 0


def feed(version: str, date: str, notes: str, files: list[Path]) -> bytes:
    """The feed of a release."""
    listed = []
    for path in files:
        with path.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        listed.append({"name": path.name, "size": path.stat().st_size, "sha256": digest})
    content = {"version": version, "date": date, "notes": notes.strip(), "files": listed}
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def signature(content: bytes, key: SigningKey) -> bytes:
    """The signature that lies beside the feed, in base64."""
    return base64.b64encode(key.sign(DOMAIN + content).signature) + b"\n"


def publish(parsed: argparse.Namespace) -> int:
    """Write the feed and its signature, both read as the program reads them."""
    key = SigningKey(base64.b64decode(parsed.key.read_bytes()))
    content = feed(parsed.version, parsed.date, parsed.notes.read_text(encoding="utf-8"), parsed.files)
    signed = signature(content, key)
    own = base64.b64encode(bytes(key.verify_key)).decode()
    if own not in KEYS:
        return complain(f"the program would not believe it: the public half, {own}, is not among its keys")
    read_release(content)
    verified(content, signed, KEYS)
    parsed.output.mkdir(parents=True, exist_ok=True)
    (parsed.output / "feed.json").write_bytes(content)
    (parsed.output / "feed.json.sig").write_bytes(signed)
    return 0


def check(path: Path) -> int:
    """See whether the program would believe this feed."""
    content = path.read_bytes()
    verified(content, path.with_name(path.name + ".sig").read_bytes(), KEYS)
    found = read_release(content)
    sys.stdout.write(f"{found.version} of {found.date}, {len(found.files)} files\n")
    return 0


def complain(sentence: str) -> int:
    """Say what is wrong."""
    sys.stderr.write(sentence + "\n")
    return 1


def main(arguments: list[str]) -> int:
    """Do what is asked for."""
    parser = argparse.ArgumentParser(description="Makes a release known.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("new-key").add_argument("path", type=Path)
    commands.add_parser("check").add_argument("path", type=Path)
    making = commands.add_parser("feed")
    making.add_argument("files", nargs="+", type=Path)
    making.add_argument("--version", default=__version__)
    making.add_argument("--date", default=datetime.datetime.now(datetime.UTC).date().isoformat())
    making.add_argument("--notes", type=Path, required=True)
    making.add_argument("--key", type=Path, required=True)
    making.add_argument("-o", "--output", type=Path, required=True)
    parsed = parser.parse_args(arguments)
    try:
        if parsed.command == "feed":
            return publish(parsed)
        return new_key(parsed.path) if parsed.command == "new-key" else check(parsed.path)
    except (OSError, PlaygroundError) as error:
        return complain(str(error))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
