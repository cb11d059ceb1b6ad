"""What flows through the network, drawn over the blocks: an example's values, or a step in slow motion."""
