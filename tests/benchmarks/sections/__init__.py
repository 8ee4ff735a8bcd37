"""The sections of the engine's benchmark, one file each."""
