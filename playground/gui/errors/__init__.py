"""What nobody caught: noticed in one place, written down, shown once, and never at the cost of the person's work."""
