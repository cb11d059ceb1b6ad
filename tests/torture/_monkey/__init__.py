"""The robot's hands, what it means to do with them, and what has to hold after everything it did."""
