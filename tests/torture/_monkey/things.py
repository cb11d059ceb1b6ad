"""What lies about for the robot to open, drop and paste: half of it good, half of it broken."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image

from playground.spec.experiment import Network, Node, chain, lay_out
from playground.spec.json import experiment_to_text
from playground.spec.piece import piece_to_text
from playground.workbench import files, templates
from playground.workbench.link import link_of

TABLE = "x,y,label\n" + "\n".join(f"{n % 7},{n % 5},{'ab'[n % 2]}" for n in range(40)) + "\n"
CLIPBOARDS = (
    TABLE,
    TABLE.replace(",", "\t"),
    TABLE.replace(",", ";").replace("\n", "\r\n"),
    "a,b,c\n1,2,3\n4,5\n",
    "a,b\n" + "\n".join(f"{n / 3:.3f},{n * n}" for n in range(30)),
    "a,b,label\n",
    "a,b,label\n1,nan,yes\n2,inf,no\n1e400,3,yes\n",
    '"open quote,1,2\n3,4,5\n',
    "x,y,label\n" + "1,2,same\n" * 20,
    "",
    " \n\t\n",
    "hello",
    "{}",
    '{"nodes": [], "edges": []}',
    '{"nodes": [{"id": "a", "kind": "unheard of"}], "edges": []}',
    "[" * 2000,
    "\x00\x01\x02",
    "x" * 100_000,
    "playground:1:AAAA",
    "<table><tr><td>1</td></tr></table>",
)


def lay_about(folder: Path) -> tuple[Path, ...]:
    """Put files and folders into ``folder``; gives their paths and some where nothing is."""
    folder.mkdir(parents=True, exist_ok=True)
    good = templates.load_template(templates.DEFAULT)
    moons = templates.load_template("moons_dropout")
    found = [
        _write(folder / "good.json", experiment_to_text(moons)),
        _write(folder / "good.csv", TABLE),
        _write(folder / "numbers.tsv", TABLE.replace(",", "\t")),
        _write(folder / "ragged.csv", "a,b,c\n1,2,3\n4,5\n"),
        _write(folder / "head only.csv", "a,b,c\n"),
        _write(folder / "empty.csv", ""),
        _write(folder / "binary.csv", bytes(range(256)) * 8),
        _write(folder / "broken.json", '{"network": {"nodes": [{'),
        _write(folder / "wrong.json", '{"format": 99, "network": 3}'),
        _write(folder / "broken.nnp", b"PK\x03\x04 and no more"),
        _write(folder / "broken.zip", b"no zip at all"),
        _write(folder / "broken.npy", b"\x93NUMPY and no more"),
        _write(folder / "broken.nnblock", "no block"),
        _write(folder / "table.txt", TABLE.replace(",", " ")),
        _write(folder / "Ümläut & <b>.csv", TABLE),
        folder / "nothing here.nnp",
        folder / "nothing here.csv",
        folder / "no folder" / "a.json",
        folder,
    ]
    files.save(folder / "good.nnp", good)
    found.append(folder / "good.nnp")
    nodes = lay_out((Node(id="a", kind="dense"), Node(id="b", kind="activation")))
    found.append(_write(folder / "good.nnblock", piece_to_text(Network(nodes=nodes, edges=chain(*nodes)))))
    np.save(folder / "pictures.npy", np.random.default_rng(0).integers(0, 255, (20, 8, 8), dtype=np.uint8))
    found.append(folder / "pictures.npy")
    for name, colour in (("dogs", 200), ("cats", 30)):
        (folder / "pets" / name).mkdir(parents=True, exist_ok=True)
        for number in range(6):
            Image.new("L", (8, 8), colour + number).save(folder / "pets" / name / f"{number}.png")
    found.append(folder / "pets")
    with zipfile.ZipFile(folder / "pets.zip", "w") as packed:
        for picture in sorted((folder / "pets").rglob("*.png")):
            packed.write(picture, picture.relative_to(folder / "pets"))
    found.append(folder / "pets.zip")
    return tuple(found)


def _write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def clipboard(draw: Random) -> str:
    """A text to paste."""
    if draw.random() < 0.1:
        experiment = templates.load_template(draw.choice(("moons_l2", "deep_spiral")))
        link = link_of(replace(experiment, seed=draw.randrange(100)))
        return link if draw.random() < 0.6 else link[: draw.randrange(len(link))]
    return draw.choice(CLIPBOARDS)
