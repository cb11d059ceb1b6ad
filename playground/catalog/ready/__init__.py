"""Groups of blocks that are ready to be put on the canvas, one file each."""
