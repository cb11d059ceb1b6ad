"""Playground: build, train and understand neural networks by hand."""

__version__ = "0.1.0"
