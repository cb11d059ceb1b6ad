"""What is measured, in the order of the results."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from tests.bench.results.measure import Plan


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the results: its title, and the function that measures it and gives its text."""

    title: str
    module: str
    function: str = "section"


PARTS = {
    "steps": Part("Steps", "steps"),
    "accuracy": Part("Time to accuracy", "accuracy"),
    "many": Part("Many at once", "many"),
    "surfaces": Part("Surfaces and units", "surfaces"),
    "pictures": Part("Networks of pictures", "images"),
    "learning": Part("Small forms of architectures learn", "learning"),
    "choice": Part("Choice of the fastest way", "choice"),
    "training": Part("Training with the window open", "window", "training"),
    "frames": Part("Frames", "window", "frames"),
    "start": Part("Start", "window", "start"),
    "imports": Part("Imports", "imports"),
}


def measured(name: str, plan: Plan) -> str:
    """The text of one part."""
    part = PARTS[name]
    text: str = getattr(import_module(f"tests.bench.results.{part.module}"), part.function)(plan)
    return text
