"""Pictures as data: drawn by formula, read from files, downloaded; kept as bytes on the disk."""
