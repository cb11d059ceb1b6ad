"""What the network says of one example or of a drawing."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.families import Probe
from playground.catalog.probes._picture import OfPicture, looked_at
from playground.catalog.view import View


class Verdict(Probe):
    """The prediction for one example, or for one that is not among the data."""

    kind = "verdict"
    title = "Verdict"
    summary = "What the network says of one example, or of a picture that was drawn."
    pace = 20.0
    help = (
        "Array `prediction` of shape (outputs,): the probability of every class, or the numbers predicted; and "
        "`logits`, the output block's numbers before that. Nothing where there is no such example, or where the "
        "pixels are not as many as an example has."
    )

    Params = OfPicture

    @classmethod
    def measure(cls, p: OfPicture, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """In evaluation mode: no dropout, running averages in batch norm."""
        x = looked_at(p, view)
        if x is None:
            return {}, {}
        logits = view.logits(x)
        prediction = view.predict(logits)[0]
        return {"prediction": prediction.astype(np.float32), "logits": logits[0].astype(np.float32)}, {}
