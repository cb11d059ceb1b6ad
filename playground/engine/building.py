"""How everything that a run has is made, and made anew where the experiment changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import torch

from playground.catalog.analysis import Analysis, analyse
from playground.catalog.effects import effects
from playground.catalog.entry import settle
from playground.catalog.families import Loss, Optimizer, Schedule
from playground.catalog.initial import initial_weights
from playground.catalog.memory import memory_here, memory_to_train
from playground.catalog.prepare import Prepared, prepare, stream_seed
from playground.catalog.preview import loss_of
from playground.catalog.tensor import Mode
from playground.engine.augment import pipeline
from playground.engine.batches import Maker
from playground.engine.device import Trial, choose, settle_torch
from playground.engine.evaluate import logits_of
from playground.engine.examples import Examples
from playground.engine.freeze import frozen_numbers
from playground.engine.model import Model
from playground.engine.parameters import Parameters, fit
from playground.engine.places import Places
from playground.engine.record import Recorder
from playground.engine.step.choice import Way
from playground.engine.step.contract import Work
from playground.engine.timeline import Timeline
from playground.engine.watchman import Watchman
from playground.spec.experiment import Experiment, Training
from playground.spec.groups import Expansion, expansion
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.wire.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What an experiment that can be trained comes to."""

    trained: Expansion
    analysis: Analysis
    prepared: Prepared
    device: str
    reason: str


class Building(Places):
    """A run that is made of an experiment, or of an experiment and a checkpoint, and follows what changes in it."""

    def __init__(
        self,
        experiment: Experiment,
        checkpoint: Checkpoint | None = None,
        device: str | None = None,
        dtype: torch.dtype = torch.float32,
        stepper: Way | None = None,
        *,
        watched: bool = True,
    ) -> None:
        self._wish = device
        self._way = stepper
        self._watched = watched
        self._dtype = dtype
        plan = self._plan(experiment)
        self._set_up(plan.trained.experiment, plan)
        self._restore(checkpoint if checkpoint is not None else Checkpoint(weights={}))

    def reconfigure(self, experiment: Experiment) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Follow a changed experiment by the effect of what changed.

        Settings act on the next step; a changed structure keeps every weight that still fits, and its optimizer
        state; what asks for fresh weights begins again at step 0. The places that `recall` leads to stay as long as
        every learned number keeps its place: with other settings, other data or another activation, but not with
        another unit, layer, device or with fresh weights.

        Returns:
            The names of the weights that stayed and of those drawn afresh.

        Raises:
            PlaygroundError: the new experiment cannot be trained; training stands as before then.

        """
        changed = effects(self.experiment, experiment)
        plan = self._plan(experiment)
        experiment = plan.trained.experiment
        if changed <= {"live"}:
            self.trained = plan.trained
            self._follow(experiment, plan.analysis)
            return tuple(self._parameters.places), ()
        before, size, met = self.checkpoint(), self._batch_size, self._met
        timeline, layout, device = self.timeline, self._parameters.places, self.device
        self._set_up(experiment, plan)
        if "start" in changed:
            return self._restore(Checkpoint(weights={}))
        # What was best on dev was so of another network or of other data.
        batch = before.batch * size // self._batch_size
        kept, fresh = self._restore(replace(before, batch=batch, best_dev_loss=None, best_weights={}))
        self._met = met
        if (self._parameters.places, self.device) == (layout, device):
            self.timeline = timeline  # weights of then have a place in the network of now
            timeline.forget_best()
        return kept, fresh

    def _plan(self, experiment: Experiment) -> Plan:
        """All that can go wrong with an experiment goes wrong here, before anything is changed."""
        analysis = analyse(experiment)
        for problem in analysis.problems:
            if problem.severity == "error":
                raise PlaygroundError(problem.sentence)
        wish = self._wish or experiment.training.device
        training = experiment.training
        _room_for(experiment, analysis)
        structure = (
            tuple((node.id, node.kind, node.params) for node in experiment.network.nodes),
            experiment.network.edges,
            analysis.multiply_adds,
            training.batch_size,
            training.optimizer.kind,
        )
        trial = Trial(structure, partial(self._speed_on, experiment))
        device, reason = choose(wish, analysis.multiply_adds, training.batch_size, trial)
        return Plan(expansion(experiment), analysis, prepare(experiment.data), device, reason)

    def _speed_on(self, experiment: Experiment, device: str) -> float:
        """Steps per second of an experiment on a device, by trying.

        Raises:
            CannotTrainError: it cannot be trained there.

        """
        raise NotImplementedError

    def _set_up(self, experiment: Experiment, plan: Plan) -> None:
        """Make everything that follows from the experiment; the weights are still to come."""
        self.trained = plan.trained
        self.prepared = plan.prepared
        self.device, self.reason = plan.device, plan.reason
        self._examples = Examples(plan.prepared, torch.device(plan.device), self._dtype)
        self._parameters = Parameters(plan.analysis, torch.device(plan.device), self._dtype)
        self._generator = torch.Generator(plan.device)
        self._mode = Mode(training=True, generator=self._generator)
        self._optimizer = Optimizer
        self._state = {}
        self._same = self._ordered = None
        self.epoch = self.batch = 0
        self._batch_size = 1
        self._met = frozenset()
        self._follow(experiment, plan.analysis)

    def _follow(self, experiment: Experiment, analysis: Analysis) -> None:
        """Take over every setting that acts on the next step."""
        training = experiment.training
        self._met -= {name for name in self._met if _target(training, name) != _target(self.experiment.training, name)}
        self.experiment, self.analysis = experiment, analysis
        optimizer, self._optimizer_settings = settle(Optimizer, training.optimizer)
        self._learning_rate = float(self._optimizer_settings.learning_rate)
        self._schedule, self._schedule_settings = settle(Schedule, training.schedule)
        self._loss_entry, self._loss_settings = settle(Loss, loss_of(experiment, analysis))
        self._loss = self._loss_entry.build(self._loss_settings, self.prepared.facts)
        if optimizer is not self._optimizer:
            self._optimizer = optimizer
            self._clear_optimizer()
        # Within an epoch the examples done so far are counted in batches of the new size, rounded down.
        size = min(training.batch_size, self._examples.train.size)
        self.batch, self._batch_size = self.batch * self._batch_size // size, size
        self._large = settle_torch(self.device, analysis.multiply_adds, size)
        self._take_up_work(experiment, analysis)
        if self._threads is not None:
            self._threads.take()

    def _take_up_work(self, experiment: Experiment, analysis: Analysis) -> None:
        """Make what the steps have in common, unless only numbers are others than before."""
        training, train = experiment.training, self._examples.train
        same = (
            tuple((node.id, node.kind, node.params, node.frozen) for node in experiment.network.nodes),
            experiment.network.edges,
            self._loss_entry,
            self._loss_settings,
            self._optimizer,
            training.l1 > 0.0,
            training.l2 > 0.0,
            training.clip,
            self._batch_size,
            experiment.data.augment,
        )
        if self._same == same:
            return
        self._same = same
        self._model = Model(experiment, analysis, self._parameters)
        self._work = Work(
            x=train.x,
            y=train.y,
            model=self._model,
            loss=self._loss,
            mode=self._mode,
            parameters=self._parameters,
            optimizer=self._optimizer,
            state=self._state,
            l1=training.l1 > 0.0,
            l2=training.l2 > 0.0,
            clip=training.clip,
            frozen=frozen_numbers(experiment, self._parameters),
            batches=self._batches(experiment),
            watched=self._watched,
        )
        self._chosen = None
        self._threads = None

    def _watch(self) -> None:
        """From here on somebody watches."""
        self._watched, self._began = True, None
        self._work = replace(self._work, watched=True)
        self._recorder = Recorder(self._parameters)
        self._chosen = None

    def _batches(self, experiment: Experiment) -> Maker | None:
        """Who makes the batches; None where they are rows of what lies on the device."""
        alter = pipeline(experiment.data.augment) if self.prepared.facts.picture else None
        if self._examples.complete and alter is None:
            return None
        return Maker(self.prepared, self._examples.targets, self._dtype, alter, experiment.seed)

    def _restore(self, checkpoint: Checkpoint) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Take over a checkpoint, as far as it fits; returns the names kept and drawn afresh."""
        parameters = self._parameters
        first = initial_weights(self.experiment, self.analysis)
        weights, kept, fresh = fit(checkpoint.weights, first)
        parameters.load(weights)
        self._clear_optimizer()
        if checkpoint.optimizer == self._optimizer.kind:
            for slot, row in self._state.items():
                row.copy_(parameters.flat(checkpoint.state.get(slot, {})))
            self._updates = checkpoint.updates
        self.step_number, self.epoch = checkpoint.step, checkpoint.epoch
        self.batch = min(checkpoint.batch, self.steps_per_epoch - 1)
        self._seed_dropout(checkpoint)
        self._best_dev_loss, self._best_epoch = checkpoint.best_dev_loss, checkpoint.best_epoch
        self._best = None
        if checkpoint.best_weights:
            here = (parameters.theta.clone(), parameters.buffers.clone())
            parameters.load(fit(checkpoint.best_weights, first)[0])
            self._best = (parameters.theta.clone(), parameters.buffers.clone())
            self._put(*here)
        self.finished = ""
        self._began = None
        self._recorder = Recorder(parameters, watched=self._watched)
        with torch.no_grad():
            train = self._examples.looked_at["train"]
            loss = float(self._loss(logits_of(self._model, train.x), train.y))
        self._watchman = Watchman(loss)
        self._good = self._snapshot()
        self.timeline = Timeline(self._good)
        return kept, fresh

    def _seed_dropout(self, checkpoint: Checkpoint) -> None:
        """Go on with the checkpoint's random numbers; begin anew where there are none or the device is another."""
        self._generator.manual_seed(stream_seed(self.experiment.seed, "dropout", str(checkpoint.step)))
        if len(checkpoint.random) == self._generator.get_state().numel():
            self._generator.set_state(torch.frombuffer(bytearray(checkpoint.random), dtype=torch.uint8))


def _room_for(experiment: Experiment, analysis: Analysis) -> None:
    """Refuse what this machine's memory cannot hold.

    Raises:
        PlaygroundError: with the numbers.

    """
    optimizer, _ = settle(Optimizer, experiment.training.optimizer)
    needed, here = memory_to_train(analysis, optimizer, experiment.training.batch_size), memory_here()
    if here and needed > here:
        raise PlaygroundError(
            tr(
                "training {count:,} learned numbers by {optimizer} with {batch:,} examples a step takes about "
                "{needed:.1f} GB of memory, this machine has {here:.1f} GB: a smaller batch, a narrower network or an "
                "optimizer without memory of its own takes less",
                count=analysis.parameters,
                optimizer=optimizer.title,
                batch=experiment.training.batch_size,
                needed=needed / 1e9,
                here=here / 1e9,
            )
        )


def _target(training: Training, name: str) -> float:
    """What a stop condition that can be met asks for."""
    return training.stop_loss if name == "loss" else training.stop_accuracy
