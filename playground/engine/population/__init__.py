"""Many variants of one experiment trained side by side on the same batches."""
