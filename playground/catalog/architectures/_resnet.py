"""The residual networks for large pictures: a stem, four stages, one average."""

from __future__ import annotations

from collections.abc import Callable

from playground.catalog.draft import Draft
from playground.catalog.parts import max_pool, normalized
from playground.spec.experiment import Network

Block = Callable[..., str]


def resnet(blocks: tuple[int, ...], block: Block, *, widening: int, small: bool, filters: tuple[int, ...]) -> Network:
    """Stages of so many blocks; the first of a stage has a projection, the others of a stage are alike."""
    draft = Draft()
    x = draft.add("input", id="input1")
    with draft.group("conv1", closed=False, stacked=True):
        x = normalized(draft, x, filters[0], 3 if small else 7, stride=1 if small else 2, id="conv1", name="conv1")
        if not small:
            x = max_pool(draft, x, 3, 2, padding=1, id="pool1", name="pool1")
    channels = filters[0]
    for stage, (count, width) in enumerate(zip(blocks, filters, strict=True), start=2):
        stride = 1 if stage == 2 else 2
        projected = stride > 1 or channels != widening * width
        channels = widening * width
        with draft.group(f"conv{stage}_x", closed=False, stacked=True):
            if projected:
                with draft.group(f"conv{stage}_1", id=f"group_conv{stage}_1"):
                    x = block(draft, x, width, stride=stride, projected=True, id=f"conv{stage}_1")
            left = count - projected
            if left:
                first = 2 if projected else 1
                name = f"conv{stage}_{first}" + (f" to {count}" if left > 1 else "")
                with draft.group(name, id=f"group_conv{stage}_{first}", repeat=left):
                    x = block(draft, x, width, id=f"conv{stage}_{first}")
    x = draft.add("global_pool", x, id="pool5", name="average pool")
    draft.add("output", x, id="output1")
    return draft.network()
