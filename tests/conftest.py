"""What holds for every test: no screen, no settings of the person who runs them, one thread for arithmetic."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import settings

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["PLAYGROUND_CONFIG_DIR"] = tempfile.mkdtemp(prefix="playground-test-")
os.environ["PLAYGROUND_CACHE_DIR"] = os.path.join(os.environ["PLAYGROUND_CONFIG_DIR"], "cache")
os.environ.setdefault("OMP_NUM_THREADS", "1")

# How long an example takes says something of the machine, nothing of the code.
settings.register_profile("playground", deadline=None)
settings.load_profile("playground")


@pytest.fixture(autouse=True)
def _denormals_as_they_were() -> Iterator[None]:
    """The engine flushes denormal numbers on its thread; hypothesis, in the same process here, means to draw them."""
    yield
    if (torch := sys.modules.get("torch")) is not None:
        torch.set_flush_denormal(False)
