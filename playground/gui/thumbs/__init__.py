"""Many examples side by side, and what the network says of them."""
