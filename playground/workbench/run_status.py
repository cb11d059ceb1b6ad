"""Where a run stands, in values and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.spec.experiment import Training
from playground.spec.problems import Fix
from playground.spec.words import tr
from playground.wire.events import Status
from playground.wire.pulse import Stalled

Phase = Literal["starting", "paused", "playing", "finished", "diverged", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStatus:
    """Where the run stands, for the transport bar and the status line.

    ``sentence`` says in words what a person should know (why it finished, diverged or failed; else empty), ``details``
    what belongs in a report of a failure, and ``fixes`` are edits that would help. ``device``, ``reason`` and
    ``stepper`` (in which way steps are done, in sentences) come from the engine; ``speed`` is in steps/s, 0 while
    paused. ``can_play`` is False while the analysis has errors; ``obstacle`` is then the first one's sentence.
    ``stalled`` says that the engine has been at one thing for long, and where; else empty.
    """

    phase: Phase = "starting"
    step: int = 0
    epoch: int = 0
    speed: float = 0.0
    device: str = ""
    reason: str = ""
    stepper: str = ""
    sentence: str = ""
    details: str = ""
    fixes: tuple[Fix, ...] = ()
    can_play: bool = True
    obstacle: str = ""
    stalled: str = ""


def stalled_in_words(event: Stalled) -> str:
    """What an engine is at that does not get on; empty where it does again."""
    if not event.seconds:
        return ""
    seconds = f"{event.seconds:.0f}"
    choice = tr("Wait for it, or end it: Play then starts it again from the last checkpoint.")
    return f"{_what_takes_long(event, seconds)} {choice}"


def _what_takes_long(event: Stalled, seconds: str) -> str:
    if event.starting:
        return tr("The engine has been starting for {seconds} s and has not said anything yet.", seconds=seconds)
    if event.silent:
        return tr("The engine has given no sign of life for {seconds} s.", seconds=seconds)
    if event.where:
        return tr(
            "The engine has been at one thing for {seconds} s, after step {step}: {where}.",
            seconds=seconds,
            step=event.step,
            where=event.where,
        )
    return tr("The engine has been at one thing for {seconds} s, after step {step}.", seconds=seconds, step=event.step)


def end_in_words(event: Status, training: Training) -> str:
    """Why training came to its end by itself, and what Play does now."""
    match event.why:
        case "early stopping":
            return tr(
                "Early stopping: the dev loss did not improve for {patience} epochs; the weights that were best on "
                "dev are back. Play goes on from there.",
                patience=training.patience,
            )
        case "epochs":
            return tr(
                "Stopped after {epoch} epochs, as the training settings say. Play goes on from here.",
                epoch=event.epoch,
            )
        case "loss":
            return tr(
                "Stopped after {epoch} epochs: the train loss has come down to {loss}. Play goes on from here.",
                epoch=event.epoch,
                loss=f"{training.stop_loss:g}",
            )
        case "accuracy":
            return tr(
                "Stopped after {epoch} epochs: the accuracy has reached {accuracy}. Play goes on from here.",
                epoch=event.epoch,
                accuracy=f"{training.stop_accuracy:g}",
            )
        case "time":
            return tr(
                "Stopped after {seconds} s of training. Play goes on for as long again.",
                seconds=f"{training.stop_seconds:g}",
            )
    return tr("Stopped: {why}. Play goes on from here.", why=event.why)
