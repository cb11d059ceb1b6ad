"""Sound files of every kind: what mutations begin with. They are small, so that a change is likely to matter."""

from __future__ import annotations

import base64
import gzip
import io
import itertools
import json
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.torture._fuzz import making


def seeds(reader: str) -> tuple[bytes, ...]:
    """Files that this reader reads."""
    return _MADE[reader]()


def _experiments() -> list[tuple[str, bytes]]:
    from playground.catalog.assets import asset

    found = []
    for path in sorted(asset("templates").glob("*.json")):
        found.append((path.stem, json.dumps(json.loads(path.read_bytes())["experiment"]).encode()))
    return found


def _nnp() -> tuple[bytes, ...]:
    """Bundled templates with weights, the state of an optimizer and curves."""
    from playground.catalog.analysis import analyse
    from playground.catalog.initial import initial_weights
    from playground.wire.checkpoint import Checkpoint
    from playground.wire.events import Evaluation, Steps
    from playground.workbench.curves import Curves
    from playground.workbench.files import save
    from playground.workbench.templates import load_template

    found = []
    for id in ("first", "logistic_regression", "petals_hidden_layer", "signals_convolution"):
        experiment = load_template(id)
        weights = initial_weights(experiment, analyse(experiment))
        checkpoint = Checkpoint(
            weights=weights,
            state={"velocity": {name: array + 1 for name, array in weights.items()}},
            optimizer="momentum",
            step=2,
            epoch=1,
            batch=1,
            updates=2,
            random=bytes(range(64)),
            best_dev_loss=0.5,
            best_epoch=1,
            best_weights=weights,
        )
        curves, ones = Curves(), np.ones(2)
        norms = {experiment.network.nodes[1].id: ones}
        curves.add_steps(
            Steps(
                run_id=1, first=1, epoch=ones, loss=ones, cost=ones, learning_rate=ones, gradient_norm=norms,
                update_ratio=norms, speed=1.0,
            )
        )  # fmt: skip
        curves.add_evaluation(Evaluation(run_id=1, step=2, epoch=1.0, parts={"dev": {"loss": 0.5}}))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.nnp"
            save(path, experiment, checkpoint, curves)
            found.append(path.read_bytes())
    return tuple(found)


def _json() -> tuple[bytes, ...]:
    grouped = json.loads(making.experiment(nodes=[{"id": "i", "kind": "input"}], edges=[]))
    network = grouped["network"]
    network["nodes"] += [{"id": f"d{n}", "kind": "dense", "frozen": ["*", "1"], "opened": True} for n in range(3)]
    network["nodes"].append({"id": "o", "kind": "output"})
    network["edges"] = [
        {"source": a["id"], "target": b["id"], "port": 0} for a, b in itertools.pairwise(network["nodes"])
    ]
    network["groups"] = [
        {"id": "g", "name": "G", "members": ["d0", "d1"], "repeat": 3, "exposed": [["d0", "units"]]},
        {"id": "h", "name": "H", "members": ["d0"], "repeat": 2, "closed": False},
    ]
    grouped["touches"] = [{"weight": "d0.weight", "index": [0, 1], "value": 0.5, "before": 0.25}]
    grouped["network"]["origin"] = {"kind": "lenet5", "form": "small"}
    return (*(content for _, content in _experiments()), json.dumps(grouped).encode())


def _pieces() -> tuple[bytes, ...]:
    found = []
    for content in _json():
        network = json.loads(content)["network"]
        network.pop("origin", None)
        found.append(json.dumps({"playground-blocks": 1, **network}).encode())
    return tuple(found)


def _links() -> tuple[bytes, ...]:
    made = []
    for content in _json():
        whole = {"experiment": json.loads(content), "show": {"scale": 1.5, "hidden": ["menu"]}}
        packed = base64.urlsafe_b64encode(zlib.compress(json.dumps(whole).encode()))
        made.append(b"playground:1:" + packed.rstrip(b"="))
    return tuple(made)


def _tables() -> tuple[bytes, ...]:
    from playground.catalog.assets import asset

    iris = b"\n".join(asset("data", "iris.csv").read_bytes().splitlines()[:20]) + b"\n"
    return (
        iris,
        iris.replace(b",", b";").replace(b".", b","),
        iris.decode().encode("utf-16"),
        b"a,b,c\n1,red,x\n2,blue,y\n,green,x\n4,\"re\"\"d\",y\n",
        b"1 2 3\n4 5 6\n7 8 9\n",
        b"x|y\n1|2\n3|4\n",
    )  # fmt: skip


def _settings() -> tuple[bytes, ...]:
    layout = {
        "sizes": {"columns": [200, 600, 300], "centre": [400, 200], "right": [300, 300]},
        "arranged": True,
        "shown": {"show_left": True, "show_plots": False},
        "tab": 1,
        "views": {"plots": {"chosen": ["loss"], "height": 3}, "surface": {"x": 0, "y": 1}},
    }
    whole = {
        "recent": ["/tmp/a.nnp", "/tmp/b.nnp"],
        "theme": "dark",
        "geometry": "AAECAw==",
        "language": "de",
        "hints": ["play"],
        "layout": layout,
        "layouts": {"mine": layout},
        "presentation": {"scale": 1.5, "hidden": ["menu"]},
        "minimap": "on",
        "pace": 30.0,
    }
    return (json.dumps(whole).encode(), b"{}")


def _language() -> tuple[bytes, ...]:
    words = {"language": "Deutsch", "Open": "Öffnen", "{count} blocks": "{count} Blöcke", "{size:.1f} GB": "{size:.1f}"}
    return (json.dumps(words).encode(), json.dumps(words, ensure_ascii=False).encode())


def _templates() -> tuple[bytes, ...]:
    from playground.catalog.assets import asset

    return tuple(path.read_bytes() for path in sorted(asset("templates").glob("*.json")))


def _pictures() -> tuple[bytes, ...]:
    from PIL import Image

    draw = np.random.default_rng(1)
    made = []
    forms = {
        "PNG": ("RGB", "L", "RGBA", "P", "1", "I;16"),
        "JPEG": ("RGB", "L"),
        "BMP": ("RGB", "L"),
        "GIF": ("P",),
        "WEBP": ("RGB",),
        "PPM": ("RGB", "L"),
    }
    for form, modes in forms.items():
        for mode in modes:
            image = Image.fromarray(draw.integers(0, 255, (12, 9, 3), dtype=np.uint8))
            image = image.convert("L").convert("I;16") if mode == "I;16" else image.convert(mode)
            file = io.BytesIO()
            image.save(file, form)
            made.append(file.getvalue())
    return tuple(made)


def _picture_zips() -> tuple[bytes, ...]:
    pictures = _pictures()[:6]
    ends = (".png", ".png", ".png", ".png", ".png", ".png")
    return (making.zipped({f"{'ab'[n % 2]}/{n}{end}": pictures[n] for n, end in enumerate(ends)}),)


def _idx() -> bytes:
    return b"\0\0\x08\x03" + b"".join(side.to_bytes(4, "big") for side in (6, 4, 4)) + bytes(range(96))


def _array(values: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, values)
    return file.getvalue()


def _arrays() -> tuple[np.ndarray, ...]:
    whole = np.arange(96, dtype=np.uint8).reshape(6, 4, 4)
    return whole, whole / 96.0, np.asfortranarray(whole), whole.repeat(3).reshape(6, 4, 4, 3)


def _npz() -> tuple[bytes, ...]:
    labels = (np.array([0, 1, 2, 0, 1, 2]), np.array(["a", "b", "c"] * 2), np.array([0.0, 1.0] * 3))
    return tuple(making.zipped({"x.npy": _array(x), "y.npy": _array(labels[n % 3])}) for n, x in enumerate(_arrays()))


def _pixels() -> tuple[bytes, ...]:
    head = "label," + ",".join(f"pixel{n}" for n in range(16)) + "\n"
    lines = "".join(f"{n % 3}," + ",".join(str((n * 16 + k) % 256) for k in range(16)) + "\n" for n in range(8))
    return ((head + lines).encode(), lines.encode(), lines.replace(",", ";").encode())


_MADE: dict[str, Callable[[], tuple[bytes, ...]]] = {
    "nnp": _nnp,
    "json": _json,
    "nnblock": _pieces,
    "own blocks": _pieces,
    "clipboard": lambda: (*_pieces(), *_links()[:2], *_tables()),
    "link": _links,
    "csv": _tables,
    "settings": _settings,
    "language": _language,
    "template": _templates,
    "picture": _pictures,
    "picture zip": _picture_zips,
    "idx": lambda: (_idx(),),
    "idx.gz": lambda: (gzip.compress(_idx(), mtime=0),),
    "cifar": lambda: (b"".join(bytes([n]) + bytes(range(256)) * 12 for n in range(4)),),
    "npy": lambda: tuple(map(_array, _arrays())),
    "npz": _npz,
    "pixel csv": _pixels,
}
