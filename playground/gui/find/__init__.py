"""Find anything: one search line over everything that can be done, added, chosen, set or opened."""
