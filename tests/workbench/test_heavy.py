"""Very large networks: they open at once, and their weights are made when they are to be trained."""

from __future__ import annotations

from playground.spec.edits import Replace, Set
from playground.wire.commands import Load, Play
from playground.workbench.document import Document
from playground.workbench.run import Run
from playground.workbench.templates import load_template
from tests.workbench.support import Recorder


def sent(engine: Recorder, kind: type) -> int:
    return sum(isinstance(command, kind) for command in engine.commands)


def test_nothing_is_loaded_before_play() -> None:
    engine = Recorder()
    document = Document(load_template("vgg16"))
    run = Run(document, engine)
    assert (run.status.phase, run.status.can_play) == ("paused", True)
    assert sent(engine, Load) == 0
    document.apply(Set(path=("network", "fc7_drop", "keep_prob"), value=0.9))
    assert sent(engine, Load) == 0
    run.play()
    assert (sent(engine, Load), sent(engine, Play)) == (1, 1)
    run.close()


def test_no_weights_are_drawn_to_be_shown_or_saved() -> None:
    engine = Recorder()
    run = Run(Document(load_template("vgg16")), engine)
    assert run.preview("predictions") is None
    checkpoints: list[int] = []
    run.capture(lambda checkpoint: checkpoints.append(len(checkpoint.weights)))
    assert checkpoints == [0]
    run.close()


def test_an_edit_that_makes_it_small_loads_it() -> None:
    engine = Recorder()
    document = Document(load_template("vgg16"))
    run = Run(document, engine)
    document.apply(Replace(experiment=load_template("vgg16_small")))
    assert sent(engine, Load) == 1
    run.close()


def test_small_forms_are_loaded_as_ever() -> None:
    engine = Recorder()
    run = Run(Document(load_template("lenet5")), engine)
    assert sent(engine, Load) == 1
    assert run.status.phase == "starting"
    run.close()
