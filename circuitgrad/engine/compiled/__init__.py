"""Passes at the speed of compiled code: numba kernels made from the operators' rules, loaded in the background."""
