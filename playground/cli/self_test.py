"""`playground doctor --self-test`: everything that there is, tried once in the installation at hand."""

from __future__ import annotations

import base64
import dataclasses
import os
import queue
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from playground import __version__
from playground.catalog.analysis import analyse
from playground.catalog.costs import sheet
from playground.catalog.schema import experiment_schema
from playground.cli.output import console, print_json
from playground.cli.progress import Steps
from playground.spec.problems import PlaygroundError
from playground.spec.words import several, tr
from playground.wire.commands import Ack, Advance, Load, Watch, Watched
from playground.wire.events import Diverged, Event, Failed, Picture
from playground.wire.events import Steps as Told
from playground.workbench import itself, licences, templates
from playground.workbench.client import EngineClient
from playground.workbench.files import load, save
from playground.workbench.languages import languages, load_language
from playground.workbench.link import link_of, read_link
from playground.workbench.release import DOMAIN, verified

if TYPE_CHECKING:
    from playground.engine.self_test.trial import Outcome, Trial
    from playground.engine.trainer import Trainer

PATIENCE = 120.0
"""Seconds that another process gets to answer."""


def run(*, as_json: bool, only: Sequence[str] = ()) -> int:
    """Try everything, or the families in ``only``; a line for each failure.

    Returns:
        0 where nothing failed, else 1.

    """
    try:
        from playground.engine.self_test.trial import run as try_all

        trials = every_trial()
    except (ImportError, OSError) as error:  # OSError: a library of torch's that the system does not load
        raise PlaygroundError(tr("torch does not load, so nothing can be tried: {error}", error=error)) from error
    families = list(dict.fromkeys(trial.family for trial in trials))
    strange = [name for name in only if name not in families]
    if strange:
        raise PlaygroundError(
            tr("{name!r} is nothing that is tried; there are {families}", name=strange[0], families=", ".join(families))
        )
    chosen = [trial for trial in trials if not only or trial.family in only]
    began = time.perf_counter()
    if as_json:
        outcomes = try_all(chosen)
    else:
        with Steps(tr("Self-test")) as bar:
            outcomes = try_all(chosen, lambda done, _next: bar.at(done, len(chosen)))
            bar.at(len(chosen), len(chosen))
    seconds = time.perf_counter() - began
    failed = [each for each in outcomes if each.verdict == "failed"]
    if as_json:
        print_json(
            {
                "version": __version__,
                "passed": sum(each.verdict == "passed" for each in outcomes),
                "failed": len(failed),
                "seconds": round(seconds, 1),
                "trials": [dataclasses.asdict(each) for each in outcomes],
            }
        )
    else:
        _tell(outcomes, families, seconds)
    return 1 if failed else 0


def _tell(outcomes: Sequence[Outcome], families: Sequence[str], seconds: float) -> None:
    out = console()
    for each in outcomes:
        if each.verdict == "failed":
            out.print(
                tr("failed: {family} {name}: {why}", family=each.family, name=each.name, why=each.reason),
                soft_wrap=True,
            )
    over: dict[str, list[str]] = {}
    for each in outcomes:
        if each.verdict == "passed over":
            over.setdefault(each.reason, []).append(each.name)
    for reason, names in over.items():
        out.print(tr("passed over: {names}: {why}", names=", ".join(names), why=reason), soft_wrap=True)
    counts = {name: sum(each.family == name and each.verdict == "passed" for each in outcomes) for name in families}
    out.print(", ".join(f"{name} {count}" for name, count in counts.items() if count), soft_wrap=True)
    passed, failed = sum(counts.values()), sum(each.verdict == "failed" for each in outcomes)
    out.print(
        tr(
            "{passed} passed, {failed}, in {seconds:.0f} s.",
            passed=passed,
            failed=several(failed, "{count} failed", "{count} failed"),
            seconds=seconds,
        )
    )


def every_trial() -> list[Trial]:
    """All that is tried: the catalogue, the ways of doing steps, templates, files, and the other processes."""
    from playground.engine.self_test import families, ways
    from playground.engine.self_test.trial import listed

    return [
        *families.trials(),
        *ways.trials(),
        *listed("templates", _templates),
        *listed("languages", _languages),
        *listed("files", _files),
        *listed("processes", _processes),
    ]


def _templates() -> Iterator[Trial]:
    from playground.engine.self_test.trial import Trial

    for template in templates.templates():
        yield Trial(family="templates", name=template.id, act=lambda id=template.id: _trained(id))  # type: ignore[misc]


def _trained(id: str = templates.DEFAULT) -> Trainer:
    from playground.engine.self_test.grounds import train

    return train(templates.load_template(id))


def _languages() -> Iterator[Trial]:
    from playground.engine.self_test.trial import Trial

    for code in languages():
        yield Trial(family="languages", name=code or "en", act=lambda code=code: load_language(code))  # type: ignore[misc]


def _files() -> Iterator[Trial]:
    from playground.engine.self_test.trial import Trial

    for name, act in (
        ("nnp", _experiment_file),
        ("json", _bare_file),
        ("link", _link),
        ("sheet of costs", _sheet),
        ("schema", _schema),
        ("licences", licences.check),
        ("signature", _signature),
    ):
        yield Trial(family="files", name=name, act=act)


def _experiment_file() -> None:
    """Saved with its weights and opened again, a run goes on as if nothing had been."""
    from playground.engine.self_test.trial import demand
    from playground.engine.trainer import Trainer

    trainer = _trained()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trial.nnp"
        save(path, trainer.experiment, trainer.checkpoint())
        opened = load(path)
    demand(opened.experiment == trainer.experiment, tr("what was opened is not what was saved"))
    again = Trainer(opened.experiment, opened.checkpoint, "cpu", stepper="eager")
    demand(
        bool(np.array_equal(again.train_steps(3).loss, trainer.train_steps(3).loss)),
        tr("after saving and opening the losses are others"),
    )


def _bare_file() -> None:
    from playground.engine.self_test.trial import demand

    experiment = templates.load_template(templates.DEFAULT)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trial.json"
        save(path, experiment)
        demand(load(path).experiment == experiment, tr("what was opened is not what was saved"))


def _link() -> None:
    from playground.engine.self_test.trial import demand

    experiment = templates.load_template(templates.DEFAULT)
    demand(read_link(link_of(experiment)).experiment == experiment, tr("the link brings back something else"))


def _sheet() -> None:
    from playground.engine.self_test.trial import demand

    experiment = templates.load_template(templates.DEFAULT)
    lines = sheet(experiment, analyse(experiment)).as_csv().splitlines()
    demand(len(lines) > len(experiment.network.nodes), tr("the sheet has {count} lines only", count=len(lines)))


def _schema() -> None:
    from playground.engine.self_test.trial import demand

    demand("properties" in experiment_schema(), tr("the schema is empty"))


def _signature() -> None:
    """A feed of releases is believed with the right signature, and only then."""
    from nacl.signing import SigningKey

    from playground.engine.self_test.trial import TrialError

    key, content = SigningKey.generate(), b"{}"
    signature = base64.b64encode(key.sign(DOMAIN + content).signature)
    keys = (base64.b64encode(bytes(key.verify_key)).decode(),)
    verified(content, signature, keys)
    try:
        verified(content + b" ", signature, keys)
    except PlaygroundError:
        return
    raise TrialError(tr("a forged signature is believed"))


def _processes() -> Iterator[Trial]:
    from playground.engine.self_test.trial import Trial

    yield Trial(family="processes", name="engine", act=_engine)
    yield Trial(family="processes", name="window", act=_window)


def _engine() -> None:
    """The engine as the window starts it: it trains, and a picture comes through the memory that both share."""
    from playground.engine.self_test.trial import TrialError, demand

    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    client = EngineClient(events.put)
    try:
        experiment = templates.load_template(templates.DEFAULT)
        device = replace(experiment, training=replace(experiment.training, device="cpu"))
        client.send(Load(run_id=1, experiment=device))
        client.send(Watch(run_id=1, watched=(Watched(key="surface", kind="surface"),)))
        client.send(Advance(run_id=1, count=10, order=1))
        steps = pictures = 0
        end = time.monotonic() + PATIENCE
        while steps < 10 or not pictures:
            try:
                event: Any = events.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise TrialError(tr("it did not answer within {seconds:g} seconds", seconds=PATIENCE)) from None
            if isinstance(event, (Failed, Diverged)):
                raise TrialError(event.sentence)
            if isinstance(event, Told):
                steps += len(event.loss)
            if isinstance(event, Picture):
                pictures += 1
                demand(bool(event.arrays), tr("a picture came without numbers"))
                client.send(Ack(run_id=1, key=event.key))
    finally:
        client.close()


def _window() -> None:
    """The window in a process of its own, drawn without a screen."""
    from playground.engine.self_test.trial import TrialError, demand

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "window.png"
        command = itself.command("picture", templates.DEFAULT, "-o", str(path), "--epochs", "1")
        try:
            done = subprocess.run(
                command, env=os.environ, capture_output=True, text=True, errors="replace", timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            raise TrialError(tr("it did not answer within {seconds:g} seconds", seconds=PATIENCE)) from None
        last = (done.stderr.strip().splitlines() or [""])[-1]
        demand(done.returncode == 0, tr("it ended with exit code {code}", code=done.returncode) + f": {last}")
        picture = path.read_bytes()
    demand(picture.startswith(b"\x89PNG") and len(picture) > 10_000, tr("it drew no picture"))
