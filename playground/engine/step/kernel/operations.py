"""All operations that the kernel knows: each is known in one place, here and in `source`."""

from __future__ import annotations

from playground.engine.step.kernel import elementwise, rowwise
from playground.engine.step.kernel.table import TABLE

__all__ = ["TABLE", "elementwise", "rowwise"]
