"""The kernel laboratory: what a convolution does, one window at a time."""
