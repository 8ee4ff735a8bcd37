"""Predict, then look: numbers that are hidden on the canvas until somebody has told them."""
