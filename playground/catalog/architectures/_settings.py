"""What architectures have in common: settings, the data of their experiments and how they are trained."""

from __future__ import annotations

from functools import partial

from playground.spec.experiment import Data, Experiment, Network, Training
from playground.spec.fields import param
from playground.spec.values import Choice, Values

form = partial(
    param,
    "full",
    effect="keep",
    help="As it was published, for reading and counting, or so narrow that a laptop's processor trains it within "
    "minutes on small pictures.",
)
"""The setting ``form``: ``full`` or ``small``."""
width = partial(
    param,
    1.0,
    low=0.25,
    high=2.0,
    effect="keep",
    help="Times as many channels everywhere, rounded to multiples of 8.",
)
"""The setting ``width``, by which all channels are multiplied."""
resolution = partial(
    param,
    224,
    low=32,
    high=512,
    unit="px",
    effect="keep",
    help="The side of the pictures; only the data and the cost depend on it. Small forms keep theirs.",
)
"""The setting ``resolution``, in pixels. What is given in the call, such as another ``help``, holds in its place."""


def noise(side: int, classes: int = 1000, channels: int = 3) -> Data:
    """Pictures of nothing, in the size that the network was made for."""
    settings = Values(height=side, width=side, channels=channels, classes=classes)
    return Data(source=Choice("noise_pictures", settings), train=0.8, dev=0.1, stratify=False, normalize=True)


def characters() -> Data:
    """Grey 28×28 pictures of ten digits."""
    return Data(source=Choice("characters"), train=0.8, dev=0.1, normalize=True)


def shapes() -> Data:
    """Coloured 32×32 pictures."""
    return Data(source=Choice("shapes"), train=0.8, dev=0.1, normalize=True)


def by_adam(rate: float, batch: int, epochs: int) -> Training:
    """Adam with a cosine that ends with the last epoch."""
    return Training(
        optimizer=Choice("adam", Values(learning_rate=rate)),
        schedule=Choice("cosine", Values(epochs=epochs)),
        batch_size=batch,
        epochs=epochs,
    )


def by_momentum(rate: float, batch: int, epochs: int = 0, *, l2: float = 0.0) -> Training:
    """The heavy ball of the papers; the cosine ends with the last epoch where there is one."""
    schedule = Choice("cosine", Values(epochs=epochs)) if epochs else Choice("constant")
    return Training(
        optimizer=Choice("heavy_ball", Values(learning_rate=rate)),
        schedule=schedule,
        batch_size=batch,
        epochs=epochs,
        l2=l2,
    )


def experiment(network: Network, data: Data, training: Training) -> Experiment:
    """All three together."""
    return Experiment(network=network, data=data, training=training)
