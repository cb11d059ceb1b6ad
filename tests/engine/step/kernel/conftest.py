"""The tests of the kernel want its library: compiled where that was not done yet, else they are skipped."""

from __future__ import annotations

import pytest

from playground.engine.step.contract import RefusedError
from playground.engine.step.kernel.build import BuildError, build
from playground.engine.step.kernel.library import Library, library


@pytest.fixture(scope="session")
def compiled() -> Library:
    try:
        return library()
    except RefusedError:
        try:
            build()
        except BuildError as error:
            pytest.skip(str(error))
        return library()
