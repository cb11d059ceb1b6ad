"""Advice: what works but teaches something, or will likely hurt. One small function per rule.

A rule looks at a `Situation` and yields problems, each with the numbers that it saw and edits that would mend it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from playground.catalog.architecture import begun, form_options
from playground.catalog.block import Signature
from playground.catalog.entry import known
from playground.catalog.facts import Facts
from playground.catalog.heavy import heavy
from playground.catalog.settings import set_at
from playground.spec.edits import Edit, InsertOnEdge, RemoveNodes, Set, Several
from playground.spec.experiment import Edge, Experiment, Node
from playground.spec.problems import Fix, Problem
from playground.spec.remaking import Remake
from playground.spec.values import Choice
from playground.spec.words import mark, tr

Rule = Callable[["Situation"], Iterator[Problem]]

NORMS = ("batch_norm", "layer_norm", "group_norm")
SATURATING = ("sigmoid", "tanh")
RELU_LIKE = ("relu", "leaky_relu", "elu", "gelu", "silu")
FOR_TANH = ("xavier", "xavier_uniform", "glorot_normal", "glorot_uniform", "lecun_normal")
FOR_RELU = ("he_normal", "he_uniform")
DEEP = 5
STEEP = 30.0
"""How many times an optimizer's usual learning rate is called too much."""
ADAPTIVE = ("adam", "adamw", "rmsprop")
"""Optimizers that divide by the gradient's size."""
LONG_STEPS, USUAL_STEPS = 0.005, 0.001
MOST_PARAMETERS = 200_000_000


class Situation:
    """What a rule may look at: the experiment and, for the nodes on the way to the output, their signatures."""

    def __init__(
        self, experiment: Experiment, signatures: Mapping[str, Signature], order: tuple[str, ...], facts: Facts
    ) -> None:
        self.experiment = experiment
        self.signatures = signatures
        self.facts = facts
        by_id = {node.id: node for node in experiment.network.nodes}
        self.nodes = tuple(by_id[id] for id in order if id in signatures)
        on_the_way = {node.id for node in self.nodes}
        self._after: dict[str, list[Node]] = {id: [] for id in on_the_way}
        self._before: dict[str, list[Node]] = {id: [] for id in on_the_way}
        for edge in sorted(experiment.network.edges, key=lambda edge: edge.port):
            if edge.source in on_the_way and edge.target in on_the_way:
                self._after[edge.source].append(by_id[edge.target])
                self._before[edge.target].append(by_id[edge.source])

    def followers(self, node: Node) -> tuple[Node, ...]:
        """The nodes that ``node`` flows into, those on the way to the output only."""
        return tuple(self._after[node.id])

    def sources(self, node: Node) -> tuple[Node, ...]:
        """The nodes that flow into ``node``, by port."""
        return tuple(self._before[node.id])

    def settings(self, node: Node) -> Any:
        """The node's settings, defaults filled in."""
        entry = known("blocks", node.kind)
        return entry.read(node.params) if entry is not None else None

    def activation(self, node: Node) -> str:
        """The kind of the node's own activation; empty where it has none."""
        chosen = getattr(self.settings(node), "activation", None)
        return chosen.kind if isinstance(chosen, Choice) else ""

    def bend(self, node: Node) -> str:
        """The activation that a layer's sums go through: its own, or that of the block right behind it."""
        own = self.activation(node)
        after = self.followers(node)
        if own == "linear" and len(after) == 1 and after[0].kind in ("activation", *NORMS):
            return self.activation(after[0])
        return own

    @cached_property
    def parameters(self) -> int:
        """The number of learned numbers."""
        return sum(self.signatures[node.id].count for node in self.nodes)

    @cached_property
    def multiply_adds(self) -> int:
        """Multiplications for one example's forward pass."""
        return sum(self.signatures[node.id].multiply_adds for node in self.nodes)

    @cached_property
    def hidden(self) -> tuple[Node, ...]:
        """The layers with weights before the output."""
        return tuple(
            node for node in self.nodes if node.kind != "output" and hasattr(self.settings(node), "weight_initializer")
        )

    def units(self, node: Node) -> int:
        """How many units, or filters, a layer has."""
        return self.signatures[node.id].output[0]

    @cached_property
    def learned_from(self) -> int:
        """About how many examples there are to learn from."""
        return max(1, round(self.experiment.data.train * self.facts.rows))


RULES: list[Rule] = []


def rule(function: Rule) -> Rule:
    """Make a function a rule."""
    RULES.append(function)
    return function


def advise(
    experiment: Experiment, signatures: Mapping[str, Signature], order: tuple[str, ...], facts: Facts | None
) -> list[Problem]:
    """Warnings and hints of all rules."""
    if facts is None:
        return []
    situation = Situation(experiment, signatures, order, facts)
    return [problem for rule in RULES for problem in rule(situation)]


def _name(node: Node) -> str:
    entry = known("blocks", node.kind)
    return node.name or (entry.title if entry is not None else node.kind)


def _title(family: str, kind: str) -> str:
    entry = known(family, kind)
    return entry.title if entry is not None else kind


def _set(node: Node, setting: str, value: Any) -> Set:
    return Set(path=("network", node.id, setting), value=value, merges=False)


def _draw_by(situation: Situation, node: Node) -> Fix:
    """The initializer that suits the layer's activation."""
    kind = "he_normal" if situation.bend(node) in RELU_LIKE else "xavier"
    return Fix(
        tr("Draw by {initializer}", initializer=_title("initializers", kind)),
        _set(node, "weight_initializer", Choice(kind)),
    )


@rule
def redundant_bias(situation: Situation) -> Iterator[Problem]:
    """Batch norm subtracts whatever constant the layer before it added."""
    for node in situation.hidden:
        p, after = situation.settings(node), situation.followers(node)
        if p.bias and p.activation.kind == "linear" and all(other.kind == "batch_norm" for other in after):
            yield Problem(
                severity="hint",
                node=node.id,
                sentence=tr(
                    "The {units} biases of {layer} do nothing: the batch norm behind it subtracts the mean and adds "
                    "its own β.",
                    units=situation.units(node),
                    layer=_name(node),
                ),
                fixes=(Fix(tr("Bias off"), _set(node, "bias", False)),),
            )


@rule
def norm_after_activation(situation: Situation) -> Iterator[Problem]:
    """Batch norm usually stands between the sum and the activation."""
    for node in situation.hidden:
        kind, after = situation.activation(node), situation.followers(node)
        if kind == "linear" or len(after) != 1 or after[0].kind != "batch_norm":
            continue
        fixes: tuple[Fix, ...] = ()
        if situation.activation(after[0]) == "linear":
            edits = (
                _set(node, "activation", Choice("linear")),
                _set(after[0], "activation", situation.settings(node).activation),
            )
            words = tr("Normalize before {activation}", activation=_title("activations", kind))
            fixes = (Fix(words, Several(edits=edits, label=words)),)
        yield Problem(
            severity="hint",
            node=after[0].id,
            sentence=tr(
                "{norm} comes after the {activation} of {layer}; more often it stands before the activation, "
                "where the sums are closer to a normal distribution.",
                norm=_name(after[0]),
                activation=_title("activations", kind),
                layer=_name(node),
            ),
            fixes=fixes,
        )


def _all_equal(chosen: Choice, to: float | None = None) -> bool:
    """Whether an initializer gives the same number everywhere (the number ``to``, where it is given)."""
    entry = known("initializers", chosen.kind)
    p = entry.read(chosen.params) if entry is not None else None
    if chosen.kind == "constant":
        return to is None or getattr(p, "value", None) == to
    scales = [getattr(p, name) for name in ("gain", "sigma", "bound") if hasattr(p, name)]
    return chosen.kind == "zeros" or 0.0 in scales


@rule
def symmetry(situation: Situation) -> Iterator[Problem]:
    """Units that start equal stay equal."""
    for node in situation.hidden:
        p = situation.settings(node)
        if _all_equal(p.weight_initializer) and situation.units(node) > 1:
            yield Problem(
                severity="warning",
                node=node.id,
                sentence=tr(
                    "All weights of {layer} start equal, so its {units} units get equal gradients and stay copies of "
                    "one unit: the symmetry is never broken.",
                    layer=_name(node),
                    units=situation.units(node),
                ),
                fixes=(_draw_by(situation, node),),
            )
    for node in situation.nodes:
        if node.kind == "output" and situation.hidden and _all_equal(situation.settings(node).weight_initializer, 0.0):
            yield Problem(
                severity="hint",
                node=node.id,
                sentence=tr(
                    "The output's weights start at 0, so its {count} hidden layers get no gradient in the first "
                    "step; zeros are fine only without hidden layers.",
                    count=len(situation.hidden),
                ),
                fixes=(_draw_by(situation, node),),
            )


@rule
def too_large(situation: Situation) -> Iterator[Problem]:
    """Large first weights push the units to where they are flat."""
    for node in situation.nodes:
        chosen = getattr(situation.settings(node), "weight_initializer", None)
        if not isinstance(chosen, Choice):
            continue
        entry = known("initializers", chosen.kind)
        p = entry.read(chosen.params) if entry is not None else None
        deviation = {
            "too_large": getattr(p, "factor", 0.0),
            "normal": getattr(p, "sigma", 0.0),
            "uniform": getattr(p, "bound", 0.0) / math.sqrt(3.0),
        }.get(chosen.kind, 0.0)
        inputs = situation.signatures[node.id].parameters[0].fan_in
        spread = deviation * math.sqrt(inputs)
        if chosen.kind == "too_large" or spread > 5.0:
            yield Problem(
                severity="hint",
                node=node.id,
                sentence=tr(
                    "The weights of {layer} start with a deviation of {deviation:.3g}: sums of {inputs} inputs of "
                    "size 1 spread by {spread:.2g}, where sigmoid and tanh are flat and the loss is large.",
                    layer=_name(node),
                    deviation=deviation,
                    inputs=inputs,
                    spread=spread,
                ),
                fixes=(_draw_by(situation, node),),
            )


@rule
def initializer_fits(situation: Situation) -> Iterator[Problem]:
    """He for ReLU, Xavier for tanh; behind a normalization the scale does not matter."""
    for node in situation.hidden:
        if any(other.kind in NORMS for other in situation.followers(node)):
            continue
        bend, kind = situation.bend(node), situation.settings(node).weight_initializer.kind
        title = _title("initializers", kind)
        if bend in RELU_LIKE and kind in FOR_TANH:
            sentence = mark(
                "{layer} draws its weights by {initializer}, but {activation} passes on about half of the variance; "
                "He's 2/n_in makes up for it."
            )
        elif bend in SATURATING and kind in FOR_RELU:
            sentence = mark(
                "{layer} draws its weights by {initializer}, but {activation} needs no factor 2; the smaller 1/n_in "
                "keeps it off its flat ends."
            )
        else:
            continue
        yield Problem(
            severity="hint",
            node=node.id,
            sentence=tr(sentence, layer=_name(node), initializer=title, activation=_title("activations", bend)),
            fixes=(_draw_by(situation, node),),
        )


@rule
def vanishing(situation: Situation) -> Iterator[Problem]:
    """Every S-shaped layer makes the gradient smaller; a normalization or a skip connection mends that."""
    runs: dict[str, tuple[Node, ...]] = {}
    for node in situation.nodes:
        before = max((runs[other.id] for other in situation.sources(node)), key=len, default=())
        if node.kind in (*NORMS, "add"):
            before = ()
        elif situation.activation(node) in SATURATING:
            before = (*before, node)
        runs[node.id] = before
    longest = max(runs.values(), key=len, default=())
    if len(longest) < DEEP:
        return
    sigmoids = sum(situation.activation(node) == "sigmoid" for node in longest)
    edits: list[Edit] = []
    for node in longest:
        edits.append(_set(node, "activation", Choice("relu")))
        if node in situation.hidden:
            edits.append(_set(node, "weight_initializer", Choice("he_normal")))
    words = tr("ReLU and He in all of them")
    if sigmoids:
        sentence = tr(
            "{count} layers of sigmoid follow one another: each shrinks the gradient on its way back, so {layer} gets "
            "at most (1/4)^{sigmoids} ≈ {share:.0e} per unit weight. ReLU, batch norm or skip connections keep it up.",
            count=len(longest),
            layer=_name(longest[0]),
            sigmoids=sigmoids,
            share=0.25**sigmoids,
        )
    else:
        sentence = tr(
            "{count} layers of tanh follow one another: each shrinks the gradient on its way back, so {layer} gets "
            "ever less of it. ReLU, batch norm or skip connections keep it up.",
            count=len(longest),
            layer=_name(longest[0]),
        )
    yield Problem(
        severity="warning" if sigmoids >= DEEP else "hint",
        node=longest[0].id,
        sentence=sentence,
        fixes=(Fix(words, Several(edits=tuple(edits), label=words)),),
    )


@rule
def linear_layers(situation: Situation) -> Iterator[Problem]:
    """Two linear maps are one."""
    for node in situation.hidden:
        after = situation.followers(node)
        if node.kind != "dense" or situation.activation(node) != "linear" or not after:
            continue
        if all(other.kind in ("dense", "output") for other in after):
            yield Problem(
                severity="hint",
                node=node.id,
                sentence=tr(
                    "{layer} is linear and {next} follows at once: together they are a single linear layer, so this "
                    "one adds parameters but no bend.",
                    layer=_name(node),
                    next=_name(after[0]),
                ),
                fixes=(
                    Fix(tr("Give it tanh"), _set(node, "activation", Choice("tanh"))),
                    Fix(tr("Remove it"), RemoveNodes(ids=(node.id,))),
                ),
            )


@rule
def hidden_softmax(situation: Situation) -> Iterator[Problem]:
    """Softmax makes units compete, and the output's loss has its own."""
    for node in situation.nodes:
        if situation.activation(node) == "softmax":
            yield Problem(
                severity="hint",
                node=node.id,
                sentence=tr(
                    "Softmax in {block} makes its {count} numbers share a sum of 1 and shrinks their gradients; the "
                    "output has the softmax that it needs in its loss.",
                    block=_name(node),
                    count=situation.signatures[node.id].output[0],
                ),
                fixes=(Fix(tr("ReLU instead"), _set(node, "activation", Choice("relu"))),),
            )


@rule
def dropped_inputs(situation: Situation) -> Iterator[Problem]:
    """Dropping one of very few inputs takes away what nothing else can replace."""
    for node in situation.nodes:
        sources = situation.sources(node)
        if node.kind != "dropout" or not sources or sources[0].kind not in ("input", "features"):
            continue
        width = math.prod(situation.signatures[node.id].output)
        keep = situation.settings(node).keep_prob
        if width <= 10 and keep < 1.0:
            yield Problem(
                severity="hint",
                node=node.id,
                sentence=tr(
                    "{dropout} drops inputs themselves: of {width} numbers all arrive in only {share:.0%} of the "
                    "examples. Behind a hidden layer other units can stand in.",
                    dropout=_name(node),
                    width=width,
                    share=keep**width,
                ),
                fixes=(Fix(tr("Remove it"), RemoveNodes(ids=(node.id,))),),
            )


@rule
def dropout_before_norm(situation: Situation) -> Iterator[Problem]:
    """Dropout changes the variance in training only, and batch norm remembers it (Li and others, 2018)."""
    for node in situation.nodes:
        after = situation.followers(node)
        if node.kind != "dropout" or len(after) != 1 or after[0].kind != "batch_norm":
            continue
        norm = after[0]
        edges = situation.experiment.network.outputs(norm.id)
        fixes: tuple[Fix, ...] = ()
        if len(edges) == 1:
            behind = Edge(source=norm.id, target=edges[0].target, port=edges[0].port)
            words = tr("Dropout after the batch norm")
            edits: tuple[Edit, ...] = (RemoveNodes(ids=(node.id,)), InsertOnEdge(node=node, edge=behind))
            fixes = (Fix(words, Several(edits=edits, label=words)),)
        keep = situation.settings(node).keep_prob
        yield Problem(
            severity="hint",
            node=node.id,
            sentence=tr(
                "{dropout} with keep_prob {keep:g} makes the variance that {norm} averages larger than it is at "
                "evaluation, where nothing is dropped.",
                dropout=_name(node),
                keep=keep,
                norm=_name(norm),
            ),
            fixes=fixes,
        )


@rule
def steep_rate(situation: Situation) -> Iterator[Problem]:
    """Steps so long that the loss jumps about instead of falling."""
    chosen = situation.experiment.training.optimizer
    entry = known("optimizers", chosen.kind)
    field = next((field for field in entry.fields() if field.name == "learning_rate"), None) if entry else None
    if entry is None or field is None:
        return
    rate, usual = chosen.params.get("learning_rate", field.default), field.default
    if rate >= STEEP * usual:
        edit = set_at(situation.experiment, ("training", "optimizer", "learning_rate"), usual)
        yield Problem(
            severity="warning",
            sentence=tr(
                "{optimizer}: the learning rate of {rate:g} is {times:.0f} times the usual {usual:g}; the loss "
                "is likely to jump about or blow up instead of falling.",
                optimizer=entry.title,
                rate=rate,
                times=rate / usual,
                usual=usual,
            ),
            fixes=(Fix(tr("Learning rate to {rate:g}", rate=usual), edit),),
        )


@rule
def rate_for_convolutions(situation: Situation) -> Iterator[Problem]:
    """Steps of a length that does not depend on the gradient's, too long for layers whose weights are shared."""
    chosen = situation.experiment.training.optimizer
    entry = known("optimizers", chosen.kind)
    shared = [
        node
        for node in situation.nodes
        if any(len(p.shape) > 2 and p.role == "weight" for p in situation.signatures[node.id].parameters)
    ]
    if entry is None or chosen.kind not in ADAPTIVE or not shared:
        return
    rate = chosen.params.get("learning_rate", entry.defaults()["learning_rate"])
    if rate >= LONG_STEPS:
        edit = set_at(situation.experiment, ("training", "optimizer", "learning_rate"), USUAL_STEPS)
        yield Problem(
            severity="hint",
            sentence=tr(
                "{optimizer} changes every weight by about the learning rate {rate:g} at each step. In convolutions, "
                "where one weight acts at many places, that often silences every ReLU; {usual:g} is usual.",
                optimizer=entry.title,
                rate=rate,
                usual=USUAL_STEPS,
            ),
            fixes=(Fix(tr("Learning rate to {rate:g}", rate=USUAL_STEPS), edit),),
        )


@rule
def batch_size(situation: Situation) -> Iterator[Problem]:
    """Batches larger than the training set, and batches of one under batch norm."""
    size, examples = situation.experiment.training.batch_size, situation.learned_from
    path = ("training", "batch_size")
    if size > examples:
        yield Problem(
            severity="hint",
            sentence=tr(
                "The batch size {size} is more than the {examples} or so examples of the training part: every "
                "step takes all of them, which is batch gradient descent.",
                size=size,
                examples=examples,
            ),
            fixes=(Fix(tr("Batch size {size}", size=examples), Set(path=path, value=examples, merges=False)),),
        )
    norms = [
        node
        for node in situation.nodes
        if node.kind == "batch_norm" and math.prod(situation.signatures[node.id].output[1:]) == 1
    ]
    if size == 1 and norms:
        yield Problem(
            severity="warning",
            node=norms[0].id,
            sentence=tr(
                "A batch of 1 example has no spread, so {norm} cannot normalize by it and its running averages "
                "never move.",
                norm=_name(norms[0]),
            ),
            fixes=(Fix(tr("Batch size 16"), Set(path=path, value=16, merges=False)),),
        )


@rule
def too_many_parameters(situation: Situation) -> Iterator[Problem]:
    """More numbers than an ordinary machine's memory holds beside their gradients and averages."""
    counts = {node.id: situation.signatures[node.id].count for node in situation.nodes}
    total = sum(counts.values())
    if total <= MOST_PARAMETERS:
        return
    largest = max(situation.nodes, key=lambda node: counts[node.id])
    fixes = []
    for node in (*situation.sources(largest), largest):
        if node.kind == "dense" and situation.settings(node).units > 256:
            fixes.append(Fix(tr("256 units in {layer}", layer=_name(node)), _set(node, "units", 256)))
    yield Problem(
        severity="error",
        node=largest.id,
        sentence=tr(
            "The network has {total:,} parameters; at most {most:,} can be trained here, as training keeps "
            "four numbers for each ({memory:.0f} GiB).",
            total=total,
            most=MOST_PARAMETERS,
            memory=16 * total / 2**30,
        ),
        fixes=tuple(fixes),
    )


@rule
def waits_for_play(situation: Situation) -> Iterator[Problem]:
    """A network that is opened to be read; its small form can be trained."""
    if not heavy(situation):
        return
    fixes: tuple[Fix, ...] = ()
    origin = situation.experiment.network.origin
    if origin is not None and "small" in form_options(origin):
        small = begun(Choice(origin.kind, origin.params | {"form": "small"}))
        words = tr("Make it small")
        edit = Remake(network=small.network, data=small.data, training=small.training, label=words)
        fixes = (Fix(words, edit),)
    yield Problem(
        severity="hint",
        sentence=tr(
            "With {parameters:,} parameters and {multiply_adds:,} multiply-adds per example this network is to be read "
            "and counted at once: its weights are made when you press Play, and training takes long.",
            parameters=situation.parameters,
            multiply_adds=situation.multiply_adds,
        ),
        fixes=fixes,
    )
