"""What if: the panels that ask of a circuit what would be, and what they share."""
