"""Where the network errs: classes taken for others, the numbers of every class, and the examples themselves."""
