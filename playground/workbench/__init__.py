"""The open document: history, run, engine client, files, settings. Neither Qt nor torch."""
