"""Blocks, one file each."""
