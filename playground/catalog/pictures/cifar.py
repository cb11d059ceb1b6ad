"""The binary form of CIFAR: a label (of CIFAR-100 two), then 1024 bytes each of red, green and blue.

Source: https://www.cs.toronto.edu/~kriz/cifar.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from playground.catalog.pictures.source import PIECE, Source, exactly, reading, sized
from playground.catalog.tensor import Ints, Raw
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr


def cifar(path: Path) -> Source:
    """A batch of CIFAR-10 or CIFAR-100, and the other batches beside it; of CIFAR-100 the fine labels."""
    files = batches(path)
    sizes = [file.stat().st_size for file in files]
    lead = next((lead for lead in (1, 2) if all(size and size % (3072 + lead) == 0 for size in sizes)), 0)
    if not lead:
        raise PlaygroundError(
            tr(
                "{file} has {size:,} bytes; a batch of CIFAR has 3,073 (CIFAR-100: 3,074) for every picture",
                file=path.name,
                size=sizes[0],
            )
        )
    record = 3072 + lead
    rows = sum(sizes) // record
    shape = (3, 32, 32)
    sized(path, shape, rows)

    def records() -> Iterator[Raw]:
        for file, size in zip(files, sizes, strict=True):
            with reading(file) as opened:
                together = PIECE // record
                for start in range(0, size // record, together):
                    count = min(together, size // record - start)
                    yield np.frombuffer(exactly(opened, count * record, file), np.uint8).reshape(count, record)

    def pieces() -> Iterator[Raw]:
        for values in records():
            yield values[:, lead:].reshape(-1, *shape)

    def labels() -> Ints:
        return np.concatenate([values[:, lead - 1] for values in records()]).astype(np.int64)

    names = _names(path.with_name("batches.meta.txt" if lead == 1 else "fine_label_names.txt"))
    numbered = tuple(str(number) for number in range(10 if lead == 1 else 100))
    return Source(shape=shape, rows=rows, pieces=pieces, labels=labels, classes=names or numbered)


def batches(path: Path) -> tuple[Path, ...]:
    """``data_batch_1.bin`` means all data batches beside it, as they belong together."""
    found = re.fullmatch(r"(data_batch_)\d+(\.bin)", path.name)
    if found is None:
        return (path,)
    return tuple(sorted(path.parent.glob(f"{found[1]}*{found[2]}"))) or (path,)


def _names(path: Path) -> tuple[str, ...]:
    if not path.is_file() or path.stat().st_size > 100_000:
        return ()
    return tuple(
        line.strip() for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()
    )
