"""The twins of 20 layers for 32×32 pictures: with and without ways round every two convolutions."""

from __future__ import annotations

from playground.catalog.draft import Draft
from playground.catalog.parts import normalized, residual
from playground.spec.experiment import Network

FULL, SMALL = (16, 32, 64), (8, 16, 32)


def twin(filters: tuple[int, int, int], *, skip: bool) -> Network:
    """Three stages of three blocks: 1 + 3 · 3 · 2 convolutions and the output are 20 layers with weights."""
    draft = Draft()
    x = draft.add("input", id="input1")
    with draft.group("conv1", closed=False, stacked=True):
        x = normalized(draft, x, filters[0], 3, id="conv1", name="conv1")
    channels = filters[0]
    for stage, width in enumerate(filters, start=2):
        with draft.group(f"conv{stage}_x", closed=False, stacked=True):
            alike = 3
            if width != channels:
                alike = 2
                with draft.group(f"conv{stage}_1", id=f"group_conv{stage}_1"):
                    x = residual(draft, x, width, stride=2, projected=skip, skip=skip, id=f"conv{stage}_1")
            first = 4 - alike
            with draft.group(f"conv{stage}_{first} to 3", id=f"group_conv{stage}_{first}", repeat=alike):
                x = residual(draft, x, width, skip=skip, id=f"conv{stage}_{first}")
        channels = width
    x = draft.add("global_pool", x, id="pool1", name="average pool")
    draft.add("output", x, id="output1")
    return draft.network()
