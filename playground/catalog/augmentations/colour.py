"""Pictures in other light."""

from __future__ import annotations

from dataclasses import dataclass

from playground.catalog.augmenting import Augmentation, chance, uniform
from playground.catalog.tensor import Generator, Tensor
from playground.spec.fields import param


class Colour(Augmentation):
    """Brightness, contrast and the strength of colours."""

    kind = "colour"
    title = "Colour shift"
    summary = "Brighter or darker, harder or softer, more or less colourful."
    help = (
        "The same thing in the sun and in the shade. Brightness is added, contrast stretches the distance from the "
        "picture's mean, saturation that from its grey; the last needs three channels."
    )
    formula = "A ← μ + (A − μ)(1 + c) + b"
    aliases = ("color", "brightness", "contrast", "saturation", "jitter")
    order = 80

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        brightness: float = param(0.2, low=0.0, high=1.0, help="How much is added at most; 1 is all of the light.")
        contrast: float = param(0.2, low=0.0, high=1.0, help="How much harder or softer at most: 0.2 is 20 %.")
        saturation: float = param(0.2, low=0.0, high=1.0, help="How much more or less colourful at most.")
        probability: float = chance(1.0)

    @classmethod
    def alter(cls, p: Params, pixels: Tensor, generator: Generator) -> Tensor:
        """Grey is 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601); the result is cut to what a picture can show."""
        count = len(pixels)
        add, contrast, colour = (
            uniform(count, -most, most, generator).view(-1, 1, 1, 1)
            for most in (p.brightness, p.contrast, p.saturation)
        )
        mean = pixels.mean(dim=(1, 2, 3), keepdim=True)
        found = mean + (pixels - mean) * (1.0 + contrast) + add
        if pixels.shape[1] == 3:
            grey = (found * found.new_tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(dim=1, keepdim=True)
            found = grey + (found - grey) * (1.0 + colour)
        return found.clamp(0.0, 1.0)
