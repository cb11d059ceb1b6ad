"""What holds for every test: no screen, no settings of the person who runs them, one thread for arithmetic."""

from __future__ import annotations

import os
import tempfile

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["PLAYGROUND_CONFIG_DIR"] = tempfile.mkdtemp(prefix="playground-test-")
os.environ.setdefault("OMP_NUM_THREADS", "1")
