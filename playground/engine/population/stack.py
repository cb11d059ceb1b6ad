"""The learned numbers of many runs, a row each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.analysis import Analysis
from playground.engine.parameters import Parameters, Weights


class Stack:
    """As `playground.engine.parameters.Parameters`, for ``runs`` runs of one structure.

    Attributes:
        runs: how many. layout: where each array lies in its row; its own numbers mean nothing.
        theta: every learned number, shape (runs, n). gradient: the costs' gradients by them, same shape.
        buffers: what is kept but not learned, shape (runs · k,): each array with all runs in one piece, without which
            vmap would move copies of running averages.
        weights: 1.0 where theta is a weight, 0.0 where it is a bias or a scale, shape (n,).
        tensors: by ``"<node>.<name>"``, views of theta and of buffers, shape (runs, *shape).
        learned: the names of those that are learned, in the order in which theta has them.

    """

    def __init__(self, analysis: Analysis, runs: int, device: torch.device, dtype: torch.dtype) -> None:
        self.runs = runs
        self.layout = Parameters(analysis, device, dtype)
        self.theta = self.layout.theta.new_zeros(runs, self.layout.theta.numel())
        self.gradient = torch.zeros_like(self.theta)
        self.buffers = self.layout.buffers.new_zeros(runs * self.layout.buffers.numel())
        self.weights = self.layout.weights
        self.tensors: dict[str, Tensor] = {}
        self.learned: list[str] = []
        for name, place in self.layout.places.items():
            if place.role == "buffer":
                here = self.buffers[runs * place.start : runs * place.stop]
                self.tensors[name] = here.view(runs, *place.shape)
            else:
                self.tensors[name] = self.view(self.theta, name).detach().requires_grad_()
                self.learned.append(name)

    def view(self, rows: Tensor, name: str) -> Tensor:
        """The learned array called ``name`` in rows such as theta or gradient, shape (runs, *shape)."""
        place = self.layout.places[name]
        return rows[:, place.start : place.stop].view(len(rows), *place.shape)

    def load(self, run: int, values: Weights) -> None:
        """Take over all arrays of one run; ``values`` has every name, in the right shape."""
        self.layout.load(values)
        self.put(run, self.layout.theta, self.layout.buffers)

    def put(self, run: int, theta: Tensor, buffers: Tensor) -> None:
        """Give a run these numbers, shapes (n,) and (k,)."""
        self.theta[run].copy_(theta)
        for name, place in self.layout.places.items():
            if place.role == "buffer":
                self.tensors[name][run].copy_(buffers[place.start : place.stop].view(place.shape))

    def take(self, run: int, theta: Tensor, buffers: Tensor) -> None:
        """Copy a run's numbers there, shapes (n,) and (k,)."""
        theta.copy_(self.theta[run])
        for name, place in self.layout.places.items():
            if place.role == "buffer":
                buffers[place.start : place.stop].view(place.shape).copy_(self.tensors[name][run])

    def export(self, theta: Tensor, buffers: Tensor) -> dict[str, NDArray[Any]]:
        """One run's rows, cut into arrays by name."""
        return self.layout.export(theta, buffers)

    def of(self, tensors: Mapping[str, Tensor], node: str) -> dict[str, Tensor]:
        """Of arrays by full name those of one node, by their short names."""
        head = f"{node}."
        return {name.removeprefix(head): tensor for name, tensor in tensors.items() if name.startswith(head)}
