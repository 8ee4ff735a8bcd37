"""Where the files that ship with the program stand: inside the package, or in the checkout's resources/."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def resource_root() -> Path:
    """The folder of examples, help, icons, fonts and translations.

    Raises:
        FileNotFoundError: the installation lacks them.

    Example:
        >>> (resource_root() / "examples").is_dir()
        True
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "resources", package.parent / "resources"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("the resources folder is missing: install CircuitGrad again")
