"""What the inputs by rule are made of: networks, zips, tensors, arrays and pictures, by hand."""

from __future__ import annotations

import base64
import io
import itertools
import json
import struct
import zipfile
import zlib
from typing import Any

import numpy as np

MANY = 10**6
HUGE = 10**9


def experiment(**network: Any) -> bytes:
    """A bare experiment as JSON."""
    return json.dumps({"version": 1, "network": network}).encode()


def chain(count: int, params: dict[str, Any] | None = None, **more: Any) -> bytes:
    nodes: list[dict[str, Any]] = [{"id": "i", "kind": "input"}]
    nodes += [{"id": f"d{n}", "kind": "dense", "params": params or {}} for n in range(count)]
    nodes += [{"id": "o", "kind": "output"}]
    edges = [{"source": a["id"], "target": b["id"]} for a, b in itertools.pairwise(nodes)]
    return experiment(nodes=nodes, edges=edges, **more)


def deep(depth: int, opening: str = "[", closing: str = "]") -> str:
    return opening * depth + closing * depth


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def nnp(**parts: bytes) -> bytes:
    entries = {"experiment.json": chain(1), "progress.json": progress()}
    return zipped(entries | {name.replace("_", "."): content for name, content in parts.items()})


def progress(**changes: Any) -> bytes:
    numbers = {"optimizer": "adam", "step": 1, "epoch": 1, "batch": 0, "updates": 1}
    return json.dumps(numbers | changes).encode()


def tensors(head: dict[str, Any], data: bytes = b"") -> bytes:
    """What safetensors lays down."""
    words = json.dumps(head).encode()
    return len(words).to_bytes(8, "little") + words + data


def columns(count: int) -> bytes:
    names = ["steps/step", "steps/epoch", *(f"steps/gradient_norm/n{n}" for n in range(count))]
    head = {name: {"dtype": "F64", "shape": [1], "data_offsets": [8 * n, 8 * n + 8]} for n, name in enumerate(names)}
    return tensors(head, np.ones(len(names)).tobytes())


def history_bomb() -> bytes:
    rows = 150_000_000
    head = {
        name: {"dtype": "U8", "shape": [rows], "data_offsets": [rows * n, rows * (n + 1)]}
        for n, name in enumerate(("steps/step", "steps/epoch"))
    }
    return tensors(head, bytes(2 * rows))


def weights_bomb() -> bytes:
    size = 400_000_000
    return tensors(
        {"weights/d0.weight": {"dtype": "F32", "shape": [size // 4], "data_offsets": [0, size]}}, bytes(size)
    )


def overlapping() -> bytes:
    """A zip whose directory names one stored part a thousand times."""
    content = zipped({"a/1.png": bytes(1000)}, zipfile.ZIP_STORED)
    at = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry = content[at:end]
    names = [f"{chr(97 + n % 2)}/{n:03}"[:7].ljust(7, "x") for n in range(1000)]
    directory = b"".join(entry[:46] + name.encode() + entry[53:] for name in names)
    directory = directory.replace(b"xx", b".p")
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(directory), at, 0)
    return content[:at] + directory + tail


def many_names(count: int) -> bytes:
    """A zip of nothing but a directory: so many parts without a name that has a meaning."""
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 33, 0, 0, 0, 1, 0) + b"a"
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    directory = entry * count
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), len(local), 0)
    return local + directory + tail


def png(width: int, height: int, depth: int = 8, colour: int = 0, seed: int | None = None) -> bytes:
    """A PNG, made by hand: black, or of noise where there is a ``seed``."""
    bits = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour] * depth
    packer = zlib.compressobj(9)
    line, draw = bytes((width * bits + 7) // 8), np.random.default_rng(seed)
    lines = (b"\0" + (line if seed is None else draw.bytes(len(line))) for _ in range(height))
    data = b"".join(map(packer.compress, lines)) + packer.flush()

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">L", len(content)) + name + content + struct.pack(">L", zlib.crc32(name + content))

    head = struct.pack(">2L5B", width, height, depth, colour, 0, 0, 0)
    palette = chunk(b"PLTE", bytes(range(256)) * 3) + chunk(b"tRNS", bytes(range(256))) if colour == 3 else b""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + palette + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def npz(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def npz_head(shape: str, descr: str, size: int, fortran: bool = False) -> bytes:
    """An array of zeros with a head of one's own."""
    words = f"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}"
    words += " " * (-(len(words) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(words)) + words.encode() + bytes(size)


def link(text: str) -> bytes:
    return b"playground:1:" + base64.urlsafe_b64encode(zlib.compress(text.encode("utf-8", "surrogatepass"), 9)).rstrip(
        b"="
    )


def piece(**more: Any) -> bytes:
    return json.dumps({"playground-blocks": 1, "nodes": [{"id": "a", "kind": "dense"}], "edges": [], **more}).encode()


def groups(count: int, members: list[str], **more: Any) -> list[dict[str, Any]]:
    return [{"id": f"g{n}", "members": members, **more} for n in range(count)]


IDS = [f"d{n}" for n in range(2000)]
TWO = [{"id": f"d{n}", "kind": "dense"} for n in range(2)]
ODD = ["NaN", "Infinity", "-1", "0", "1.5", "1e308", "1e400", "1" + "0" * 30, '"4"', "null", "true", "[4]", "{}"]


def setting(kind: str, name: str, value: str) -> bytes:
    """A network with one block that has a setting of this JSON."""
    return chain(1, {name: 77}).replace(b'"dense"', f'"{kind}"'.encode()).replace(b"77", value.encode())


def samples(value: str) -> bytes:
    return f'{{"version": 1, "data": {{"source": {{"kind": "circle", "samples": {value}}}}}}}'.encode()


def part(name: str) -> bytes:
    return zipped({name: b"x", "experiment.json": chain(1)})


def pictured(name: str) -> bytes:
    return zipped({name: png(4, 4), "a/x.png": png(4, 4)})
