"""Long trials of the program by a seeded robot: more than the suite has time for. `make torture` runs them."""
