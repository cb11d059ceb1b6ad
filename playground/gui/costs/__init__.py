"""The sheet of what every block costs."""
