"""The settings that several convolutions have, each described once: ``stride: int = stride()``.

What is given in the call, such as another ``help``, holds in place of what stands here.
"""

from __future__ import annotations

from functools import partial

from playground.spec.fields import param
from playground.spec.values import Choice

filters = partial(
    param, 8, low=1, high=65536, scale="log", effect="keep", help="How many filters, each giving one channel."
)
kernel_size = partial(
    param,
    3,
    low=1,
    high=64,
    title="Kernel",
    effect="keep",
    help="How many places the window covers along each side.",
)
kernel_width = partial(
    param, 0, low=0, high=64, effect="keep", help="Of a picture's window, where it is not square; 0 makes it square."
)
stride = partial(param, 1, low=1, high=64, effect="keep", help="How many places the window moves on each time.")
padding = partial(
    param,
    "valid",
    effect="keep",
    formula="⌊(n + 2p − f) / s⌋ + 1,  2p = f − 1: ⌈n / s⌉",
    help="Zeros around the input: none (valid), as many as keep its size divided by the stride (same, the odd "
    "one at the end), or a number.",
)
padding_size = partial(
    param, 1, low=0, high=512, effect="keep", help="Zeros at both ends of every side, where padding is a number."
)
dilation = partial(
    param, 1, low=1, high=64, effect="keep", help="How far apart the window's places lie; 1 leaves no gaps."
)
groups = partial(
    param, 1, low=1, high=65536, effect="keep", help="Parts of the channels that are convolved apart; divides both."
)
activation = partial(
    param, Choice("relu"), family="activations", effect="keep", help="The non-linearity g applied to each sum."
)
weight_initializer = partial(
    param, Choice("he_normal"), family="initializers", effect="start", help="How the first weights are drawn."
)
bias = partial(param, True, effect="keep", help="Whether each filter adds a learned constant.")
bias_initializer = partial(
    param, Choice("zeros"), family="initializers", effect="start", help="How the first biases are set."
)
