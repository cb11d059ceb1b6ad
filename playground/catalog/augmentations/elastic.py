"""Pictures bent as if drawn on rubber."""

from __future__ import annotations

from dataclasses import dataclass

from playground.catalog.augmenting import Augmentation, chance, sampled
from playground.catalog.tensor import Generator, Tensor
from playground.spec.fields import param


class Elastic(Augmentation):
    """Every pixel moves a little, neighbours nearly alike."""

    kind = "elastic"
    title = "Elastic warp"
    summary = "Bent as if it were drawn on rubber."
    help = (
        "Random moves of all pixels, smoothed until neighbours move nearly alike: what the muscles of a writing hand "
        "do. It made a plain network the best reader of handwritten digits of its time (Simard and others, 2003)."
    )
    formula = "(x, y) ← (x, y) + u(x, y)"
    aliases = ("warp", "distortion", "deform", "simard")
    order = 70

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        strength: float = param(1.5, low=0.0, high=20.0, unit="px", help="How far a pixel moves, on average.")
        smoothness: float = param(
            4.0, low=0.5, high=20.0, unit="px", help="How far apart pixels move alike; small values crumple."
        )
        probability: float = chance(1.0)

    @classmethod
    def alter(cls, p: Params, pixels: Tensor, generator: Generator) -> Tensor:
        """Normal noise under a Gaussian of deviation ``smoothness``, scaled to a mean length of ``strength``."""
        import torch
        from torch.nn.functional import conv2d

        count, (height, width) = len(pixels), pixels.shape[-2:]
        reach = int(3.0 * p.smoothness) + 1
        bell = torch.exp(-0.5 * (torch.arange(-reach, reach + 1) / p.smoothness) ** 2)
        bell = bell / bell.sum()
        noise = torch.randn(count * 2, 1, height + 2 * reach, width + 2 * reach, generator=generator)
        smooth = conv2d(conv2d(noise, bell.view(1, 1, 1, -1)), bell.view(1, 1, -1, 1)).view(count, 2, height, width)
        # Smoothed noise has the deviation Σ bell²; the mean length of two such numbers is √(π/2) of it (Rayleigh).
        move = smooth * (p.strength / (float(bell.square().sum()) * (torch.pi / 2) ** 0.5))
        y = torch.arange(height)[:, None] - (height - 1) / 2
        x = torch.arange(width)[None, :] - (width - 1) / 2
        places = torch.stack([x + move[:, 0], y + move[:, 1]], dim=-1)
        return sampled(pixels, places)
