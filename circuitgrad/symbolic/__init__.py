"""Formulas as expressions: what a circuit computes and its derivatives, by the operators' own rules."""
