"""Stepping through the passes: where the steps stand, what they say, and what the canvas shows of them."""
