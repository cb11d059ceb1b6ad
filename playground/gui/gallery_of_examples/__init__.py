"""All pictures of the data as small ones, and the batch as the network gets it."""
