"""Blocks are found by the names that other programs give them."""

from __future__ import annotations

import pytest

from playground.gui.canvas.search import found


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("conv2d", "conv"),
        ("conv1d", "conv"),
        ("convolution", "conv"),
        ("maxpool2d", "max_pool"),
        ("avgpool", "average_pool"),
        ("adaptiveavgpool2d", "adaptive_pool"),
        ("gap", "global_pool"),
        ("1x1", "pointwise_conv"),
        ("convtranspose2d", "transposed_conv"),
        ("deconvolution", "transposed_conv"),
        ("separable", "depthwise_conv"),
        ("batchnorm2d", "batch_norm"),
        ("groupnorm", "group_norm"),
        ("lrn", "local_response_norm"),
        ("dropout2d", "channel_dropout"),
        ("bilinear", "upsample"),
    ],
)
def test_names_of_other_programs(typed: str, kind: str) -> None:
    assert found(typed)[0].kind == kind
