"""The untrained network, shown before the engine is up: probes measured here, in NumPy."""

from __future__ import annotations

from playground.catalog.entry import settle
from playground.catalog.families import Probe
from playground.catalog.heavy import heavy
from playground.catalog.initial import initial_weights
from playground.catalog.memory import quick
from playground.catalog.prepare import prepare
from playground.catalog.preview import Preview
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from playground.wire.checkpoint import Checkpoint
from playground.wire.events import Picture
from playground.workbench.document import Document


class Untrained:
    """The first weights of the document's present experiment, drawn once per experiment."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: tuple[Experiment, Preview | None] | None = None

    def checkpoint(self) -> Checkpoint:
        """The state before the first step; without weights where it cannot be trained, or has very many of them."""
        analysis = self._document.analysis
        known = analysis.trainable and not heavy(analysis)
        return Checkpoint(weights=initial_weights(self._document.experiment, analysis) if known else {})

    def picture(self, run_id: int, kind: str, params: Values) -> Picture | None:
        """What a probe shows; None where there is nothing to show.

        Raises:
            PlaygroundError: there is no such probe, or a setting is out of its range.

        """
        probe, p = settle(Probe, Choice(kind, params))
        view = self._view()
        if view is None:
            return None
        try:
            arrays, facts = probe.measure(p, view)
        except NotImplementedError:
            return None  # a block from elsewhere that has no NumPy formula: the engine's picture is soon here
        if not arrays:
            return None
        return Picture(run_id=run_id, key=kind, kind=kind, step=0, arrays=arrays, facts=facts)

    def _view(self) -> Preview | None:
        experiment, analysis = self._document.experiment, self._document.analysis
        if self._known is None or self._known[0] is not experiment:
            view = None
            if analysis.trainable and not heavy(analysis) and quick(analysis):
                try:
                    prepared = prepare(experiment.data)
                    view = Preview(experiment, analysis, prepared, initial_weights(experiment, analysis))
                except PlaygroundError:
                    pass  # the engine says what is wrong with the data as soon as it loads them
            self._known = experiment, view
        return self._known[1]
