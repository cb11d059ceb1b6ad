"""Opened blocks: their units with live maps, their weights as lines or pictures, and the hand upon them."""
