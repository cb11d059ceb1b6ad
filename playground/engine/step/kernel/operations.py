"""How each ATen operation is done by the machine. The only place in Python that knows one of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import torch

from playground.engine.step.contract import RefusedError
from playground.engine.step.kernel.lowering import Lowering, argument, broadcast, opposite
from playground.engine.step.kernel.program import Number
from playground.engine.step.tape import Column, Operation, Place
from playground.spec.words import tr

How: TypeAlias = Callable[[Lowering, Operation], None]

TABLE: dict[str, How] = {}
"""By the name without namespace, overload and the underscore of those in place."""


def _how(*names: str) -> Callable[[How], How]:
    def note(how: How) -> How:
        TABLE.update(dict.fromkeys(names, how))
        return how

    return note


def _refuse(operation: Operation, what: str) -> RefusedError:
    return RefusedError(tr("the machine has no {name} with {what}", name=operation.function._schema.name, what=what))


def _result(operation: Operation) -> Place:
    (place,) = operation.writes
    return place


def _given(operation: Operation, name: str) -> Place:
    """An array among the arguments."""
    found = argument(operation, name)
    if not isinstance(found, Place):
        raise _refuse(operation, f"{name}={found}")
    return found


def _only(operation: Operation, **usual: object) -> None:
    """Refuse arguments that are not as usual."""
    for name, value in usual.items():
        found = argument(operation, name, value)
        if found != value:
            raise _refuse(operation, f"{name}={found}")


# ---------------------------------------------------------------- functions of one array

UNARY = {
    **{name: name for name in ("neg", "relu", "sigmoid", "silu", "reciprocal", "logical_not", "sign")},
    **{"abs": "absolute", "sgn": "sign", "sqrt": "square_root", "rsqrt": "inverse_root", "square": "square"},
    **{"exp": "exponential", "expm1": "exponential_minus_one", "log": "logarithm", "log1p": "logarithm_of_one_plus"},
    **{"tanh": "tangent", "erf": "error_function", "sin": "sine", "cos": "cosine", "clone": "move", "alias": "move"},
}


@_how(*UNARY)
def _unary(low: Lowering, operation: Operation) -> None:
    name = operation.function._schema.name.removeprefix("aten::")
    low.pointwise(UNARY.get(name) or UNARY[name[:-1]], _result(operation), operation.arguments[0])


@_how("gelu")
def _gelu(low: Lowering, operation: Operation) -> None:
    _only(operation, approximate="none")
    low.pointwise("gelu", _result(operation), _given(operation, "self"))


@_how("leaky_relu")
def _leaky_relu(low: Lowering, operation: Operation) -> None:
    slope = argument(operation, "negative_slope")
    low.pointwise("leaky_relu", _result(operation), _given(operation, "self"), s=(slope,))


@_how("elu")
def _elu(low: Lowering, operation: Operation) -> None:
    numbers = tuple(argument(operation, name) for name in ("alpha", "scale", "input_scale"))
    low.pointwise("elu", _result(operation), _given(operation, "self"), s=numbers)


@_how("softplus")
def _softplus(low: Lowering, operation: Operation) -> None:
    numbers = tuple(argument(operation, name) for name in ("beta", "threshold"))
    low.pointwise("softplus", _result(operation), _given(operation, "self"), s=numbers)


@_how("clamp", "clamp_min", "clamp_max")
def _clamp(low: Lowering, operation: Operation) -> None:
    bounds = {name: argument(operation, name) for name in ("min", "max")}
    if any(isinstance(bound, Place) for bound in bounds.values()):
        raise _refuse(operation, "arrays for bounds")
    given, result = _given(operation, "self"), _result(operation)
    match bounds["min"], bounds["max"]:
        case low_bound, None:
            low.pointwise("at_least", result, given, s=(low_bound,))
        case None, high:
            low.pointwise("at_most", result, given, s=(high,))
        case low_bound, high:
            low.pointwise("clamp", result, given, s=(low_bound, high))


_POWERS = {2.0: "square", 3.0: "cube", 0.5: "square_root", -0.5: "inverse_root", -1.0: "reciprocal", 1.0: "move"}


@_how("pow")
def _pow(low: Lowering, operation: Operation) -> None:
    exponent = argument(operation, "exponent")
    if isinstance(exponent, Place | Column) or float(exponent) not in _POWERS:
        raise _refuse(operation, f"exponent={exponent}")
    low.pointwise(_POWERS[float(exponent)], _result(operation), _given(operation, "self"))


@_how("_to_copy", "to")
def _to_copy(low: Lowering, operation: Operation) -> None:
    given, result = _given(operation, "self"), _result(operation)
    wanted, had = result.memory.dtype, given.memory.dtype
    if had == torch.float32 and wanted != torch.float32:
        raise _refuse(operation, f"dtype={wanted}")
    if wanted == torch.bool and had != torch.bool:
        low.pointwise("different_number", result, given, s=(0.0,))
    else:
        low.pointwise("move", result, given)


# ---------------------------------------------------------------- functions of two arrays, or of one and a number

_ARITHMETIC = {"add": ("plus", "add_number"), "mul": ("multiply", "multiply_number"), "div": ("divide", "divide_number")}
_COMPARED = {
    "gt": ("greater", "greater_number"),
    "ge": ("greater_equal", "greater_equal_number"),
    "lt": ("less", "less_number"),
    "le": ("less_equal", "less_equal_number"),
    "eq": ("equal", "equal_number"),
    "ne": ("different", "different_number"),
}


def _base(operation: Operation) -> str:
    name = operation.function._schema.name.removeprefix("aten::")
    return name if name in TABLE else name[:-1]


@_how("mul", "div", "gt", "ge", "lt", "le", "eq", "ne")
def _binary(low: Lowering, operation: Operation) -> None:
    _only(operation, rounding_mode=None)
    both, number = (_ARITHMETIC | _COMPARED)[_base(operation)]
    a, b = operation.arguments[:2]
    result = _result(operation)
    if isinstance(a, Place) and isinstance(b, Place):
        low.pointwise(both, result, a, b)
    elif isinstance(a, Place):
        low.pointwise(number, result, a, s=(b,))
    elif both == "multiply":
        low.pointwise(number, result, b, s=(a,))
    elif both == "divide":
        low.pointwise("number_over", result, b, s=(a,))
    else:
        raise _refuse(operation, "a number first")


@_how("add", "sub")
def _add(low: Lowering, operation: Operation) -> None:
    a, b = operation.arguments[:2]
    alpha: Number = argument(operation, "alpha", 1.0)
    minus = _base(operation) == "sub"
    if isinstance(a, Place) and isinstance(b, Place):
        if alpha == 1 and not isinstance(alpha, Column):
            low.pointwise("minus" if minus else "plus", _result(operation), a, b)
        else:
            low.pointwise("add", _result(operation), a, b, s=(opposite(alpha) if minus else alpha,))
        return
    _only(operation, alpha=1)
    if isinstance(a, Place):
        low.pointwise("add_number", _result(operation), a, s=(opposite(b) if minus else b,))
    else:
        low.pointwise("number_minus" if minus else "add_number", _result(operation), b, s=(a,))


@_how("rsub")
def _rsub(low: Lowering, operation: Operation) -> None:
    _only(operation, alpha=1)
    given, other = operation.arguments[:2]
    if isinstance(other, Place):
        low.pointwise("minus", _result(operation), other, given)
    else:
        low.pointwise("number_minus", _result(operation), given, s=(other,))


BINARY = {
    **{"maximum": "maximum", "minimum": "minimum", "logical_and": "logical_and", "logical_or": "logical_or"},
    **{"tanh_backward": "tanh_backward", "sigmoid_backward": "sigmoid_backward", "silu_backward": "silu_backward"},
}


@_how(*BINARY)
def _two(low: Lowering, operation: Operation) -> None:
    a, b = operation.arguments[:2]
    low.pointwise(BINARY[_base(operation)], _result(operation), a, b)


@_how("bitwise_and", "bitwise_or", "bitwise_not")
def _bitwise(low: Lowering, operation: Operation) -> None:
    if any(place.memory.dtype != torch.bool for place in operation.reads):
        raise _refuse(operation, "numbers")
    low.pointwise(_base(operation).replace("bitwise", "logical"), _result(operation), *operation.reads)


@_how("masked_fill")
def _masked_fill(low: Lowering, operation: Operation) -> None:
    value = argument(operation, "value")
    given, mask = _given(operation, "self"), _given(operation, "mask")
    if isinstance(value, Place):
        low.pointwise("choose", _result(operation), mask, value, given)
    else:
        low.pointwise("masked_fill", _result(operation), given, mask, s=(value,))


@_how("where")
def _where(low: Lowering, operation: Operation) -> None:
    a, b, c = (_given(operation, name) for name in ("condition", "self", "other"))
    low.pointwise("choose", _result(operation), a, b, c)


@_how("addcmul", "addcdiv")
def _add_both(low: Lowering, operation: Operation) -> None:
    name = "add_product" if _base(operation) == "addcmul" else "add_quotient"
    given = [_given(operation, name) for name in ("self", "tensor1", "tensor2")]
    low.pointwise(name, _result(operation), *given, s=(argument(operation, "value", 1.0),))


# ---------------------------------------------------------------- backward of functions of one array


@_how("threshold_backward", "leaky_relu_backward", "gelu_backward", "softplus_backward", "elu_backward")
def _backward(low: Lowering, operation: Operation) -> None:
    name = _base(operation)
    numbers: tuple[str, ...] = ()
    given = "self"
    match name:
        case "threshold_backward":
            numbers = ("threshold",)
        case "leaky_relu_backward":
            numbers = ("negative_slope",)
        case "softplus_backward":
            numbers = ("beta", "threshold")
        case "gelu_backward":
            _only(operation, approximate="none")
        case "elu_backward":
            numbers, given = ("alpha", "scale", "input_scale"), "self_or_result"
            name += "_of_result" if argument(operation, "is_result") else ""
    s = tuple(argument(operation, number) for number in numbers)
    low.pointwise(name, _result(operation), _given(operation, "grad_output"), _given(operation, given), s=s)


# ---------------------------------------------------------------- filling and copying


@_how("fill", "zero")
def _fill(low: Lowering, operation: Operation) -> None:
    value = argument(operation, "value", 0.0)
    if isinstance(value, Place):
        low.pointwise("move", _result(operation), value)
    else:
        low.pointwise("fill", _result(operation), _result(operation), s=(value,))


@_how("zeros", "zeros_like", "new_zeros", "ones", "ones_like", "new_ones", "full", "full_like", "new_full")
def _new(low: Lowering, operation: Operation) -> None:
    name = _base(operation)
    value = argument(operation, "fill_value") if "full" in name else float("ones" in name)
    low.pointwise("fill", _result(operation), _result(operation), s=(value,))


@_how("scalar_tensor")
def _scalar(low: Lowering, operation: Operation) -> None:
    low.pointwise("fill", _result(operation), _result(operation), s=(operation.arguments[0],))


@_how("copy")
def _copy(low: Lowering, operation: Operation) -> None:
    target, source = operation.arguments[:2]
    if target.memory.kind.endswith(" row"):
        low.give(target, source)
    else:
        low.pointwise("move", target, source)


def _part(place: Place, axis: int, start: int, size: int) -> Place:
    shape = (*place.shape[:axis], size, *place.shape[axis + 1 :])
    return Place(place.memory, shape, place.strides, place.offset + start * place.strides[axis])


def _without(place: Place, axis: int) -> Place:
    shape, strides = (values[:axis] + values[axis + 1 :] for values in (place.shape, place.strides))
    return Place(place.memory, shape, strides, place.offset)


@_how("cat", "stack")
def _cat(low: Lowering, operation: Operation) -> None:
    result, start = _result(operation), 0
    axis = (argument(operation, "dim") or 0) % len(result.shape)
    for given in operation.arguments[0]:
        if _base(operation) == "stack":
            low.pointwise("move", _without(_part(result, axis, start, 1), axis), given)
            start += 1
        else:
            low.pointwise("move", _part(result, axis, start, given.shape[axis]), given)
            start += given.shape[axis]


@_how("select_backward", "slice_backward")
def _view_backward(low: Lowering, operation: Operation) -> None:
    result, gradient = _result(operation), _given(operation, "grad_output")
    axis = argument(operation, "dim") % len(result.shape)
    size = result.shape[axis]
    if _base(operation) == "select_backward":
        start = argument(operation, "index") % size
        part = _without(_part(result, axis, start, 1), axis)
    else:
        _only(operation, step=1)
        start = min(argument(operation, "start") % size, size)
        part = _part(result, axis, start, gradient.shape[axis])
    if part.count != result.count:
        low.pointwise("fill", result, result, s=(0.0,))
    low.pointwise("move", part, gradient)


@_how("scatter")
def _scatter(low: Lowering, operation: Operation) -> None:
    """One number in each row, as one_hot does it."""
    result, index = _result(operation), _given(operation, "index")
    value = argument(operation, "value")
    _only(operation, reduce=None)
    last = argument(operation, "dim") % len(result.shape) == len(result.shape) - 1
    if isinstance(value, Place) or not last or not result.contiguous or index.shape != (*result.shape[:-1], 1):
        raise _refuse(operation, f"an index of shape {index.shape}")
    low.emit("put_at", index.count, o=low.spot(result), b=low.row(index), size=(result.shape[-1],), s=(value,))


@_how("bernoulli", "normal", "uniform", "exponential", "geometric", "cauchy", "log_normal", "random")
def _random(low: Lowering, operation: Operation) -> None:
    low.draw(operation)


# ---------------------------------------------------------------- sums and products


@_how("sum", "mean")
def _sum(low: Lowering, operation: Operation) -> None:
    given, axes = _given(operation, "self"), tuple(argument(operation, "dim") or ())
    over = axes or range(len(given.shape))
    count = math.prod(given.shape[axis] for axis in over)
    low.reduce(_result(operation), given, axes, 1.0 / count if _base(operation) == "mean" else 1.0)


@_how("linalg_vector_norm")
def _norm(low: Lowering, operation: Operation) -> None:
    _only(operation, ord=2, dim=None)
    given = _given(operation, "self")
    target, put = low.written(_result(operation))
    low.emit("norm", given.count, o=target, a=low.row(given))
    put()


@_how("mm")
def _mm(low: Lowering, operation: Operation) -> None:
    low.product(_result(operation), *operation.arguments[:2], None)


@_how("addmm")
def _addmm(low: Lowering, operation: Operation) -> None:
    _only(operation, beta=1, alpha=1)
    bias, a, b = operation.arguments[:3]
    if broadcast(bias, (b.shape[1],)).shape != (b.shape[1],) or len(bias.shape) > 1:
        raise _refuse(operation, "a matrix to add")
    low.product(_result(operation), a, b, bias)


# ---------------------------------------------------------------- softmax and losses


@_how("_softmax", "_log_softmax")
def _softmax(low: Lowering, operation: Operation) -> None:
    given, result = _given(operation, "self"), _result(operation)
    _only(operation, half_to_float=False)
    wide = _last(operation, given)
    scratch = low.scratch(given.count) if _base(operation) == "_log_softmax" else None
    target, put = low.written(result)
    name = _base(operation).lstrip("_")
    low.emit(name, given.count // wide, o=target, a=low.row(given), d=scratch, size=(wide,))
    put()


@_how("_softmax_backward_data", "_log_softmax_backward_data")
def _softmax_backward(low: Lowering, operation: Operation) -> None:
    gradient, output, result = _given(operation, "grad_output"), _given(operation, "output"), _result(operation)
    wide = _last(operation, output)
    logs = _base(operation).startswith("_log")
    scratch = low.scratch(output.count) if logs else None
    target, put = low.written(result)
    name = "log_softmax_backward" if logs else "softmax_backward"
    a, b = low.row(broadcast(gradient, output.shape)), low.row(output)
    low.emit(name, output.count // wide, o=target, a=a, b=b, d=scratch, size=(wide,))
    put()


def _last(operation: Operation, place: Place) -> int:
    """The size of the last axis, which must be the one that is meant."""
    axis = argument(operation, "dim") % len(place.shape)
    if axis != len(place.shape) - 1:
        raise _refuse(operation, f"dim={axis}")
    return place.shape[-1]


@_how("nll_loss_forward", "nll_loss_backward")
def _class_loss(low: Lowering, operation: Operation) -> None:
    """Ignored classes do not occur: ours begin at 0."""
    _only(operation, weight=None, ignore_index=-100)
    given, target = _given(operation, "self"), _given(operation, "target")
    reduction = argument(operation, "reduction")
    if len(given.shape) != 2 or reduction == 0:
        raise _refuse(operation, "a loss for every example")
    rows, wide = given.shape
    factor = 1.0 / rows if reduction == 1 else 1.0
    if _base(operation) == "nll_loss_forward":
        loss, count = operation.results
        where, put = low.written(loss) if loss is not None else (low.scratch(1), lambda: None)
        number = None if count is None else low.spot(count)
        low.emit(
            "class_loss", rows, o=where, a=low.row(given), b=low.row(target), d=number, size=(wide,), s=(factor,)
        )
    else:
        where, put = low.written(_result(operation))
        gradient = low.spot(_given(operation, "grad_output"))
        low.emit("class_loss_backward", rows, o=where, a=gradient, b=low.row(target), size=(wide,), s=(factor,))
    put()


@_how("binary_cross_entropy_with_logits")
def _cross_entropy(low: Lowering, operation: Operation) -> None:
    _only(operation, weight=None, pos_weight=None)
    logits, target = _given(operation, "self"), broadcast(_given(operation, "target"), _given(operation, "self").shape)
    reduction = argument(operation, "reduction")
    if reduction == 0:
        low.pointwise("cross_entropy_of_logits", _result(operation), logits, target)
        return
    each = low.scratch(logits.count)
    n = -(-logits.count // 8) * 8
    low.emit("cross_entropy_of_logits", n, o=each, a=low.row(logits), b=low.row(target), size=(0, 0))
    where, put = low.written(_result(operation))
    factor = 1.0 / logits.count if reduction == 1 else 1.0
    low.emit("sum_in_rows", 1, o=where, a=each, size=(logits.count,), s=(factor,))
    put()


# ---------------------------------------------------------------- batch norm and layer norm


@_how("native_batch_norm", "_native_batch_norm_legit")
def _batch_norm(low: Lowering, operation: Operation) -> None:
    given, training = _given(operation, "input"), argument(operation, "training")
    if len(given.shape) != 2:
        raise _refuse(operation, f"an input of shape {given.shape}")
    rows, wide = given.shape
    result, *kept = operation.results
    target, put = low.written(result) if result is not None else (low.scratch(given.count), lambda: None)
    mean, root = (low.spot(place) if place is not None else low.scratch(wide) for place in kept)
    scale, shift = (_row(low, operation, name, wide) for name in ("weight", "bias"))
    averages = []
    for name in ("running_mean", "running_var"):
        place = argument(operation, name)
        averages.append(None if place is None else low.written(place, exact=True)[0])
        if place is not None and not place.contiguous:
            raise _refuse(operation, f"{name} in pieces")
    numbers = (argument(operation, "momentum"), argument(operation, "eps"))
    spots = {"o": target, "a": low.row(given), "b": scale, "c": shift, "d": mean, "e": root}
    low.emit("batch_norm", rows, **spots, f=averages[0], g=averages[1], size=(wide, int(training)), s=numbers)
    put()


@_how("native_batch_norm_backward")
def _batch_norm_backward(low: Lowering, operation: Operation) -> None:
    given, training = _given(operation, "input"), argument(operation, "train")
    rows, wide = given.shape
    names = ("save_mean", "save_invstd") if training else ("running_mean", "running_var")
    mean, root = (low.row(_given(operation, name)) for name in names)
    spots = {"a": low.row(_given(operation, "grad_out")), "b": low.row(given), "d": mean, "e": root}
    spots["c"] = _row(low, operation, "weight", wide)
    _gradients(low, operation, "batch_norm_backward", rows, spots, (wide, int(training)), argument(operation, "eps"))


@_how("native_layer_norm")
def _layer_norm(low: Lowering, operation: Operation) -> None:
    given = _given(operation, "input")
    wide = math.prod(argument(operation, "normalized_shape"))
    rows = given.count // wide
    result, *kept = operation.results
    target, put = low.written(result) if result is not None else (low.scratch(given.count), lambda: None)
    mean, root = (low.spot(place) if place is not None else low.scratch(rows) for place in kept)
    scale, shift = (_row(low, operation, name, wide) for name in ("weight", "bias"))
    spots = {"o": target, "a": low.row(given), "b": scale, "c": shift, "d": mean, "e": root}
    low.emit("layer_norm", rows, **spots, size=(wide,), s=(0.0, argument(operation, "eps")))
    put()


@_how("native_layer_norm_backward")
def _layer_norm_backward(low: Lowering, operation: Operation) -> None:
    given = _given(operation, "input")
    wide = math.prod(argument(operation, "normalized_shape"))
    spots = {"a": low.row(_given(operation, "grad_out")), "b": low.row(given)}
    spots |= {"d": low.row(_given(operation, "mean")), "e": low.row(_given(operation, "rstd"))}
    spots["c"] = _row(low, operation, "weight", wide)
    _gradients(low, operation, "layer_norm_backward", given.count // wide, spots, (wide,), 0.0)


def _row(low, operation, name, wide):  # type: ignore[no-untyped-def]
    place = argument(operation, name)
    return None if place is None else low.row(broadcast(place, (wide,)) if len(place.shape) == 1 else place)


def _gradients(low, operation, name, rows, spots, size, epsilon):  # type: ignore[no-untyped-def]
    """By the input, the scale and the shift; those that nobody reads are not written."""
    puts = []
    for field, place in zip("ofg", operation.results, strict=True):
        if place is not None:
            spots[field], put = low.written(place, exact=field != "o")
            puts.append(put)
    low.emit(name, rows, **spots, size=size, s=(0.0, epsilon))
    for put in puts:
        put()
