"""Looking inside a network of pictures: maps, filters, why it decides, and what its units like."""
