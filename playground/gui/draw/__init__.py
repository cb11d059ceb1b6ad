"""A picture drawn by hand, and what the network says of it."""
