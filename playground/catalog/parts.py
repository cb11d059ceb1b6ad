"""The building blocks of classic networks, written into a draft: what architectures and ready groups are made of.

Every function adds blocks behind ``x`` (the id of what flows in) and gives the id of what flows out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playground.catalog.draft import Draft
from playground.spec.values import Choice

LINEAR = Choice("linear")
RELU = Choice("relu")


def convolution(
    draft: Draft,
    x: str,
    filters: int,
    kernel: int,
    *,
    stride: int = 1,
    groups: int = 1,
    activation: Choice = RELU,
    bias: bool = True,
    id: str = "",
    name: str = "",
    lane: float = 0.0,
) -> str:
    """A convolution padded by half its kernel on both ends, so that with stride 1 the picture keeps its size."""
    settings: dict[str, Any] = {"filters": filters, "kernel_size": kernel}
    if stride > 1:
        settings["stride"] = stride
    if kernel > 1:
        settings |= {"padding": "number", "padding_size": kernel // 2}
    if groups > 1:
        settings["groups"] = groups
    if activation != RELU:
        settings["activation"] = activation
    if not bias:
        settings["bias"] = False
    return draft.add("conv", x, id=id, name=name, lane=lane, **settings)


def normalized(
    draft: Draft,
    x: str,
    filters: int,
    kernel: int,
    *,
    stride: int = 1,
    groups: int = 1,
    activation: Choice = RELU,
    id: str = "",
    name: str = "",
    lane: float = 0.0,
) -> str:
    """A convolution without bias, and the batch norm behind it with the activation."""
    conv = convolution(
        draft,
        x,
        filters,
        kernel,
        stride=stride,
        groups=groups,
        activation=LINEAR,
        bias=False,
        id=id,
        name=name,
        lane=lane,
    )
    return batch_norm(draft, conv, activation, id=f"{id}_bn" if id else "", lane=lane)


def batch_norm(draft: Draft, x: str, activation: Choice = LINEAR, *, id: str = "", lane: float = 0.0) -> str:
    """Batch norm, with an activation where it has one."""
    settings: dict[str, Any] = {} if activation == LINEAR else {"activation": activation}
    return draft.add("batch_norm", x, id=id, lane=lane, **settings)


def depthwise(
    draft: Draft, x: str, kernel: int, *, stride: int = 1, activation: Choice = RELU, id: str = "", name: str = ""
) -> str:
    """A depthwise convolution without bias, and the batch norm behind it with the activation."""
    settings: dict[str, Any] = {"kernel_size": kernel, "padding": "number", "padding_size": kernel // 2}
    if stride > 1:
        settings["stride"] = stride
    conv = draft.add("depthwise_conv", x, id=id, name=name, activation=LINEAR, bias=False, **settings)
    return batch_norm(draft, conv, activation, id=f"{id}_bn" if id else "")


def pointwise(
    draft: Draft, x: str, filters: int, *, activation: Choice = RELU, id: str = "", name: str = "", lane: float = 0.0
) -> str:
    """A 1×1 convolution without bias, and the batch norm behind it with the activation."""
    conv = draft.add("pointwise_conv", x, id=id, name=name, lane=lane, filters=filters, activation=LINEAR, bias=False)
    return batch_norm(draft, conv, activation, id=f"{id}_bn" if id else "", lane=lane)


def max_pool(draft: Draft, x: str, size: int, stride: int, *, padding: int = 0, id: str = "", name: str = "") -> str:
    """Max pooling."""
    around: dict[str, Any] = {"padding": "number", "padding_size": padding} if padding else {}
    return draft.add("max_pool", x, id=id, name=name, kernel_size=size, stride=stride, **around)


def residual(
    draft: Draft, x: str, filters: int, *, stride: int = 1, projected: bool = False, skip: bool = True, id: str
) -> str:
    """Two 3×3 convolutions and the way round them (He and others, 2016); without ``skip`` its plain twin.

    ``projected`` has a 1×1 convolution on the way round, where its shape would be another.
    """
    y = normalized(draft, x, filters, 3, stride=stride, id=f"{id}_a", name="3×3")
    y = normalized(draft, y, filters, 3, activation=LINEAR if skip else RELU, id=f"{id}_b", name="3×3")
    return _joined(draft, x, y, filters, stride, projected=projected, id=id) if skip else y


def bottleneck(
    draft: Draft, x: str, filters: int, *, stride: int = 1, projected: bool = False, id: str, widening: int = 4
) -> str:
    """1×1 to fewer channels, 3×3 among them, 1×1 back to ``widening`` times as many; and the way round them."""
    y = normalized(draft, x, filters, 1, id=f"{id}_a", name="1×1")
    y = normalized(draft, y, filters, 3, stride=stride, id=f"{id}_b", name="3×3")
    y = normalized(draft, y, widening * filters, 1, activation=LINEAR, id=f"{id}_c", name="1×1")
    return _joined(draft, x, y, widening * filters, stride, projected=projected, id=id)


def _joined(draft: Draft, x: str, y: str, filters: int, stride: int, *, projected: bool, id: str) -> str:
    if projected:
        x = normalized(
            draft, x, filters, 1, stride=stride, activation=LINEAR, id=f"{id}_skip", name=PROJECTION, lane=-1.0
        )
    joint = draft.add("add", y, x, id=f"{id}_add")
    return draft.add("activation", joint, id=f"{id}_relu", activation=RELU)


PROJECTION = "1×1 projection"


@dataclass(frozen=True, slots=True)
class Branches:
    """The channels of an inception module, in the order of the paper's table."""

    one: int
    reduce_three: int
    three: int
    reduce_five: int
    five: int
    pool: int


def inception(draft: Draft, x: str, of: Branches, *, id: str) -> str:
    """1×1, 3×3, 5×5 convolutions and a pooling side by side, joined along the channels (Szegedy and others, 2015)."""
    a = convolution(draft, x, of.one, 1, id=f"{id}_1x1", name="1×1", lane=-1.5)
    b = convolution(draft, x, of.reduce_three, 1, id=f"{id}_3x3_reduce", name="3×3 reduce", lane=-0.5)
    b = convolution(draft, b, of.three, 3, id=f"{id}_3x3", name="3×3", lane=-0.5)
    c = convolution(draft, x, of.reduce_five, 1, id=f"{id}_5x5_reduce", name="5×5 reduce", lane=0.5)
    c = convolution(draft, c, of.five, 5, id=f"{id}_5x5", name="5×5", lane=0.5)
    d = draft.add("max_pool", x, id=f"{id}_pool", lane=1.5, kernel_size=3, stride=1, padding="number", padding_size=1)
    d = convolution(draft, d, of.pool, 1, id=f"{id}_pool_proj", name="pool proj", lane=1.5)
    return draft.add("concatenate", a, b, c, d, id=f"{id}_concat")


def separable(
    draft: Draft, x: str, filters: int, *, stride: int = 1, activation: Choice = RELU, id: str, kernel: int = 3
) -> str:
    """A depthwise convolution, then a pointwise one (Howard and others, 2017)."""
    y = depthwise(
        draft, x, kernel, stride=stride, activation=activation, id=f"{id}_dw", name=f"{kernel}×{kernel} depthwise"
    )
    return pointwise(draft, y, filters, activation=activation, id=f"{id}_pw", name="1×1")


def squeezed(draft: Draft, x: str, channels: int, squeeze: int, *, activation: Choice = RELU, id: str) -> str:
    """Every channel multiplied by a number between 0 and 1 that follows from all of them (Hu and others, 2018)."""
    y = draft.add("global_pool", x, id=f"{id}_squeeze", lane=-1.0)
    y = draft.add(
        "dense",
        y,
        id=f"{id}_reduce",
        units=squeeze,
        activation=activation,
        weight_initializer=Choice("he_normal"),
        lane=-1.0,
    )
    y = draft.add(
        "dense",
        y,
        id=f"{id}_excite",
        units=channels,
        activation=Choice("sigmoid"),
        weight_initializer=Choice("xavier"),
        lane=-1.0,
    )
    return draft.add("multiply", x, y, id=f"{id}_scale")


def inverted(
    draft: Draft,
    x: str,
    channels: int,
    filters: int,
    *,
    expansion: int,
    kernel: int = 3,
    stride: int = 1,
    squeeze: int = 0,
    activation: Choice = RELU,
    id: str,
) -> str:
    """1×1 to more channels, depthwise among them, 1×1 to ``filters`` without an activation (Sandler and others, 2018).

    The way round it is there where nothing changes in shape; ``squeeze`` units weigh the wide channels.
    """
    y = x
    if expansion != 1:
        y = pointwise(draft, y, channels * expansion, activation=activation, id=f"{id}_expand", name="1×1 expand")
    y = depthwise(
        draft, y, kernel, stride=stride, activation=activation, id=f"{id}_dw", name=f"{kernel}×{kernel} depthwise"
    )
    if squeeze:
        y = squeezed(draft, y, channels * expansion, squeeze, activation=activation, id=f"{id}_se")
    y = pointwise(draft, y, filters, activation=LINEAR, id=f"{id}_project", name="1×1 project")
    return draft.add("add", y, x, id=f"{id}_add") if stride == 1 and channels == filters else y
