"""Every operation of the kernel against torch, on numbers of all kinds and layouts."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from playground.engine.step.contract import RefusedError
from playground.engine.step.kernel.library import Library
from playground.engine.step.kernel.operations import TABLE
from tests.engine.step.kernel.replay import both

pytestmark = pytest.mark.usefixtures("compiled")
aten = torch.ops.aten
TOLERANCE = 1e-6


def draw(*shape: int, low: float = -4.0, high: float = 4.0, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed + 17 * len(shape) + sum(shape))
    return low + (high - low) * torch.rand(*shape, generator=generator)


def positive(*shape: int, seed: int = 0) -> Tensor:
    return draw(*shape, low=0.1, high=4.0, seed=seed)


def classes(rows: int, count: int) -> Tensor:
    return (draw(rows, low=0, high=count - 0.01)).long()


Z, G, W = draw(10, 7), draw(10, 7, seed=1), draw(7)
MASK = Z > 0
CASES: list[tuple[str, Any, tuple[Any, ...], dict[str, Any]]] = [
    *(
        (name, getattr(aten, name).default, (Z,), {})
        for name in ("neg", "abs", "sign", "sgn", "relu", "sigmoid", "tanh", "exp", "expm1", "erf", "silu", "gelu")
    ),
    *(
        (name, getattr(aten, name).default, (draw(500, low=-30, high=30),), {})
        for name in ("sin", "cos", "tanh", "gelu")
    ),
    *((name, getattr(aten, name).default, (positive(33),), {}) for name in ("sqrt", "rsqrt", "reciprocal", "log")),
    ("log1p", aten.log1p.default, (draw(64, low=-0.9, high=5.0),), {}),
    ("log1p of little", aten.log1p.default, (draw(64, low=-1e-4, high=1e-4),), {}),
    ("expm1 of little", aten.expm1.default, (draw(64, low=-1e-4, high=1e-4),), {}),
    *((f"{name} by columns", getattr(aten, name).default, (draw(5, 9).t(),), {}) for name in ("tanh", "neg")),
    ("leaky relu", aten.leaky_relu.default, (Z, 0.02), {}),
    ("elu", aten.elu.default, (Z, 1.5), {}),
    ("softplus", aten.softplus.default, (10 * Z, 1.0, 20.0), {}),
    *((f"power {p}", aten.pow.Tensor_Scalar, (positive(12), p), {}) for p in (2, 3, 0.5, -0.5, -1, 1.0)),
    ("clamp", aten.clamp.default, (Z, -1.0, 2.0), {}),
    ("clamp below", aten.clamp.default, (Z, -1.0), {}),
    ("clamp above", aten.clamp.default, (Z, None, 2.0), {}),
    ("clamp in place, a part", aten.clamp_.default, (draw(6, 8)[2:4, 1:5], -1.0, 1.0), {}),
    ("add", aten.add.Tensor, (Z, G), {}),
    ("add with alpha", aten.add_.Tensor, (Z.clone(), G), {"alpha": -0.3}),
    ("add a row", aten.add.Tensor, (Z, W), {}),
    ("add a column", aten.add.Tensor, (Z, draw(10, 1)), {}),
    ("add of a column and a row", aten.add.Tensor, (draw(10, 1), draw(1, 7)), {}),
    ("add to a part", aten.add_.Tensor, (draw(20)[3:10], W), {}),
    ("add transposed", aten.add.Tensor, (Z, draw(7, 10).t()), {}),
    ("add three axes", aten.add.Tensor, (draw(3, 4, 5).permute(2, 0, 1), draw(5, 3, 4)), {}),
    ("add a number", aten.add.Tensor, (Z, 1.5), {}),
    ("sub", aten.sub.Tensor, (Z, G), {"alpha": 2.0}),
    ("sub a number", aten.sub.Tensor, (Z, 1.5), {}),
    ("rsub", aten.rsub.Scalar, (Z, 1.0), {}),
    ("mul", aten.mul.Tensor, (Z, G), {}),
    ("mul by one number", aten.mul_.Tensor, (Z.clone(), draw(1)[0]), {}),
    ("mul of one number", aten.mul.Tensor, (draw(1)[0], Z), {}),
    ("mul of numbers", aten.mul.Tensor, (draw(1)[0], draw(1, seed=3)[0]), {}),
    ("mul by a number", aten.mul.Tensor, (Z, 0.5), {}),
    ("mul scalar", aten.mul.Scalar, (Z, 0.5), {}),
    ("div", aten.div.Tensor, (Z, positive(10, 7)), {}),
    ("div by a number", aten.div_.Scalar, (Z.clone(), 10), {}),
    ("div of a broadcast number", aten.div.Scalar, (draw(1)[0].expand(10), 10), {}),
    *((name, getattr(aten, name).Tensor, (Z, G), {}) for name in ("gt", "ge", "lt", "le", "eq", "ne")),
    *((f"{name} 0", getattr(aten, name).Scalar, (Z, 0.0), {}) for name in ("gt", "ge", "lt", "le", "eq", "ne")),
    *((name, getattr(aten, name).default, (Z, G), {}) for name in ("maximum", "minimum")),
    ("logical and", aten.logical_and.default, (MASK, G > 1), {}),
    ("logical or", aten.logical_or.default, (MASK, G > 1), {}),
    ("logical not", aten.logical_not.default, (MASK,), {}),
    ("bitwise and", aten.bitwise_and.Tensor, (MASK, G > 1), {}),
    ("masked fill", aten.masked_fill_.Scalar, (Z.clone(), MASK, 0.0), {}),
    ("where", aten.where.self, (MASK, Z, draw(1)[0]), {}),
    ("addcmul", aten.addcmul_.default, (Z.clone(), G, W), {"value": 0.2}),
    ("addcdiv", aten.addcdiv_.default, (Z.clone(), G, positive(10, 7)), {"value": -0.2}),
    ("tanh backward", aten.tanh_backward.default, (G, Z.tanh()), {}),
    ("sigmoid backward", aten.sigmoid_backward.default, (G, Z.sigmoid()), {}),
    ("relu backward", aten.threshold_backward.default, (G, Z.relu(), 0), {}),
    ("leaky relu backward", aten.leaky_relu_backward.default, (G, Z, 0.02, False), {}),
    ("elu backward", aten.elu_backward.default, (G, 1.5, 1, 1, False, Z), {}),
    (
        "elu backward of the result",
        aten.elu_backward.default,
        (G, 1.5, 1, 1, True, torch.nn.functional.elu(Z, 1.5)),
        {},
    ),
    ("gelu backward", aten.gelu_backward.default, (G, Z), {}),
    ("silu backward", aten.silu_backward.default, (G, Z), {}),
    ("softplus backward", aten.softplus_backward.default, (G, 10 * Z, 1.0, 20.0), {}),
    ("zero", aten.zero_.default, (Z.clone(),), {}),
    ("fill", aten.fill_.Scalar, (Z.clone(), 2.5), {}),
    ("copy", aten.copy_.default, (Z.clone(), G), {}),
    ("copy of a row", aten.copy_.default, (Z.clone(), W), {}),
    ("clone", aten.clone.default, (draw(4, 6).t(),), {}),
    ("classes as numbers", aten._to_copy.default, (classes(10, 3),), {"dtype": torch.float32}),
    ("cat", aten.cat.default, ([Z, G, draw(10, 2)], 1), {}),
    ("cat of rows", aten.cat.default, ([Z, draw(3, 7)],), {}),
    ("stack", aten.stack.default, ([Z[:, 0], Z[:, 3], W.repeat(2)[:10]], 1), {}),
    ("select backward", aten.select_backward.default, (draw(10), [10, 7], 1, 3), {}),
    ("select backward, the only one", aten.select_backward.default, (draw(10), [10, 1], 1, 0), {}),
    ("slice backward", aten.slice_backward.default, (draw(10, 3), [10, 7], 1, 2, 5, 1), {}),
    ("one hot", aten.scatter_.value, (torch.zeros(10, 4), -1, classes(10, 4)[:, None], 1), {}),
    ("sum of rows", aten.sum.dim_IntList, (Z, [0], True), {}),
    ("sum of columns", aten.sum.dim_IntList, (Z, [1]), {}),
    ("sum of many rows", aten.sum.dim_IntList, (draw(3000, 11), [0]), {}),
    ("sum of columns of columns", aten.sum.dim_IntList, (draw(7, 10).t(), [0]), {}),
    ("sum of the middle", aten.sum.dim_IntList, (draw(3, 4, 5), [1]), {}),
    ("sum", aten.sum.default, (draw(9001),), {}),
    ("mean", aten.mean.default, (Z,), {}),
    ("mean of rows", aten.mean.dim, (Z, [0]), {}),
    ("norm", aten.linalg_vector_norm.default, (draw(1003),), {}),
    *((f"softmax {n}", aten._softmax.default, (draw(10, n), -1, False), {}) for n in (1, 2, 10)),
    *((f"log softmax {n}", aten._log_softmax.default, (10 * draw(10, n), 1, False), {}) for n in (1, 2, 10)),
    ("softmax backward", aten._softmax_backward_data.default, (G, Z.softmax(1), -1, torch.float32), {}),
    ("log softmax backward", aten._log_softmax_backward_data.default, (G, Z.log_softmax(1), 1, torch.float32), {}),
    ("class loss", aten.nll_loss_forward.default, (Z.log_softmax(1), classes(10, 7), None, 1, -100), {}),
    (
        "class loss backward",
        aten.nll_loss_backward.default,
        (draw(1)[0], Z.log_softmax(1), classes(10, 7), None, 1, -100, torch.tensor(10.0)),
        {},
    ),
    ("cross-entropy", aten.binary_cross_entropy_with_logits.default, (Z, MASK.float()), {}),
    ("cross-entropy of a column", aten.binary_cross_entropy_with_logits.default, (Z[:, 2], MASK[:, 2].float()), {}),
    (
        "batch norm",
        aten.native_batch_norm.default,
        (Z, positive(7), draw(7), draw(7), positive(7), True, 0.1, 1e-5),
        {},
    ),
    (
        "batch norm at rest",
        aten.native_batch_norm.default,
        (Z, None, None, draw(7), positive(7), False, 0.1, 1e-5),
        {},
    ),
    *(
        (
            f"batch norm backward, training {training}",
            aten.native_batch_norm_backward.default,
            (
                G,
                Z,
                W,
                draw(7),
                positive(7),
                Z.mean(0),
                (Z.var(0, correction=0) + 1e-5).rsqrt(),
                training,
                1e-5,
                [True] * 3,
            ),
            {},
        )
        for training in (True, False)
    ),
    ("layer norm", aten.native_layer_norm.default, (Z, [7], W, draw(7), 1e-5), {}),
    (
        "layer norm backward",
        aten.native_layer_norm_backward.default,
        (
            *(G, Z, [7], Z.mean(1, keepdim=True), (Z.var(1, correction=0, keepdim=True) + 1e-5).rsqrt()),
            *(W, draw(7), [True] * 3),
        ),
        {},
    ),
]


@pytest.mark.parametrize(("function", "arguments", "keywords"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_is_torch_to_a_millionth(function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> None:
    """Of the largest number beside it, and of each number but for what cancels."""
    right, found = both(function, arguments, keywords)
    assert right
    for wanted, got in zip(right, found, strict=True):
        size = float(wanted.abs().max())
        torch.testing.assert_close(got, wanted, rtol=TOLERANCE, atol=TOLERANCE * size)


@pytest.mark.parametrize("m", [1, 2, 3, 10])
@pytest.mark.parametrize("n", [1, 2, 7, 8, 9, 16, 20, 37])
@pytest.mark.parametrize("k", [1, 5, 8])
@pytest.mark.parametrize("form", ["x Wᵀ + b", "dZ W", "dZᵀ X"])
def test_products_of_all_shapes(m: int, n: int, k: int, form: str) -> None:
    if form == "x Wᵀ + b":
        right, found = both(aten.addmm.default, (draw(n), draw(m, k), draw(n, k).t()), {})
    elif form == "dZ W":
        right, found = both(aten.mm.default, (draw(m, k), draw(k, n)), {})
    else:
        right, found = both(aten.mm.default, (draw(k, m).t(), draw(k, n)), {})
    for wanted, got in zip(right, found, strict=True):
        torch.testing.assert_close(got, wanted, rtol=TOLERANCE, atol=TOLERANCE * 16 * k)


def test_a_result_that_nobody_reads_is_not_written() -> None:
    arguments = (G, Z, W, draw(7), positive(7), Z.mean(0), Z.var(0).rsqrt(), True, 1e-5, [True] * 3)
    right, found = both(aten.native_batch_norm_backward.default, arguments, {}, reads=(1,))
    torch.testing.assert_close(found[0], right[0], rtol=1e-5, atol=1e-5)


def test_infinities_and_what_is_no_number_stay_what_they_are() -> None:
    odd = torch.tensor([float("inf"), -float("inf"), float("nan"), 0.0, 1e30, -1e30, 88.0, -120.0])
    names = ("exp", "tanh", "sigmoid", "relu", "expm1", "erf", "abs", "neg", "sign", "silu")
    for name in names:
        right, found = both(getattr(aten, name).default, (odd,), {})
        torch.testing.assert_close(found[0], right[0], rtol=1e-5, atol=1e-38, equal_nan=True, msg=name)


@pytest.mark.parametrize(
    ("function", "arguments", "sentence"),
    [
        (aten.cumsum.default, (Z, 0), "the kernel does not know the operation cumsum"),
        (aten.gelu.default, (Z,), "the kernel has no gelu with approximate=tanh"),
        (aten.pow.Tensor_Scalar, (Z, 2.7), "the kernel has no pow with exponent=2.7"),
        (aten._softmax.default, (Z, 0, False), "the kernel has no _softmax with dim=0"),
        (aten.exp.default, (Z.double(),), "exp computes with float64, the kernel with float32"),
    ],
)
def test_what_it_does_not_know_it_refuses_in_a_sentence(function: Any, arguments: Any, sentence: str) -> None:
    keywords = {"approximate": "tanh"} if "gelu" in sentence else {}
    with pytest.raises(RefusedError) as refusal:
        both(function, arguments, keywords)
    assert str(refusal.value) == sentence


def test_every_operation_of_the_machine_is_reached(compiled: Library) -> None:
    """No dead code: what the library can do, some operation of the table uses."""
    from pathlib import Path

    import playground.engine.step.kernel as kernel

    folder = Path(kernel.__file__).parent
    text = "".join((folder / name).read_text() for name in ("elementwise.py", "rowwise.py", "lowering.py"))
    assert TABLE
    assert [name for name in compiled.codes if f'"{name}' not in text and not named_by_rule(name)] == []


def named_by_rule(name: str) -> bool:
    """Whose name is put together from that of the ATen operation."""
    same = ("softmax", "log_softmax", "batch_norm_backward", "layer_norm_backward", "logical_not", "logical_and")
    return name in (*same, "logical_or", "elu_backward_of_result")
