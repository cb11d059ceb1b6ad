"""A trial of one thing, and the run of many: what failed is told with its reason, and the others go on."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

Verdict: TypeAlias = Literal["passed", "failed", "passed over"]

LONGEST = 300
"""Letters of a reason; torch goes on for pages."""


class TrialError(Exception):
    """What was tried did not do what it should; the sentence says what it did."""


class PassedOverError(Exception):
    """It cannot be tried here, and nobody needs to be alarmed; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Something to try.

    Attributes:
        family: what it is one of, such as ``blocks``. name: which one.
        act: tries it; raises whatever goes wrong, or `PassedOverError`.

    """

    family: str
    name: str
    act: Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a trial went; ``reason`` in one sentence where it did not pass. It took ``seconds``."""

    family: str
    name: str
    verdict: Verdict
    reason: str = ""
    seconds: float = 0.0


def run(trials: Sequence[Trial], told: Callable[[int, Trial], object] = lambda _done, _next: None) -> list[Outcome]:
    """Try them all, one after the other; ``told`` hears before each how many are done, and which comes."""
    outcomes = []
    for done, trial in enumerate(trials):
        told(done, trial)
        outcomes.append(outcome(trial))
    return outcomes


def outcome(trial: Trial) -> Outcome:
    """Try one thing."""
    began = time.perf_counter()
    verdict: Verdict = "passed"
    reason = ""
    try:
        trial.act()
    except PassedOverError as why:
        verdict, reason = "passed over", str(why)
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is what is looked for
        verdict, reason = "failed", in_words(error)
    seconds = round(time.perf_counter() - began, 3)
    return Outcome(family=trial.family, name=trial.name, verdict=verdict, reason=reason, seconds=seconds)


def in_words(error: BaseException) -> str:
    """What went wrong in one line: our own sentences as they are, others with the kind of error."""
    words = " ".join(str(error).split())
    if not isinstance(error, (PlaygroundError, TrialError)):
        words = f"{type(error).__name__}: {words}" if words else type(error).__name__
    return textwrap.shorten(words, LONGEST, placeholder="…") or type(error).__name__


def listed(family: str, list_them: Callable[[], Iterable[Trial]]) -> Iterator[Trial]:
    """The trials that ``list_them`` gives; where the list itself cannot be had, a trial that fails and says so."""
    try:
        found = list(list_them())
        if not found:
            raise TrialError(tr("the list is empty"))
    except Exception as error:  # noqa: BLE001 - one broken module hides its whole family, which must not go unseen
        reason = tr("they cannot be listed: {why}", why=in_words(error))

        def fail() -> None:
            raise TrialError(reason)

        found = [Trial(family=family, name=tr("the list"), act=fail)]
    yield from found


def demand(holds: bool, sentence: str) -> None:
    """Raise with the sentence unless it holds.

    Raises:
        TrialError: it does not hold.

    """
    if not holds:
        raise TrialError(sentence)
