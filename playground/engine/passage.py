"""Examples on their way through the network, and the loss's gradients on their way back, for whoever looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.tensor import Mode
from playground.catalog.view import Passage
from playground.engine.model import Model
from playground.engine.parameters import Parameters, to_numpy


def travel(
    model: Model,
    parameters: Parameters,
    loss: Callable[[Tensor, Tensor], Tensor],
    x: Tensor,
    y: Tensor,
    mode: Mode,
) -> Passage:
    """Forward and backward once; afterwards everything is as it was.

    The random numbers of ``mode`` are those that the next step will draw and are put back, and so are the running
    averages, which a forward pass in training moves. No parameter's own gradient is touched.

    Args:
        model: the network on ``parameters``. loss: the mean over the examples, without penalty.
        x: as the network gets them, shape (m, *input). y: targets, as the loss takes them.
        mode: training, with the generator of the masks, or evaluation.

    """
    random = mode.generator.get_state() if mode.generator is not None else None
    buffers = parameters.buffers.clone()
    learned = {name: tensor for name, tensor in parameters.tensors.items() if tensor.requires_grad}
    try:
        with torch.enable_grad():
            outputs, before = model.trace(x.detach().clone().requires_grad_(), mode)
            value = loss(outputs[model.output], y)
        wanted = [*outputs.values(), *before.values(), *learned.values()]
        found = torch.autograd.grad(value, wanted, allow_unused=True)
    finally:
        parameters.buffers.copy_(buffers)
        if random is not None and mode.generator is not None:
            mode.generator.set_state(random)
    gradients = iter([torch.zeros_like(to) if by is None else by for by, to in zip(found, wanted, strict=True)])
    return Passage(
        loss=float(value.detach()),
        outputs=_arrays(outputs),
        output_gradients=_arrays({id: next(gradients) for id in outputs}),
        pre_activations=_arrays(before),
        pre_activation_gradients=_arrays({id: next(gradients) for id in before}),
        gradients=_arrays({name: next(gradients) for name in learned}),
    )


def slope(model: Model, x: Tensor, node: str, unit: int, by: str) -> tuple[NDArray[Any], NDArray[Any]] | None:
    """A unit's output in evaluation mode, and its gradient by ``x`` or by the output of the node ``by``.

    Args:
        model: the network. x: as it gets them, shape (m, *input).
        node, unit, by: see `playground.catalog.view.View.slope`.

    """
    if node not in model.order or (by and by not in model.order):
        return None
    x = x.detach().clone().requires_grad_()
    with torch.enable_grad():
        found, _before = model.trace(x, Mode(training=False), {node, by})
        units = found[node].flatten(2) if found[node].ndim > 2 else found[node].unsqueeze(2)
        if not 0 <= unit < units.shape[1]:
            return None
        values = units[:, unit].sum(dim=1)
    # Zeros where the one does not depend on the other.
    (gradient,) = torch.autograd.grad(values.sum(), found[by] if by else x, allow_unused=True, materialize_grads=True)
    return to_numpy(values), to_numpy(gradient)


def _arrays(tensors: Mapping[str, Tensor]) -> dict[str, NDArray[Any]]:
    return {name: to_numpy(tensor) for name, tensor in tensors.items()}
