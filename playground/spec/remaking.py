"""The edit that puts a network in the place of another: one that was made anew from its architecture."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

from playground.spec.experiment import Data, Experiment, Network, Training


@dataclass(frozen=True, slots=True, kw_only=True)
class Remake:
    """Another network, and data or training that go with it where they are given; the rest stays.

    ``key``: the setting of the architecture that was changed; a drag of its slider is one undo. Empty never merges.
    """

    network: Network
    label: str
    data: Data | None = None
    training: Training | None = None
    key: str = ""

    @property
    def merge_key(self) -> Hashable | None:
        """Successive values of one setting are one undo step."""
        return ("remake", self.key) if self.key else None

    def apply(self, experiment: Experiment) -> Experiment:
        """The same object where nothing changes."""
        data = experiment.data if self.data is None or self.data == experiment.data else self.data
        training = experiment.training if self.training is None else self.training
        if self.network == experiment.network and data is experiment.data and training is experiment.training:
            return experiment
        return replace(experiment, network=self.network, data=data, training=training)
