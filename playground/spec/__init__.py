"""What an experiment is: frozen values, edits and their description. Imports neither Qt nor torch."""
