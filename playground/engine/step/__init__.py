"""The training step: read in `eager`, done faster by whatever keeps the same contract."""
