"""Compiles the kernels and leaves them on disk: ``python -m circuitgrad.engine.compiled``."""

from circuitgrad.engine.compiled.loader import load_kernels

if __name__ == "__main__":
    load_kernels()
