"""What the robot types: numbers, names, and what is neither."""

from __future__ import annotations

from random import Random

GOOD_NUMBERS = (
    "1",
    "2",
    "3",
    "4",
    "5",
    "8",
    "16",
    "0",
    "0.5",
    "0.1",
    "0.03",
    "0,25",
    "-1",
    "−0.5",
    "1e-3",
    "100",
    "+2",
)
BAD_NUMBERS = (
    "", " ", "abc", "--5", "1e309", "-1e309", "nan", "inf", "1e-400", "0x10", "٣", "½", "1,000,000", "=1+1", "3 4",
    "1e", "99999999999999999999", "-99999999999999999999", "3.4028236e38", "1" * 400, "0.0000000000000000001", "🎈",
    "∞", ".",
)  # fmt: skip
NAMES = (
    "Sieve", "first half", "Ünïcode", "a", "", "   ", "x" * 300, "<b>bold</b>", "& && &x", "név/with\\slashes", "🎈🎈",
    "%s {name} {0}", "\u202eright", "dense1", "input", "two\twords", "'; drop", "CON", "..",
)  # fmt: skip
SOUGHT = (
    "dense", "input", "output", "dropout", "conv", "activation", "batch", "add", "concat", "flatten", "pool", "reshape",
    "norm", "moons", "spiral", "circle", "xor", "iris", "units", "rate", "momentum", "adam", "early", "theme", "dark",
    "fit", "arrange", "zoom", "history", "step", "reset", "pin", "lenet", "loss", "noise", "seed", "shape", "notes",
    "zzzz", "ä", "1", "(", "*", "", "data", "signal", "digits", "l2", "clip", "epoch", "layout", "light", "help",
    "link", )  # fmt: skip
BLOCKS = (
    "dense", "dense", "dense", "dense", "activation", "dropout", "batch", "layer norm", "add", "concat", "multiply",
    "flatten", "input", "output", "conv", "max pool", "features", "reshape", "global", "residual", "group norm",
    "upsample",     "squeeze", "depthwise", "transposed", "inception", "local", "average", "1", "nothing is called so",
)  # fmt: skip


def number(draw: Random) -> str:
    """A number, now and then none that can be."""
    return draw.choice(BAD_NUMBERS if draw.random() < 0.25 else GOOD_NUMBERS)


def text(draw: Random) -> str:
    """Anything that a line can be given."""
    pool = draw.choices((GOOD_NUMBERS, BAD_NUMBERS, NAMES, SOUGHT), (6, 2, 2, 2))[0]
    return draw.choice(pool)
