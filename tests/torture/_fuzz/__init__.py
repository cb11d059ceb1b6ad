"""What `tests.torture.fuzz` gives to every reader of files from others: seeds, mutations, cases by rule, a child."""
