"""The network as cards and curves that a person builds by hand, and the palette that blocks are taken from."""
