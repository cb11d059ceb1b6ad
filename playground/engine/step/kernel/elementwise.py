"""Operations that go element by element, and those that fill and copy."""

from __future__ import annotations

import torch

from playground.engine.step.kernel.lowering import Lowering, argument, opposite
from playground.engine.step.kernel.program import Number
from playground.engine.step.kernel.table import base, given, how, only, refuse, result
from playground.engine.step.tape import Operation, Place

# ---------------------------------------------------------------- functions of one array

UNARY = {
    **{name: name for name in ("neg", "relu", "sigmoid", "silu", "reciprocal", "logical_not", "sign")},
    "abs": "absolute",
    "sgn": "sign",
    "sqrt": "square_root",
    "rsqrt": "inverse_root",
    "square": "square",
    "exp": "exponential",
    "expm1": "exponential_minus_one",
    "log": "logarithm",
    "log1p": "logarithm_of_one_plus",
    "tanh": "tangent",
    "erf": "error_function",
    "sin": "sine",
    "cos": "cosine",
    "clone": "move",
    "alias": "move",
}


@how(*UNARY)
def _unary(low: Lowering, operation: Operation) -> None:
    name = operation.function._schema.name.removeprefix("aten::")
    low.pointwise(UNARY.get(name) or UNARY[name[:-1]], result(operation), operation.arguments[0])


@how("gelu")
def _gelu(low: Lowering, operation: Operation) -> None:
    only(operation, approximate="none")
    low.pointwise("gelu", result(operation), given(operation, "self"))


@how("leaky_relu")
def _leaky_relu(low: Lowering, operation: Operation) -> None:
    slope = argument(operation, "negative_slope")
    low.pointwise("leaky_relu", result(operation), given(operation, "self"), s=(slope,))


@how("elu")
def _elu(low: Lowering, operation: Operation) -> None:
    numbers = tuple(argument(operation, name) for name in ("alpha", "scale", "input_scale"))
    low.pointwise("elu", result(operation), given(operation, "self"), s=numbers)


@how("softplus")
def _softplus(low: Lowering, operation: Operation) -> None:
    numbers = tuple(argument(operation, name) for name in ("beta", "threshold"))
    low.pointwise("softplus", result(operation), given(operation, "self"), s=numbers)


@how("clamp", "clamp_min", "clamp_max")
def _clamp(low: Lowering, operation: Operation) -> None:
    bounds = {name: argument(operation, name) for name in ("min", "max")}
    if any(isinstance(bound, Place) for bound in bounds.values()):
        raise refuse(operation, "arrays for bounds")
    source, to = given(operation, "self"), result(operation)
    match bounds["min"], bounds["max"]:
        case low_bound, None:
            low.pointwise("at_least", to, source, s=(low_bound,))
        case None, high:
            low.pointwise("at_most", to, source, s=(high,))
        case low_bound, high:
            low.pointwise("clamp", to, source, s=(low_bound, high))


_POWERS = {2.0: "square", 3.0: "cube", 0.5: "square_root", -0.5: "inverse_root", -1.0: "reciprocal", 1.0: "move"}


@how("pow")
def _pow(low: Lowering, operation: Operation) -> None:
    exponent = argument(operation, "exponent")
    if not isinstance(exponent, int | float) or float(exponent) not in _POWERS:
        raise refuse(operation, f"exponent={exponent}")
    low.pointwise(_POWERS[float(exponent)], result(operation), given(operation, "self"))


@how("_to_copy", "to")
def _to_copy(low: Lowering, operation: Operation) -> None:
    source, to = given(operation, "self"), result(operation)
    wanted, had = to.memory.dtype, source.memory.dtype
    if had == torch.float32 and wanted != torch.float32:
        raise refuse(operation, f"dtype={wanted}")
    if wanted == torch.bool and had != torch.bool:
        low.pointwise("different_number", to, source, s=(0.0,))
    else:
        low.pointwise("move", to, source)


# ---------------------------------------------------------------- functions of two arrays, or of one and a number

_ARITHMETIC = {
    "add": ("plus", "add_number"),
    "mul": ("multiply", "multiply_number"),
    "div": ("divide", "divide_number"),
}
_COMPARED = {
    "gt": ("greater", "greater_number"),
    "ge": ("greater_equal", "greater_equal_number"),
    "lt": ("less", "less_number"),
    "le": ("less_equal", "less_equal_number"),
    "eq": ("equal", "equal_number"),
    "ne": ("different", "different_number"),
}


@how("mul", "div", "gt", "ge", "lt", "le", "eq", "ne")
def _binary(low: Lowering, operation: Operation) -> None:
    only(operation, rounding_mode=None)
    both, number = (_ARITHMETIC | _COMPARED)[base(operation)]
    a, b = operation.arguments[:2]
    to = result(operation)
    if isinstance(a, Place) and isinstance(b, Place):
        low.pointwise(both, to, a, b)
    elif isinstance(a, Place):
        low.pointwise(number, to, a, s=(b,))
    elif both == "multiply":
        low.pointwise(number, to, b, s=(a,))
    elif both == "divide":
        low.pointwise("number_over", to, b, s=(a,))
    else:
        raise refuse(operation, "a number first")


@how("add", "sub")
def _add(low: Lowering, operation: Operation) -> None:
    a, b = operation.arguments[:2]
    alpha: Number = argument(operation, "alpha", 1.0)
    minus = base(operation) == "sub"
    if isinstance(a, Place) and isinstance(b, Place):
        if alpha == 1:
            low.pointwise("minus" if minus else "plus", result(operation), a, b)
        else:
            low.pointwise("add", result(operation), a, b, s=(opposite(alpha) if minus else alpha,))
        return
    only(operation, alpha=1)
    if isinstance(a, Place):
        low.pointwise("add_number", result(operation), a, s=(opposite(b) if minus else b,))
    else:
        low.pointwise("number_minus" if minus else "add_number", result(operation), b, s=(a,))


@how("rsub")
def _rsub(low: Lowering, operation: Operation) -> None:
    only(operation, alpha=1)
    source, other = operation.arguments[:2]
    if isinstance(other, Place):
        low.pointwise("minus", result(operation), other, source)
    else:
        low.pointwise("number_minus", result(operation), source, s=(other,))


BINARY = {
    "maximum": "maximum",
    "minimum": "minimum",
    "logical_and": "logical_and",
    "logical_or": "logical_or",
    "tanh_backward": "tanh_backward",
    "sigmoid_backward": "sigmoid_backward",
    "silu_backward": "silu_backward",
}


@how(*BINARY)
def _two(low: Lowering, operation: Operation) -> None:
    a, b = operation.arguments[:2]
    low.pointwise(BINARY[base(operation)], result(operation), a, b)


@how("bitwise_and", "bitwise_or", "bitwise_not")
def _bitwise(low: Lowering, operation: Operation) -> None:
    if any(place.memory.dtype != torch.bool for place in operation.reads):
        raise refuse(operation, "numbers")
    low.pointwise(base(operation).replace("bitwise", "logical"), result(operation), *operation.reads)


@how("masked_fill")
def _masked_fill(low: Lowering, operation: Operation) -> None:
    value = argument(operation, "value")
    source, mask = given(operation, "self"), given(operation, "mask")
    if isinstance(value, Place):
        low.pointwise("choose", result(operation), mask, value, source)
    else:
        low.pointwise("masked_fill", result(operation), source, mask, s=(value,))


@how("where")
def _where(low: Lowering, operation: Operation) -> None:
    a, b, c = (given(operation, name) for name in ("condition", "self", "other"))
    low.pointwise("choose", result(operation), a, b, c)


@how("addcmul", "addcdiv")
def _add_both(low: Lowering, operation: Operation) -> None:
    name = "add_product" if base(operation) == "addcmul" else "add_quotient"
    source = [given(operation, name) for name in ("self", "tensor1", "tensor2")]
    low.pointwise(name, result(operation), *source, s=(argument(operation, "value", 1.0),))


# ---------------------------------------------------------------- backward of functions of one array


@how("threshold_backward", "leaky_relu_backward", "gelu_backward", "softplus_backward", "elu_backward")
def _backward(low: Lowering, operation: Operation) -> None:
    name = base(operation)
    numbers: tuple[str, ...] = ()
    source = "self"
    match name:
        case "threshold_backward":
            numbers = ("threshold",)
        case "leaky_relu_backward":
            numbers = ("negative_slope",)
        case "softplus_backward":
            numbers = ("beta", "threshold")
        case "gelu_backward":
            only(operation, approximate="none")
        case "elu_backward":
            numbers, source = ("alpha", "scale", "input_scale"), "self_or_result"
            name += "_of_result" if argument(operation, "is_result") else ""
    s = tuple(argument(operation, number) for number in numbers)
    low.pointwise(name, result(operation), given(operation, "grad_output"), given(operation, source), s=s)


# ---------------------------------------------------------------- filling and copying


@how("fill", "zero")
def _fill(low: Lowering, operation: Operation) -> None:
    value = argument(operation, "value", 0.0)
    if isinstance(value, Place):
        low.pointwise("move", result(operation), value)
    else:
        low.pointwise("fill", result(operation), result(operation), s=(value,))


@how("zeros", "zeros_like", "new_zeros", "ones", "ones_like", "new_ones", "full", "full_like", "new_full")
def _new(low: Lowering, operation: Operation) -> None:
    name = base(operation)
    value = argument(operation, "fill_value") if "full" in name else float("ones" in name)
    low.pointwise("fill", result(operation), result(operation), s=(value,))


@how("scalar_tensor")
def _scalar(low: Lowering, operation: Operation) -> None:
    low.pointwise("fill", result(operation), result(operation), s=(operation.arguments[0],))


@how("copy")
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


@how("cat", "stack")
def _cat(low: Lowering, operation: Operation) -> None:
    to, start = result(operation), 0
    axis = (argument(operation, "dim") or 0) % len(to.shape)
    for source in operation.arguments[0]:
        if base(operation) == "stack":
            low.pointwise("move", _without(_part(to, axis, start, 1), axis), source)
            start += 1
        else:
            low.pointwise("move", _part(to, axis, start, source.shape[axis]), source)
            start += source.shape[axis]


@how("select_backward", "slice_backward")
def _view_backward(low: Lowering, operation: Operation) -> None:
    to, gradient = result(operation), given(operation, "grad_output")
    axis = argument(operation, "dim") % len(to.shape)
    size = to.shape[axis]
    if base(operation) == "select_backward":
        start = argument(operation, "index") % size
        part = _without(_part(to, axis, start, 1), axis)
    else:
        only(operation, step=1)
        start = min(argument(operation, "start") % size, size)
        part = _part(to, axis, start, gradient.shape[axis])
    if part.count != to.count:
        low.pointwise("fill", to, to, s=(0.0,))
    low.pointwise("move", part, gradient)


@how("scatter")
def _scatter(low: Lowering, operation: Operation) -> None:
    """One number in each row, as one_hot does it."""
    to, index = result(operation), given(operation, "index")
    value = argument(operation, "value")
    only(operation, reduce=None)
    last = argument(operation, "dim") % len(to.shape) == len(to.shape) - 1
    if isinstance(value, Place) or not last or not to.contiguous or index.shape != (*to.shape[:-1], 1):
        raise refuse(operation, f"an index of shape {index.shape}")
    low.emit(
        "put_at", index.count, o=low.written(to, exact=True)[0], b=low.row(index), size=(to.shape[-1],), s=(value,)
    )


@how("bernoulli", "normal", "uniform", "exponential", "geometric", "cauchy", "log_normal", "random")
def _random(low: Lowering, operation: Operation) -> None:
    low.draw(operation)
