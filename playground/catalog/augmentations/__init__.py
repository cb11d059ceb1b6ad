"""Ways to alter pictures while they are learned from, one file each."""
