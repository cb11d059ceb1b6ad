"""Inputs that are made to break one rule each: too large, too deep, too many, lying, or senseless."""

from __future__ import annotations

import gzip
import json
import struct
import zipfile
from collections.abc import Callable
from functools import partial

import numpy as np

from tests.torture._fuzz.making import (
    HUGE,
    IDS,
    MANY,
    ODD,
    TWO,
    chain,
    columns,
    deep,
    experiment,
    groups,
    history_bomb,
    link,
    many_names,
    nnp,
    npz_head,
    overlapping,
    part,
    pictured,
    piece,
    png,
    progress,
    samples,
    setting,
    tensors,
    weights_bomb,
    zipped,
)

RULES: dict[str, tuple[str, Callable[[], bytes]]] = {
    # ------------------------------------------------------------ JSON
    "lists nested 100 000 deep": ("json", lambda: deep(100_000).encode()),
    "objects nested 100 000 deep": ("json", lambda: deep(100_000, '{"a":', "}").replace(":}", ":1}").encode()),
    "lists nested 900 deep in settings": (
        "settings",
        lambda: f'{{"layout": {{"a": {deep(900)}}}}}'.encode(),
    ),
    "lists nested 90 deep in settings": ("settings", lambda: f'{{"layout": {{"a": {deep(90)}}}}}'.encode()),
    "a setting nested 900 deep": ("json", lambda: f'{{"version": 1, "data": {deep(900)}}}'.encode()),
    "60 MB of empty lists": ("json", lambda: b'{"version": 1, "notes": [' + b"[]," * 20_000_000 + b"[]]}"),
    "60 MB of short words": ("json", lambda: b'{"version": 1, "notes": [' + b'"ab",' * 12_000_000 + b"1]}"),
    "60 MB of numbers": ("json", lambda: b'{"version": 1, "notes": [' + b"0.5," * 15_000_000 + b"1]}"),
    "one name twice": ("json", lambda: b'{"version": 1, "version": 1}'),
    "a lone surrogate as a name": ("json", lambda: b'{"version": 1, "\\ud800": 1}'),
    "a lone surrogate as an id": ("json", lambda: experiment(nodes=[{"id": "\ud800", "kind": "dense"}])),
    "a lone surrogate in the notes": ("json", lambda: b'{"version": 1, "notes": "\\udfff"}'),
    "a BOM": ("json", lambda: b"\xef\xbb\xbf" + chain(1)),
    "UTF-16": ("json", lambda: chain(1).decode().encode("utf-16")),
    "control characters in an id": ("json", lambda: experiment(nodes=[{"id": "a\u0000b", "kind": "dense"}])),
    "a name of 10⁶ letters": ("json", lambda: experiment(nodes=[{"id": "a", "kind": "dense", "name": "x" * MANY}])),
    "an id of 10⁶ letters": ("json", lambda: experiment(nodes=[{"id": "x" * MANY, "kind": "dense"}])),
    "a whole number of 5000 digits": ("json", lambda: b'{"version": 1, "seed": ' + b"9" * 5000 + b"}"),
    "10⁶ names that are not known": (
        "json",
        lambda: ('{"version": 1,' + ",".join(f'"n{n}": 1' for n in range(MANY)) + "}").encode(),
    ),
    # ------------------------------------------------------------ networks
    "10⁶ blocks": ("json", lambda: experiment(nodes=[{"id": str(n), "kind": "dense"} for n in range(MANY)])),
    "10 000 blocks in a row": ("json", lambda: chain(9_000)),
    "10 000 blocks of unknown kind": (
        "json",
        lambda: experiment(nodes=[{"id": str(n), "kind": f"dens{n}"} for n in range(10_000)]),
    ),
    "10 000 blocks without a connection": (
        "json",
        lambda: experiment(nodes=[{"id": str(n), "kind": "dense"} for n in range(10_000)]),
    ),
    "10 000 inputs": ("json", lambda: experiment(nodes=[{"id": str(n), "kind": "input"} for n in range(10_000)])),
    "100 000 connections between two blocks": (
        "json",
        lambda: experiment(nodes=TWO, edges=[{"source": "d0", "target": "d1"}] * 100_000),
    ),
    "a circle of 10 000": (
        "json",
        lambda: experiment(
            nodes=[{"id": str(n), "kind": "dense"} for n in range(10_000)],
            edges=[{"source": str(n), "target": str((n + 1) % 10_000)} for n in range(10_000)],
        ),
    ),
    "a block that flows into itself": (
        "json",
        lambda: experiment(nodes=TWO, edges=[{"source": "d0", "target": "d0"}]),
    ),
    "connections to nowhere": (
        "json",
        lambda: experiment(nodes=TWO, edges=[{"source": "x", "target": "y"}] * 50_000),
    ),
    "one id twice": ("json", lambda: experiment(nodes=TWO + TWO)),
    "places at the end of all numbers": (
        "json",
        lambda: experiment(nodes=[{"id": "a", "kind": "dense", "position": [1e308, -1e308]}]),
    ),
    "2000 groups with a member too many": (
        "json",
        lambda: experiment(nodes=[{"id": id, "kind": "dense"} for id in IDS], groups=groups(1000, [*IDS, IDS[-1]])),
    ),
    "10 000 groups that are wrong": ("json", lambda: experiment(nodes=TWO, groups=groups(10_000, ["x"]))),
    "10 000 groups around the same block": (
        "json",
        lambda: experiment(nodes=TWO, groups=groups(10_000, ["d0"], repeat=1)),
    ),
    "10 000 groups of one id": (
        "json",
        lambda: experiment(nodes=TWO, groups=[{"id": "g", "members": ["d0"]}] * 10_000),
    ),
    "a group that repeats 10⁹ times": ("json", lambda: chain(2, groups=groups(1, ["d0"], repeat=HUGE))),
    "a group that repeats 10⁵ times": ("json", lambda: chain(2, groups=groups(1, ["d0"], repeat=100_000))),
    "a hundred groups in each other that repeat": (
        "json",
        lambda: chain(
            100,
            groups=[
                g | {"members": [f"d{k}" for k in range(n + 1)], "repeat": 2} for n, g in enumerate(groups(100, []))
            ],
        ),
    ),
    "a group with 90 000 connections that repeats": (
        "json",
        lambda: experiment(
            nodes=[{"id": "i", "kind": "input"}, *TWO, {"id": "o", "kind": "output"}],
            edges=[{"source": "i", "target": "d0"}, {"source": "d1", "target": "o"}]
            + [{"source": "d0", "target": "d1"}] * 90_000,
            groups=groups(1, ["d0", "d1"], repeat=1000),
        ),
    ),
    "10⁷ settings that groups show": (
        "json",
        lambda: experiment(nodes=TWO, groups=groups(200, ["d0"], exposed=[["d0", "x"]] * 10_000)),
    ),
    "10⁵ frozen words": (
        "json",
        lambda: experiment(nodes=[{"id": f"a{n}", "kind": "dense", "frozen": ["x"] * 10_000} for n in range(20)]),
    ),
    "100 000 weights set by hand": (
        "json",
        lambda: json.dumps(
            {"version": 1, "touches": [{"weight": f"d{n}.weight", "index": [n], "value": 1.0} for n in range(100_000)]}
        ).encode(),
    ),
    **{f"units {value}": ("json", partial(setting, "dense", "units", value)) for value in [*ODD, str(HUGE)]},
    **{f"a kernel {value}": ("json", partial(setting, "conv", "kernel_size", value)) for value in [*ODD, str(MANY)]},
    **{f"samples {value}": ("json", partial(samples, value)) for value in [*ODD, str(HUGE)]},
    # ------------------------------------------------------------ .nnp
    "an experiment that unpacks to 60 MB": ("nnp", lambda: nnp(experiment_json=b" " * 60_000_000)),
    "an experiment that unpacks to 300 MB": ("nnp", lambda: nnp(experiment_json=b" " * 300_000_000)),
    "progress that unpacks to 60 MB of lists": (
        "nnp",
        lambda: nnp(progress_json=b'{"x":[' + b"[]," * 20_000_000 + b"[]]}", weights_safetensors=tensors({})),
    ),
    "weights that unpack to 400 MB": ("nnp", lambda: nnp(weights_safetensors=weights_bomb())),
    "curves that unpack to 300 MB of bytes": (
        "nnp",
        lambda: nnp(weights_safetensors=tensors({}), history_safetensors=history_bomb()),
    ),
    "200 000 curves of one number": (
        "nnp",
        lambda: nnp(weights_safetensors=tensors({}), history_safetensors=columns(200_000)),
    ),
    "500 000 weights of no numbers": (
        "nnp",
        lambda: nnp(
            weights_safetensors=tensors(
                {f"weights/n{n}": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]} for n in range(500_000)}
            )
        ),
    ),
    "weights of a shape beyond all numbers": (
        "nnp",
        lambda: nnp(
            weights_safetensors=tensors(
                {"weights/d0.weight": {"dtype": "F32", "shape": [2**62, 2**62, 0], "data_offsets": [0, 0]}}
            )
        ),
    ),
    "weights that are no numbers": (
        "nnp",
        lambda: nnp(
            weights_safetensors=tensors(
                {"weights/d0.bias": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}},
                np.full(4, np.nan, np.float32).tobytes(),
            )
        ),
    ),
    "weights of the wrong type": (
        "nnp",
        lambda: nnp(
            weights_safetensors=tensors(
                {"weights/d0.bias": {"dtype": "BF16", "shape": [4], "data_offsets": [0, 8]}}, bytes(8)
            )
        ),
    ),
    "a step of 2⁵³": ("nnp", lambda: nnp(progress_json=progress(step=2**53), weights_safetensors=tensors({}))),
    "a step of 10³⁰": ("nnp", lambda: nnp(progress_json=progress(step=10**30), weights_safetensors=tensors({}))),
    "a thousand parts": ("nnp", lambda: zipped({str(n): b"" for n in range(1000)})),
    "10⁶ parts": ("nnp", lambda: many_names(MANY)),
    "a zip within": ("nnp", lambda: nnp(experiment_json=nnp())),
    "parts of each other": ("nnp", overlapping),
    **{
        f"a part called {name[:40]!r}": ("nnp", partial(part, name))
        for name in ("../x", "/etc/x", "C:\\x", "\\\\host\\x", "x\n\ry", "a" * 60_000)
    },
    # ------------------------------------------------------------ pieces, links, languages
    "a piece with 4 million letters": ("clipboard", lambda: piece(x="y" * 3_999_000)),
    "a piece with 1.3 million lists": (
        "clipboard",
        lambda: piece(x=0).replace(b"0", b"[" + b"[]," * 1_300_000 + b"0]"),
    ),
    "pieces with members too many": (
        "nnblock",
        lambda: piece(nodes=[{"id": id, "kind": "dense"} for id in IDS], groups=groups(250, [*IDS, IDS[-1]])),
    ),
    "pieces nested 900 deep": (
        "own blocks",
        lambda: b'{"playground-blocks": 1, "nodes": ' + deep(900).encode() + b"}",
    ),
    "a link to 8 MB of lists": ("link", lambda: link('{"experiment": [' + "[]," * 2_700_000 + "0]}")),
    "a link to 100 MB": ("link", lambda: link(" " * 100_000_000)),
    "a link nested 900 deep": ("link", lambda: link('{"experiment": ' + deep(900) + "}")),
    "a link with lone surrogates": ("link", lambda: link('{"experiment": {"version": 1, "notes": "\ud800"}}')),
    "a language of 4 MB": ("language", lambda: json.dumps({f"{n}": "x" * 10 for n in range(150_000)}).encode()),
    "a language with a place too wide": ("language", lambda: b'{"{count} blocks": "{count:999999999}"}'),
    "a recent file that nothing can be called": ("settings", lambda: b'{"recent": ["\\ud800", "a\\u0000b", "x"]}'),
    "a template nested 900 deep": ("template", lambda: f'{{"title": {deep(900)}}}'.encode()),
    # ------------------------------------------------------------ tables
    "a table of 10⁶ columns": ("csv", lambda: b"1," * MANY + b"1\n" + b"2," * MANY + b"2\n"),
    "a table with a line of 100 MB": ("csv", lambda: b"1," * 50_000_000 + b"\n1,2\n"),
    "a table with a word of 100 MB": ("csv", lambda: b"a,b\n1,2\n" + b"x" * 100_000_000),
    "a table with names of 100 kB": ("csv", lambda: b"x" * 100_000 + b",b\n1,2\n2,3\n"),
    "a table with a quote never closed": ("csv", lambda: b'a,b\n1,"2\n' + b"3,4\n" * 3_000_000),
    "a table of 10⁷ rows": ("csv", lambda: b"1,2\n" * 10**7),
    "a table of 10⁷ empty lines": ("csv", lambda: b"\n" * 10**7),
    "a table of empty cells": ("csv", lambda: b",\n" * 10**6),
    "a table of 190 MB with a wide letter": ("csv", lambda: "a,𝄞\n".encode() + b"1,2222222222222222222\n" * 8_600_000),
    "a table of 10⁶ words": ("csv", lambda: b"".join(b"w%d,1\n" % n for n in range(MANY))),
    "a table of UTF-16": ("csv", lambda: "a,b\n1,2\n2,3\n".encode("utf-16")),
    "a table of half a UTF-16": ("csv", lambda: "a,b\n1,2\n".encode("utf-16")[:-1]),
    "a table of zero bytes": ("csv", lambda: bytes(10_000)),
    "a table of zero bytes after a megabyte": ("csv", lambda: b"1,2\n" * 300_000 + b"\0,\0\n"),
    "a table of all forms of numbers": (
        "csv",
        lambda: "a,b\n1e308,٣\n0x10,１\n1_0,inf\n-0,+1\n1e-400,1e400\n".encode(),
    ),
    "a table of one quote": ("csv", lambda: b'"'),
    "a table with carriage returns": ("csv", lambda: b"a,b\r1,2\r3,4\r"),
    # ------------------------------------------------------------ pictures
    "49 million pixels of 1 bit": ("picture", lambda: png(7000, 7000, 1)),
    "49 million pixels of 16 bits": ("picture", lambda: png(7000, 7000, 16)),
    "49 million pixels with alpha": ("picture", lambda: png(7000, 7000, 8, 6)),
    "49 million pixels of a palette with alpha": ("picture", lambda: png(7000, 7000, 8, 3)),
    "49 million pixels of grey with alpha": ("picture", lambda: png(7000, 7000, 16, 4)),
    "10⁹ pixels": ("picture", lambda: png(31_623, 31_623, 1)[:1000]),
    "a picture of one line": ("picture", lambda: png(49_000_000, 1, 1)),
    "a picture of one column": ("picture", lambda: png(1, 49_000_000, 1)[:100_000]),
    "two pictures of 49 million pixels": (
        "picture zip",
        lambda: zipped({f"{'ab'[n % 2]}/{n}.png": png(7000, 7000, 8, 6) for n in range(2)}, zipfile.ZIP_STORED),
    ),
    "64 pictures of 60 MB": (
        "picture zip",
        lambda: zipped({f"{'ab'[n % 2]}/{n}.png": bytes(60_000_000) for n in range(64)}),
    ),
    "64 pictures of 60 MB that pack badly": (
        "picture zip",
        lambda: zipped(
            {f"{'ab'[n % 2]}/{n}.png": (bytes(256) + np.random.default_rng(n).bytes(4)) * 230_000 for n in range(20)}
        ),
    ),
    "10⁶ pictures in a zip": ("picture zip", lambda: many_names(MANY)),
    "2·10⁶ pictures in a zip": ("picture zip", lambda: many_names(2 * MANY)),
    "one picture a thousand times": ("picture zip", overlapping),
    **{
        f"a picture called {name[:40]!r}": ("picture zip", partial(pictured, name))
        for name in ("../b/x.png", "/b/x.png", "C:\\b\\x.png", "b/x.png\0.txt", "b\n/x.png", "b/" * 30_000 + "x.png")
    },
    "3 000 folders in each other": (
        "picture zip",
        lambda: zipped({"a/" * 3000 + "b/x.png": png(4, 4), "a/" * 3000 + "c/x.png": png(4, 4)}),
    ),
    "IDX that says 10⁹ pictures": ("idx", lambda: b"\0\0\x08\x03" + struct.pack(">3L", HUGE, 28, 28)),
    "IDX of a side of 2³²": ("idx", lambda: b"\0\0\x08\x03" + struct.pack(">3L", 6, 2**32 - 1, 2**32 - 1)),
    "packed IDX that unpacks to 1 GB": (
        "idx.gz",
        lambda: gzip.compress(b"\0\0\x08\x03" + struct.pack(">3L", MANY, 32, 32) + bytes(300_000_000), 9),
    ),
    "packed IDX with an end of 1 GB": (
        "idx.gz",
        lambda: gzip.compress(b"\0\0\x08\x03" + struct.pack(">3L", 6, 2, 2) + bytes(300_000_000), 9),
    ),
    "npz with labels of 2 GB": (
        "npz",
        lambda: zipped(
            {"x.npy": npz_head("(1000000, 2, 2)", "|u1", 4_000_000), "y.npy": npz_head("(1000000,)", "<U500", 10**8)}
        ),
    ),
    "npz by columns of 2 GB": (
        "npz",
        lambda: zipped(
            {
                "x.npy": npz_head("(2000, 1000, 1000)", "|u1", 10**8, fortran=True),
                "y.npy": npz_head("(2000,)", "|u1", 2000),
            }
        ),
    ),
    "npz of nested brackets": ("npz", lambda: zipped({"x.npy": npz_head("(" * 3000 + ")" * 3000, "|u1", 0)})),
    "npz of negative sides": (
        "npz",
        lambda: zipped({"x.npy": npz_head("(-6, -2, 2)", "|u1", 24), "y.npy": npz_head("(-6,)", "|u1", 6)}),
    ),
    "npy of objects": ("npy", lambda: npz_head("(6, 2, 2)", "|O", 24)),
    "npz of 10⁵ arrays": ("npz", lambda: many_names(100_000)),
    "npy of 10¹² pictures": ("npy", lambda: npz_head("(1000000000000, 2, 2)", "|u1", 24)),
    "pixels in a line of 19 MB": ("pixel csv", lambda: b"1," * 9_500_000 + b"1\n" + b"1,2,3,4,5\n" * 3),
    "pixels in lines of 19 MB": ("pixel csv", lambda: (b"1," * 9_500_000 + b"1\n") * 3),
    "pixels without a label": ("pixel csv", lambda: b",,,,\n" * 10),
    "CIFAR of labels beyond ten": ("cifar", lambda: (b"\xff" + bytes(3072)) * 4),
}
"""By what it is: who reads it, and how it is made."""
