"""What the window and the engine say to each other: frozen values of plain types and numpy arrays."""
