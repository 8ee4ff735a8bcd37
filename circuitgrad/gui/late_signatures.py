"""Qt is imported without the parts of PySide that word its errors and tell its signatures; those are read when used.

PySide carries a dozen Python modules as text inside a library, and compiles that text whenever Qt is imported: some
35 ms, a quarter of the time in which a bare window stands. Nothing in them is used before a wrong argument is given
to Qt or somebody asks `inspect` or `help` about it, so each is compiled then. Where a version of PySide keeps them
in another way, nothing is changed: all is imported as ever.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from importlib import import_module
from threading import RLock
from types import ModuleType
from typing import Any, Final, SupportsIndex

IDLE: Final = ("feature_import", "feature_imported")
"""What PySide calls at every import of a module, and what has nothing to do where no features are asked for."""
LATE: Final[dict[str, tuple[str, ...]]] = {
    "shibokensupport.feature": IDLE,
    "shibokensupport.signature.errorhandler": (),
    "shibokensupport.signature.layout": (),
    "shibokensupport.signature.lib.enum_sig": (),
    "shibokensupport.signature.lib.pyi_generator": (),
    "shibokensupport.signature.lib.tool": (),
    "shibokensupport.signature.mapping": ("update_mapping",),
    "shibokensupport.signature.parser": (),
}
"""The modules that can be read later, with the functions that PySide's library takes out of their dictionaries."""

_reading: Final = RLock()


class LateModule(ModuleType):
    """A module that is executed when one of its names is first asked for."""

    @property
    def is_late(self) -> bool:
        """Whether it has not been executed yet."""
        return _CODE in vars(self)

    def __getattr__(self, name: str) -> Any:
        """A name of the module, which is executed for it."""
        if name.startswith("__"):  # whoever moves modules about asks for these
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        self._read()
        return ModuleType.__getattribute__(self, name)

    def _read(self) -> None:
        with _reading:
            code = self.__dict__.pop(_CODE, None)
            if code is not None:
                code(self)


_CODE: Final = "_execute_later"


class LateFinder:
    """Stands before PySide's finder of the modules that it carries, and makes late modules of those of the table.

    Args:
        finder: PySide's own.
    """

    def __init__(self, finder: Any) -> None:
        self._finder = finder

    def __eq__(self, other: object) -> bool:
        """Whether it stands for this finder, which PySide takes out of the list when it is done."""
        return other is self._finder or other is self

    __hash__ = object.__hash__

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """How PySide's finder would load it, or how it is loaded late."""
        spec = self._finder.find_spec(name, path, target)
        if spec is not None and name in LATE:
            spec.loader = self
        return spec

    def create_module(self, spec: Any) -> LateModule:
        """A module with nothing in it yet."""
        return LateModule(spec.name)

    def exec_module(self, module: LateModule) -> None:
        """Keeps the text of the module for later."""
        name = module.__name__
        file = self._finder._mod2path[name]
        text = self._finder.zfile.read(file)
        module.__file__, module.__package__ = file, name.rpartition(".")[0]
        vars(module).update({each: _idle if each in IDLE else _later(module, each) for each in LATE[name]})
        vars(module)[_CODE] = lambda made: exec(compile(text, file, "exec"), made.__dict__)  # noqa: S102


def _later(module: LateModule, name: str) -> Callable[..., Any]:
    """A function of the module that executes it first, which puts the true function in its place."""

    def first(*args: Any, **kwargs: Any) -> Any:
        module._read()
        return vars(module)[name](*args, **kwargs)

    return first


def _idle(*_args: object) -> None:
    """Nothing to do: import it as ever."""


class Finders(list[Any]):
    """The list of finders, `sys.meta_path`, while PySide is imported."""

    def insert(self, place: SupportsIndex, finder: Any) -> None:
        """Takes a finder; PySide's own, which is known by what it has, is put behind one that is late."""
        ours = hasattr(finder, "_mod2path") and hasattr(getattr(finder, "zfile", None), "read")
        super().insert(place, LateFinder(finder) if ours else finder)


def import_quickly(name: str) -> None:
    """Imports a module of PySide6; where it is the first one, without PySide's modules about signatures.

    Raises:
        ImportError: it is not there, or cannot be loaded.
    """
    finders = sys.meta_path
    sys.meta_path = Finders(finders)
    try:
        import_module(name)
    finally:
        finders[:] = [finder for finder in sys.meta_path if not isinstance(finder, LateFinder)]
        sys.meta_path = finders
    _import_as_ever()


def _import_as_ever() -> None:
    """Takes away what PySide does at every import, to know where ``from __feature__ import snake_case`` may hold.

    That is used nowhere here, and reads the source of every module that is imported.
    """
    original = getattr(builtins, "__orig_import__", None)
    if original is not None:
        builtins.__import__ = original
