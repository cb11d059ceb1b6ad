"""How a number lies on a slider, and how it is written and read."""

from __future__ import annotations

import math

from playground.spec.fields import Field
from playground.spec.words import tr

STEPS = 400
DECADES = 8


class Track:
    """The positions of a slider, 0 to ``last``, and the values that they stand for.

    On a logarithmic track that begins at 0, position 0 is exactly 0 and position 1 lies `DECADES` decades below the
    highest value.
    """

    def __init__(self, field: Field) -> None:
        about = field.about
        assert about.low is not None
        assert about.high is not None
        self._whole = field.type is int
        self._low, self._high = float(about.low), float(about.high)
        self._log = about.scale == "log"
        self._floor = self._low if self._low > 0 else self._high / 10**DECADES
        whole_range = self._whole and not self._log and self._high - self._low <= 10 * STEPS
        self.last = int(self._high - self._low) if whole_range else STEPS

    def value_at(self, position: int) -> int | float:
        """The value of a position, rounded to two or three digits, so that it reads well."""
        if position <= 0:
            return int(self._low) if self._whole else self._low
        if position >= self.last:
            return int(self._high) if self._whole else self._high
        if self._log:
            first = 1 if self._low <= 0 else 0
            share = (position - first) / (self.last - first)
            value = float(f"{self._floor * (self._high / self._floor) ** share:.2g}")
        else:
            value = self._low + position * (self._high - self._low) / self.last
            value = float(f"{value:.3g}")
        value = min(max(value, self._low), self._high)
        return round(value) if self._whole else value

    def position_of(self, value: float) -> int:
        """The position nearest to a value; values off the track get the end."""
        if value <= self._low:
            return 0
        if self._log:
            first = 1 if self._low <= 0 else 0
            share = math.log(max(value, self._floor) / self._floor) / math.log(self._high / self._floor)
            return min(round(first + share * (self.last - first)), self.last)
        return min(round((value - self._low) / (self._high - self._low) * self.last), self.last)


def track_of(field: Field) -> Track | None:
    """The slider's track, or None where the range is open or so wide that a slider would be of no use."""
    low, high = field.about.low, field.about.high
    if field.type not in (int, float) or low is None or high is None or high <= low:
        return None
    if field.about.scale == "linear" and high - low > 10_000:
        return None
    return Track(field)


def written(value: float) -> str:
    """A number as people write it: ``0.03``, ``1e-5``, ``1000000``; reading it back gives the same number."""
    if isinstance(value, int):
        return str(value)
    short = f"{value:.6g}"
    text = short if float(short) == value else repr(value)
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if e else text


def read(field: Field, text: str) -> int | float | str:
    """The number that ``text`` means, or the sentence that says why it may not stand here.

    Scientific notation, a decimal comma and the true minus sign are all understood.
    """
    plain = text.strip().replace("−", "-")
    if "." not in plain and plain.count(",") == 1:
        plain = plain.replace(",", ".")
    try:
        number = float(plain)
    except ValueError:
        return tr("{setting} must be a number, not “{text}”.", setting=field.title, text=text.strip())
    value: int | float = int(plain) if plain.lstrip("+-").isdigit() else number
    if field.type is int and isinstance(value, float) and value.is_integer():
        value = int(value)
    if field.type is float:
        value = float(value)
    wrong = field.violation(value)
    return value if wrong is None else f"{wrong.replace(field.name, field.title, 1)}."


def stepped(field: Field, value: float, direction: int) -> int | float:
    """The next value up or down: whole numbers by one, on a logarithmic scale along 1 – 2 – 5 – 10."""
    low = -math.inf if field.about.low is None else field.about.low
    high = math.inf if field.about.high is None else field.about.high
    if field.about.scale == "log" and (field.type is float or value >= 10):
        if value <= 0:
            found = high / 10**DECADES if direction > 0 else 0.0
        else:
            power = math.floor(math.log10(value) + 1e-9)
            rungs = [m * 10.0**p for p in range(power - 1, power + 2) for m in (1, 2, 5)]
            above = [rung for rung in rungs if rung > value * (1 + 1e-9)]
            below = [rung for rung in rungs if rung < value * (1 - 1e-9)]
            found = min(above) if direction > 0 else max(below)
            found = float(f"{found:.6g}")
    elif field.type is int:
        found = value + direction
    else:
        span = high - low if math.isfinite(high - low) else max(abs(value), 1.0)
        unit = 10.0 ** math.floor(math.log10(span / 20))
        found = float(f"{value + direction * unit:.6g}")
    found = min(max(found, low), high)
    return round(found) if field.type is int else found
