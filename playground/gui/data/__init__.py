"""Everything that a hand does to the data: painting, tiles of features, importing tables, looking at every row."""
