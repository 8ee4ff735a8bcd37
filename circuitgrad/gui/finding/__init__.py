"""Finding nodes: what was typed, what fits it, and the box in which it is typed."""
