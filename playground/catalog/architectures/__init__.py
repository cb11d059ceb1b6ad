"""Classic networks, one file each."""
