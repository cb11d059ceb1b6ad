"""Proves the installers on systems that have never seen the program: `python -m tests.installer`."""
