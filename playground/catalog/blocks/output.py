"""Where the loss is computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.catalog.affine import affine
from playground.catalog.block import Block, Misfit, Parameter, Signature
from playground.catalog.entry import known, settle
from playground.catalog.facts import Facts
from playground.catalog.families import Loss
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor, shape_in_words
from playground.spec.fields import param
from playground.spec.values import Choice
from playground.spec.words import mark, tr


class Output(Block):
    """The last linear layer, as many units as the task needs, and the loss."""

    kind = "output"
    title = "Output"
    summary = "The last layer: one unit per class or number, and the loss."
    help = (
        "A linear layer whose units follow the task (one for two classes, C for C classes, one per number to predict) "
        "and the loss that compares its logits with the truth. Sigmoid or softmax belong to the loss."
    )
    formula = "Z = WA + b,  J = mean loss(Z, Y)"
    aliases = ("loss", "target", "y", "head", "logits", "softmax", "sigmoid")
    group = "Ends"
    colour = "loss"
    unique = True
    has_output = False
    order = 1

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings of the output."""

        loss: Choice = param(
            Choice("auto"), family="losses", effect="keep", help="What training makes small; auto follows the task."
        )
        weight_initializer: Choice = param(
            Choice("xavier"), family="initializers", effect="start", help="How the first weights are drawn."
        )
        bias: bool = param(True, effect="keep", help="Whether each unit adds a learned constant.")
        bias_initializer: Choice = param(
            Choice("zeros"), family="initializers", effect="start", help="How the first biases are set."
        )

    @classmethod
    def infer(cls, p: Params, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """W of shape (logits, inputs) and b of shape (logits,)."""
        (shape,) = inputs
        loss, _ = settle(Loss, p.loss)
        if facts.task not in loss.tasks:
            sentence = (
                tr("{loss} does not serve data with classes to tell apart", loss=loss.title)
                if facts.task == "classes"
                else tr("{loss} does not serve data with numbers to predict", loss=loss.title)
            )
            raise Misfit(sentence, **{mark("Follow_the_task"): {"loss": Choice("auto")}})
        if len(shape) != 1:
            raise Misfit(
                tr(
                    "the output needs a row of numbers, this input is {shape}; put a flatten before it",
                    shape=shape_in_words(shape),
                )
            )
        units = loss.units(facts)
        sizes = {"fan_in": shape[0], "fan_out": units}
        weight = Parameter(
            name="weight", shape=(units, shape[0]), role="weight", initializer=p.weight_initializer, **sizes
        )
        bias = Parameter(name="bias", shape=(units,), role="bias", initializer=p.bias_initializer, **sizes)
        return Signature(
            inputs=inputs,
            output=(units,),
            parameters=(weight, bias) if p.bias else (weight,),
            multiply_adds=units * shape[0],
        )

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """The logits X Wᵀ + b; the loss is the trainer's."""
        z = affine()

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return z(inputs[0], w["weight"], w.get("bias"), mode)

        return forward

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """X Wᵀ + b."""
        z = inputs[0] @ weights["weight"].T
        return z + weights["bias"] if p.bias else z

    @classmethod
    def before_activation(cls, p: Params) -> Params:
        """The logits are Z; the activation belongs to the loss."""
        return p

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The loss."""
        loss = known("losses", p.loss.kind)
        if loss is None or not issubclass(loss, Loss):
            return ()
        return (loss.title_for(facts) if facts is not None else loss.title,)
