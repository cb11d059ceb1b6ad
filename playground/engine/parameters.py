"""All learned numbers of a network in one flat row, with a named view for every weight.

One buffer means that an optimizer, a penalty, clipping or a copy is a handful of torch calls, however many layers
there are. The views share the buffer's memory: a step changes the row, and every layer sees it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.analysis import Analysis
from playground.catalog.block import Role
from playground.catalog.tensor import Shape

Weights = Mapping[str, NDArray[np.floating[Any]]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one array lies in its row: the numbers ``start`` … ``stop``."""

    node: str
    shape: Shape
    role: Role
    start: int
    stop: int


class Parameters:
    """The parameters and buffers of a network.

    Attributes:
        theta: every learned number, shape (n,). gradient: the cost's gradient by them, shape (n,).
        buffers: what is kept but not learned (running averages), shape (k,).
        weights: 1.0 where theta is a weight, 0.0 where it is a bias or a scale, shape (n,).
        nodes: for every node with learned numbers, its slice of theta.
        tensors: by ``"<node>.<name>"``, views of theta that collect their gradient in ``gradient``, and of buffers.

    """

    def __init__(self, analysis: Analysis, device: torch.device, dtype: torch.dtype) -> None:
        self.places: dict[str, Place] = {}
        self.nodes: dict[str, slice] = {}
        learned = kept = 0
        for id in analysis.order:
            first = learned
            for parameter in analysis.signatures[id].parameters:
                size = math.prod(parameter.shape)
                start = kept if parameter.role == "buffer" else learned
                place = Place(id, parameter.shape, parameter.role, start, start + size)
                self.places[f"{id}.{parameter.name}"] = place
                if parameter.role == "buffer":
                    kept += size
                else:
                    learned += size
            if learned > first:
                self.nodes[id] = slice(first, learned)
        self.theta = torch.zeros(learned, device=device, dtype=dtype)
        self.gradient = torch.zeros_like(self.theta)
        self.buffers = torch.zeros(kept, device=device, dtype=dtype)
        self.weights = torch.zeros_like(self.theta)
        self.tensors: dict[str, Tensor] = {}
        for name, place in self.places.items():
            if place.role == "buffer":
                self.tensors[name] = self.buffers[place.start : place.stop].view(place.shape)
                continue
            here = slice(place.start, place.stop)
            if place.role == "weight":
                self.weights[here] = 1.0
            tensor = self.theta[here].view(place.shape).detach().requires_grad_()
            tensor.grad = self.gradient[here].view(place.shape)
            self.tensors[name] = tensor

    def of(self, node: str) -> dict[str, Tensor]:
        """The node's own parameters and buffers by their short names."""
        head = f"{node}."
        return {
            name.removeprefix(head): self.tensors[name] for name, place in self.places.items() if place.node == node
        }

    def at(self, name: str, index: tuple[int, ...]) -> int:
        """Where the number at ``index`` of an array lies in its row."""
        place = self.places[name]
        return place.start + int(np.ravel_multi_index(index, place.shape))

    def load(self, values: Weights) -> None:
        """Take over all parameters and buffers; ``values`` has every name, in the right shape."""
        with torch.no_grad():
            for name, tensor in self.tensors.items():
                tensor.copy_(torch.tensor(np.asarray(values[name]), dtype=tensor.dtype))

    def export(self, theta: Tensor, buffers: Tensor) -> dict[str, NDArray[Any]]:
        """Rows of the shapes of `theta` and `buffers`, cut into arrays by name."""
        learned, kept = to_numpy(theta), to_numpy(buffers)
        return {
            name: (kept if place.role == "buffer" else learned)[place.start : place.stop].reshape(place.shape).copy()
            for name, place in self.places.items()
        }

    def named(self, row: Tensor) -> dict[str, NDArray[Any]]:
        """A row of shape (n,), such as optimizer state or a gradient, cut into arrays by name."""
        flat = to_numpy(row)
        return {
            name: flat[place.start : place.stop].reshape(place.shape).copy()
            for name, place in self.places.items()
            if place.role != "buffer"
        }

    def flat(self, values: Weights) -> Tensor:
        """The inverse of `named`: names that are missing become zero; other shapes keep what overlaps."""
        row = torch.zeros_like(self.theta)
        for name, place in self.places.items():
            if place.role != "buffer" and name in values:
                zeros = np.zeros(place.shape, dtype=values[name].dtype)
                fitted, _ = overlap(values[name], zeros)
                row[place.start : place.stop] = torch.tensor(fitted.reshape(-1), dtype=row.dtype)
        return row


def to_numpy(tensor: Tensor) -> NDArray[Any]:
    """A copy in main memory."""
    array: NDArray[Any] = tensor.detach().to("cpu", copy=True).numpy()
    return array


def overlap(old: NDArray[Any], fresh: NDArray[Any]) -> tuple[NDArray[Any], bool]:
    """``fresh`` with the block that both have taken from ``old``, and whether there was one (same number of axes)."""
    if old.ndim != fresh.ndim:
        return fresh, False
    block = tuple(slice(0, min(a, b)) for a, b in zip(old.shape, fresh.shape, strict=True))
    fitted = fresh.astype(np.result_type(old, fresh))
    fitted[block] = old[block]
    return fitted, True


def fit(old: Weights, fresh: Weights) -> tuple[dict[str, NDArray[Any]], tuple[str, ...], tuple[str, ...]]:
    """Every weight of ``old`` that still has a place, the rest from ``fresh``.

    Returns:
        The weights by the names of ``fresh``; the names that kept something; the names that are all new.

    """
    fitted: dict[str, NDArray[Any]] = {}
    kept: list[str] = []
    new: list[str] = []
    for name, values in fresh.items():
        fitted[name], fits = overlap(old[name], values) if name in old else (values, False)
        (kept if fits else new).append(name)
    return fitted, tuple(kept), tuple(new)
