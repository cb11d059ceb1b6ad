"""Operations that go along rows and columns: sums, products of matrices, softmax, losses, norms."""

from __future__ import annotations

import math

from playground.engine.step.kernel.lowering import Lowering, argument, broadcast
from playground.engine.step.kernel.program import Spot
from playground.engine.step.kernel.table import base, given, how, only, refuse, result
from playground.engine.step.tape import Operation, Place

# ---------------------------------------------------------------- sums and products


@how("sum", "mean")
def _sum(low: Lowering, operation: Operation) -> None:
    source, axes = given(operation, "self"), tuple(argument(operation, "dim") or ())
    over = axes or range(len(source.shape))
    count = math.prod(source.shape[axis] for axis in over)
    low.reduce(result(operation), source, axes, 1.0 / count if base(operation) == "mean" else 1.0)


@how("linalg_vector_norm")
def _norm(low: Lowering, operation: Operation) -> None:
    only(operation, ord=2, dim=None)
    source = given(operation, "self")
    target, put = low.written(result(operation))
    low.emit("norm", source.count, o=target, a=low.row(source))
    put()


@how("mm")
def _mm(low: Lowering, operation: Operation) -> None:
    a, b = operation.arguments
    low.product(result(operation), a, b, None)


@how("addmm")
def _addmm(low: Lowering, operation: Operation) -> None:
    only(operation, beta=1, alpha=1)
    bias, a, b = operation.arguments[:3]
    if broadcast(bias, (b.shape[1],)).shape != (b.shape[1],) or len(bias.shape) > 1:
        raise refuse(operation, "a matrix to add")
    low.product(result(operation), a, b, bias)


# ---------------------------------------------------------------- softmax and losses


@how("_softmax", "_log_softmax")
def _softmax(low: Lowering, operation: Operation) -> None:
    source, to = given(operation, "self"), result(operation)
    only(operation, half_to_float=False)
    wide = _last(operation, source)
    scratch = low.scratch(source.count) if base(operation) == "_log_softmax" else None
    target, put = low.written(to)
    name = base(operation).lstrip("_")
    low.emit(name, source.count // wide, o=target, a=low.row(source), d=scratch, size=(wide,))
    put()


@how("_softmax_backward_data", "_log_softmax_backward_data")
def _softmax_backward(low: Lowering, operation: Operation) -> None:
    gradient, output, to = given(operation, "grad_output"), given(operation, "output"), result(operation)
    wide = _last(operation, output)
    logs = base(operation).startswith("_log")
    scratch = low.scratch(output.count) if logs else None
    target, put = low.written(to)
    name = "log_softmax_backward" if logs else "softmax_backward"
    a, b = low.row(broadcast(gradient, output.shape)), low.row(output)
    low.emit(name, output.count // wide, o=target, a=a, b=b, d=scratch, size=(wide,))
    put()


def _last(operation: Operation, place: Place) -> int:
    """The size of the last axis, which must be the one that is meant."""
    axis = argument(operation, "dim") % len(place.shape)
    if axis != len(place.shape) - 1:
        raise refuse(operation, f"dim={axis}")
    return place.shape[-1]


@how("nll_loss_forward", "nll_loss_backward")
def _class_loss(low: Lowering, operation: Operation) -> None:
    """Ignored classes do not occur: ours begin at 0."""
    only(operation, weight=None, ignore_index=-100)
    source, target = given(operation, "self"), given(operation, "target")
    reduction = argument(operation, "reduction")
    if len(source.shape) != 2 or reduction == 0:
        raise refuse(operation, "a loss for every example")
    rows, wide = source.shape
    factor = 1.0 / rows if reduction == 1 else 1.0
    if base(operation) == "nll_loss_forward":
        loss, count = operation.results
        where, put = low.written(loss) if loss is not None else (low.scratch(1), lambda: None)
        number = None if count is None else low.written(count, exact=True)[0]
        low.emit("class_loss", rows, o=where, a=low.row(source), b=low.row(target), d=number, size=(wide,), s=(factor,))
    else:
        where, put = low.written(result(operation))
        gradient = low.spot(given(operation, "grad_output"))
        low.emit("class_loss_backward", rows, o=where, a=gradient, b=low.row(target), size=(wide,), s=(factor,))
    put()


@how("binary_cross_entropy_with_logits")
def _cross_entropy(low: Lowering, operation: Operation) -> None:
    only(operation, weight=None, pos_weight=None)
    logits, target = given(operation, "self"), broadcast(given(operation, "target"), given(operation, "self").shape)
    reduction = argument(operation, "reduction")
    if reduction == 0:
        low.pointwise("cross_entropy_of_logits", result(operation), logits, target)
        return
    each = low.scratch(logits.count)
    n = -(-logits.count // 8) * 8
    low.emit("cross_entropy_of_logits", n, o=each, a=low.row(logits), b=low.row(target), size=(0, 0))
    where, put = low.written(result(operation))
    factor = 1.0 / logits.count if reduction == 1 else 1.0
    low.emit("sum_in_rows", 1, o=where, a=each, size=(logits.count,), s=(factor,))
    put()


# ---------------------------------------------------------------- batch norm and layer norm


@how("native_batch_norm", "_native_batch_norm_legit")
def _batch_norm(low: Lowering, operation: Operation) -> None:
    source, training = given(operation, "input"), argument(operation, "training")
    if len(source.shape) != 2:
        raise refuse(operation, f"an input of shape {source.shape}")
    rows, wide = source.shape
    to, *kept = operation.results
    target, put = low.written(to) if to is not None else (low.scratch(source.count), lambda: None)
    mean, root = (low.written(place, exact=True)[0] if place is not None else low.scratch(wide) for place in kept)
    scale, shift = (_row(low, operation, name, wide) for name in ("weight", "bias"))
    averages = []
    for name in ("running_mean", "running_var"):
        place = argument(operation, name)
        averages.append(None if place is None else low.written(place, exact=True)[0])
        if place is not None and not place.contiguous:
            raise refuse(operation, f"{name} in pieces")
    numbers = (argument(operation, "momentum"), argument(operation, "eps"))
    spots = {"o": target, "a": low.row(source), "b": scale, "c": shift, "d": mean, "e": root}
    low.emit("batch_norm", rows, **spots, f=averages[0], g=averages[1], size=(wide, int(training)), s=numbers)
    put()


@how("native_batch_norm_backward")
def _batch_norm_backward(low: Lowering, operation: Operation) -> None:
    source, training = given(operation, "input"), argument(operation, "train")
    rows, wide = source.shape
    names = ("save_mean", "save_invstd") if training else ("running_mean", "running_var")
    mean, root = (low.row(given(operation, name)) for name in names)
    spots: dict[str, Spot | None] = {
        "a": low.row(given(operation, "grad_out")),
        "b": low.row(source),
        "d": mean,
        "e": root,
    }
    spots["c"] = _row(low, operation, "weight", wide)
    _gradients(low, operation, rows, spots, (wide, int(training)), argument(operation, "eps"))


@how("native_layer_norm")
def _layer_norm(low: Lowering, operation: Operation) -> None:
    source = given(operation, "input")
    wide = math.prod(argument(operation, "normalized_shape"))
    rows = source.count // wide
    to, *kept = operation.results
    target, put = low.written(to) if to is not None else (low.scratch(source.count), lambda: None)
    mean, root = (low.written(place, exact=True)[0] if place is not None else low.scratch(rows) for place in kept)
    scale, shift = (_row(low, operation, name, wide) for name in ("weight", "bias"))
    spots = {"o": target, "a": low.row(source), "b": scale, "c": shift, "d": mean, "e": root}
    low.emit("layer_norm", rows, **spots, size=(wide,), s=(0.0, argument(operation, "eps")))
    put()


@how("native_layer_norm_backward")
def _layer_norm_backward(low: Lowering, operation: Operation) -> None:
    source = given(operation, "input")
    wide = math.prod(argument(operation, "normalized_shape"))
    spots: dict[str, Spot | None] = {"a": low.row(given(operation, "grad_out")), "b": low.row(source)}
    spots |= {"d": low.row(given(operation, "mean")), "e": low.row(given(operation, "rstd"))}
    spots["c"] = _row(low, operation, "weight", wide)
    _gradients(low, operation, source.count // wide, spots, (wide,), 0.0)


def _row(low: Lowering, operation: Operation, name: str, wide: int) -> Spot | None:
    """A scale or shift, where there is one."""
    place = argument(operation, name)
    if not isinstance(place, Place):
        return None
    if place.count != wide:
        raise refuse(operation, f"{name} of shape {place.shape}")
    return low.row(place)


def _gradients(
    low: Lowering,
    operation: Operation,
    rows: int,
    spots: dict[str, Spot | None],
    size: tuple[int, ...],
    epsilon: float,
) -> None:
    """By the input, the scale and the shift; those that nobody reads are not written."""
    puts = []
    for field, place in zip("ofg", operation.results, strict=True):
        if place is not None:
            spots[field], put = low.written(place, exact=field != "o")
            puts.append(put)
    low.emit(base(operation).removeprefix("native_"), rows, **spots, size=size, s=(0.0, epsilon))
    for put in puts:
        put()
