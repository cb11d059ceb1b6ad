"""What ours is measured against: the same network on the same examples by plain torch, scikit-learn and NumPy.

All begin with our first weights (scikit-learn with its own) and take batches in our order (scikit-learn in its own).
Features that a block of ours makes anew at every step are made once for the peers, as a person would.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from playground.catalog.analysis import analyse
from playground.catalog.blocks.features import Features
from playground.catalog.initial import initial_weights
from playground.catalog.prepare import epoch_order, order_seed, prepare
from playground.catalog.tensor import Array, Float32, Ints
from playground.spec.experiment import Experiment
from playground.spec.values import Choice


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """One piece of work, told so that anyone can do it.

    Attributes:
        x, y: the training part, shape (examples, inputs) and class numbers of shape (examples,).
        dev_x, dev_y: the dev part.
        layers: weight of shape (outputs, inputs) and bias of each dense layer, the output's last.
        outputs: logits; 1 where there are two classes. activation: tanh or relu, of all hidden layers.
        optimizer: gradient_descent or adam. seed: of the order.

    """

    x: Float32
    y: Ints
    dev_x: Float32
    dev_y: Ints
    layers: tuple[tuple[Float32, Float32], ...]
    outputs: int
    activation: str
    optimizer: str
    rate: float
    batch: int
    seed: int

    def batches(self) -> Iterator[Ints]:
        """The rows of batch after batch, epoch after epoch, as ours takes them."""
        epoch = 0
        while True:
            order = epoch_order(self.seed, epoch, len(self.x))
            yield from np.split(order, range(self.batch, len(order), self.batch))
            epoch += 1

    @property
    def steps_per_epoch(self) -> int:
        return -(-len(self.x) // self.batch)


def lesson_of(experiment: Experiment) -> Lesson:
    """The work of an experiment whose network is a chain of dense layers, after features or not, without extras."""
    prepared, training = prepare(experiment.data), experiment.training
    x = prepared.x
    first = initial_weights(experiment, analyse(experiment))
    layers, activation = [], "none"
    for node in experiment.network.nodes:
        if node.kind == "features":
            x = Features.reference(Features.read(node.params), {}, [x.astype(np.float64)]).astype(np.float32)
        elif node.kind != "input":
            layers.append((first[f"{node.id}.weight"], first[f"{node.id}.bias"]))
            if node.kind == "dense":
                activation = node.params.get("activation", Choice("none")).kind
    train, dev = prepared.rows("train"), prepared.rows("dev")
    y: Ints = prepared.y.astype(np.int64)
    return Lesson(
        x=np.ascontiguousarray(x[train]),
        y=y[train],
        dev_x=np.ascontiguousarray(x[dev]),
        dev_y=y[dev],
        layers=tuple(layers),
        outputs=len(layers[-1][1]),
        activation=activation,
        optimizer=training.optimizer.kind,
        rate=float(training.optimizer.params["learning_rate"]),
        batch=training.batch_size,
        seed=order_seed(experiment),
    )


class Peer(Protocol):
    """Someone else who trains."""

    def train(self, steps: int) -> int:
        """Go on for about so many steps; how many it did."""
        ...

    def outputs(self, x: Float32) -> Array:
        """What it says of inputs, more than 0 (logits) or ½ (probabilities) for the second of two classes."""
        ...

    def accuracy(self) -> float:
        """Share of the dev part that is right."""
        ...


class PlainTorch:
    """What a person would write first: nn.Sequential, torch.optim, one step after the other, one thread."""

    def __init__(self, lesson: Lesson) -> None:
        self._lesson, self._batches = lesson, lesson.batches()
        modules: list[torch.nn.Module] = []
        for weight, bias in lesson.layers:
            linear = torch.nn.Linear(weight.shape[1], weight.shape[0])
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(weight))
                linear.bias.copy_(torch.from_numpy(bias))
            modules += [linear, torch.nn.Tanh() if lesson.activation == "tanh" else torch.nn.ReLU()]
        self.model = torch.nn.Sequential(*modules[:-1])
        rule: Any = torch.optim.SGD if lesson.optimizer == "gradient_descent" else torch.optim.Adam
        self._rule = rule(self.model.parameters(), lr=lesson.rate)
        self._x, y = torch.from_numpy(lesson.x), torch.from_numpy(lesson.y)
        self._two = lesson.outputs == 1
        self._y = y.float() if self._two else y
        self._loss = torch.nn.BCEWithLogitsLoss() if self._two else torch.nn.CrossEntropyLoss()

    def train(self, steps: int) -> int:
        torch.set_num_threads(1)
        for _, batch in zip(range(steps), self._batches, strict=False):
            rows = torch.from_numpy(batch)
            self._rule.zero_grad()
            logits = self.model(self._x[rows])
            self._loss(logits[:, 0] if self._two else logits, self._y[rows]).backward()
            self._rule.step()
        return steps

    def outputs(self, x: Float32) -> Array:
        with torch.no_grad():
            found: Array = self.model(torch.from_numpy(x)).numpy()
        return found

    def accuracy(self) -> float:
        return _share(self.outputs(self._lesson.dev_x), self._lesson.dev_y)


class PlainNumpy:
    """The formulas by hand: float32, layer by layer, all parameters in one array so that the rule is a few lines."""

    def __init__(self, lesson: Lesson) -> None:
        self._lesson, self._batches = lesson, lesson.batches()
        sizes = [weight.size + bias.size for weight, bias in lesson.layers]
        self._theta = np.zeros(sum(sizes), np.float32)
        self._gradient = np.zeros_like(self._theta)
        self._mean, self._square = np.zeros_like(self._theta), np.zeros_like(self._theta)
        self._updates = 0
        self._layers = list(zip(self._cut(self._theta), self._cut(self._gradient), strict=True))
        for (weight, bias), ((w, b), _) in zip(lesson.layers, self._layers, strict=True):
            w[...], b[...] = weight.T, bias
        self._tanh = lesson.activation == "tanh"
        self._target = np.eye(max(2, lesson.outputs), dtype=np.float32)[lesson.y][:, -lesson.outputs :]

    def _cut(self, flat: Float32) -> list[tuple[Float32, Float32]]:
        """Weight of shape (inputs, outputs) and bias of each layer, in one array."""
        found, at = [], 0
        for weight, bias in self._lesson.layers:
            end = at + weight.size
            found.append((flat[at:end].reshape(weight.shape[::-1]), flat[end : end + bias.size]))
            at = end + bias.size
        return found

    def train(self, steps: int) -> int:
        for _, rows in zip(range(steps), self._batches, strict=False):
            self._step(self._lesson.x[rows], self._target[rows])
        return steps

    def _step(self, x: Float32, target: Float32) -> None:
        given = [x]
        for (w, b), _ in self._layers:
            given.append(self._active(given[-1] @ w + b, last=len(given) == len(self._layers)))
        logits = given.pop()
        if self._lesson.outputs == 1:
            probability = 1.0 / (1.0 + np.exp(-logits))
        else:
            probability = np.exp(logits - logits.max(axis=1, keepdims=True))
            probability /= probability.sum(axis=1, keepdims=True)
        delta = (probability - target) / np.float32(len(x))
        for number in range(len(self._layers) - 1, -1, -1):
            (w, _), (to_w, to_b) = self._layers[number]
            a = given[number]
            np.matmul(a.T, delta, out=to_w)
            delta.sum(axis=0, out=to_b)
            if number:
                delta = (delta @ w.T) * ((1.0 - a * a) if self._tanh else (a > 0))
        self._update()

    def _active(self, z: Float32, *, last: bool) -> Float32:
        if last:
            return z
        return np.tanh(z) if self._tanh else np.maximum(z, 0.0)

    def _update(self) -> None:
        rate, gradient = self._lesson.rate, self._gradient
        if self._lesson.optimizer == "gradient_descent":
            self._theta -= rate * gradient
            return
        self._updates += 1
        self._mean += 0.1 * (gradient - self._mean)
        self._square += 0.001 * (gradient * gradient - self._square)
        rate *= (1.0 - 0.999**self._updates) ** 0.5 / (1.0 - 0.9**self._updates)
        small = 1e-8 * (1.0 - 0.999**self._updates) ** 0.5
        self._theta -= rate * self._mean / (np.sqrt(self._square) + small)

    def outputs(self, x: Float32) -> Array:
        a = x
        for number, ((w, b), _) in enumerate(self._layers, 1):
            a = self._active(a @ w + b, last=number == len(self._layers))
        return a

    def accuracy(self) -> float:
        return _share(self.outputs(self._lesson.dev_x), self._lesson.dev_y)


class ScikitLearn:
    """`MLPClassifier.partial_fit` on the whole training part, an epoch a call: its fastest way."""

    def __init__(self, lesson: Lesson) -> None:
        from sklearn.neural_network import MLPClassifier

        self._lesson = lesson
        self.model: Any = MLPClassifier(
            hidden_layer_sizes=[len(bias) for _, bias in lesson.layers[:-1]],
            activation=lesson.activation,
            solver="adam" if lesson.optimizer == "adam" else "sgd",
            momentum=0.0,
            alpha=0.0,
            batch_size=min(lesson.batch, len(lesson.x)),
            learning_rate_init=lesson.rate,
            random_state=lesson.seed,
        )
        self._classes: NDArray[np.int64] = np.arange(max(2, lesson.outputs))

    def train(self, steps: int) -> int:
        epochs = max(1, round(steps / self._lesson.steps_per_epoch))
        for _ in range(epochs):
            self.model.partial_fit(self._lesson.x, self._lesson.y, classes=self._classes)
        return epochs * self._lesson.steps_per_epoch

    def outputs(self, x: Float32) -> Array:
        found: Array = self.model.predict_proba(x)
        return found

    def accuracy(self) -> float:
        return float(self.model.score(self._lesson.dev_x, self._lesson.dev_y))


def _share(logits: Array, y: Ints) -> float:
    found = logits[:, 0] > 0 if logits.shape[1] == 1 else logits.argmax(axis=1)
    return float((found == y).mean())


PEERS: dict[str, type[PlainTorch] | type[ScikitLearn] | type[PlainNumpy]] = {
    "plain torch": PlainTorch,
    "scikit-learn": ScikitLearn,
    "NumPy": PlainNumpy,
}
