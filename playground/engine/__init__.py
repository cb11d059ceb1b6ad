"""Torch: build, train, probe, serve; lives in a process of its own."""
