"""Forms made from settings: what is selected, and how it may be changed."""
