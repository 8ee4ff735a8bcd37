"""Looks, before Qt starts, for what this machine lacks, and says it in one sentence.

Qt itself prints ten lines and aborts where a display or a library of X is missing: no Python code can catch that, so
it is checked before. Windows and macOS bring everything that Qt needs.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final

from circuitgrad.errors import CircuitError
from circuitgrad.frozen import frozen

if TYPE_CHECKING:
    import ctypes

Loader = Callable[[str], object]


class MissingError(CircuitError):
    """The machine lacks something that the window or a picture needs."""


@frozen
class Library:
    """A library that Qt needs and that Python packages do not bring.

    Args:
        name: as the loader calls it.
        debian: the package that brings it on Debian and Ubuntu.
        fedora: the package that brings it on Fedora.
        for_x: only windows on X need it.
    """

    name: str
    debian: str
    fedora: str
    for_x: bool = False


LIBRARIES: Final = (
    Library("libGL.so.1", "libgl1", "mesa-libGL"),
    Library("libEGL.so.1", "libegl1", "mesa-libEGL"),
    Library("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon"),
    Library("libfontconfig.so.1", "libfontconfig1", "fontconfig"),
    Library("libfreetype.so.6", "libfreetype6", "freetype"),
    Library("libdbus-1.so.3", "libdbus-1-3", "dbus-libs"),
    Library("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
    Library("libgthread-2.0.so.0", "libglib2.0-0", "glib2"),
    Library("libX11.so.6", "libx11-6", "libX11", for_x=True),
    Library("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb", for_x=True),
    Library("libxcb.so.1", "libxcb1", "libxcb", for_x=True),
    Library("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor", for_x=True),
    Library("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm", for_x=True),
    Library("libxcb-image.so.0", "libxcb-image0", "xcb-util-image", for_x=True),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms", for_x=True),
    Library("libxcb-randr.so.0", "libxcb-randr0", "libxcb", for_x=True),
    Library("libxcb-render.so.0", "libxcb-render0", "libxcb", for_x=True),
    Library("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil", for_x=True),
    Library("libxcb-shape.so.0", "libxcb-shape0", "libxcb", for_x=True),
    Library("libxcb-shm.so.0", "libxcb-shm0", "libxcb", for_x=True),
    Library("libxcb-sync.so.1", "libxcb-sync1", "libxcb", for_x=True),
    Library("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb", for_x=True),
    Library("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb", for_x=True),
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11", for_x=True),
)

WITHOUT: Final = "the command line works without, see circuitgrad --help"
_WINDOW: Final = ("PySide6", "PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets")
_LIBRARY: Final = r"\blib[\w+.-]+\.so[.\d]*"


def check_window(import_one: Loader = import_module) -> None:
    """Raises if a window cannot be opened on this machine.

    Args:
        import_one: imports a module of PySide6.

    Raises:
        MissingError: something is missing; the sentence says what, and what brings it.
    """
    check_modules(_WINDOW, import_one)
    if sys.platform.startswith("linux"):
        check_display(os.environ, load_library, x_answers)


def check_pictures() -> None:
    """Raises if Qt itself cannot be imported: pictures need no more than that.

    Raises:
        MissingError: PySide6 or a library that it needs is missing; the sentence names the package.
    """
    check_modules((*_WINDOW, "PySide6.QtSvg"))


def check_modules(modules: Iterable[str], import_one: Loader = import_module) -> None:
    """Raises if one of these modules of PySide6 cannot be imported; the sentence of the error says what brings it."""
    try:
        for module in modules:
            import_one(module)
    except ModuleNotFoundError:
        template = (
            "PySide6, which draws the window, is not installed: run “{python} -m pip install PySide6-Essentials”."
        )
        raise MissingError(template, python=sys.executable or "python") from None
    except ImportError as error:
        raise _cannot_load(str(error), LIBRARIES) from None


def check_display(environment: Mapping[str, str], load: Loader, answers: Callable[[str], bool]) -> None:
    """Raises if there is no display that Qt could open a window on.

    Args:
        environment: the variables that Qt reads.
        load: loads a shared library by its name, or raises OSError.
        answers: whether the X server of this address lets us in.

    Raises:
        MissingError: the sentence says what is missing.
    """
    display, wayland = environment.get("DISPLAY", ""), environment.get("WAYLAND_DISPLAY", "")
    platforms = environment.get("QT_QPA_PLATFORM", "") or ("wayland" if wayland else "")
    if platforms and "xcb" not in platforms:
        return
    if not display:
        raise MissingError("No display is there to open a window on; " + WITHOUT + ".")
    check_libraries((library for library in LIBRARIES if library.for_x), load)
    if not answers(display):
        raise MissingError("The display “{display}” does not answer: check DISPLAY; " + WITHOUT + ".", display=display)


def check_libraries(libraries: Iterable[Library], load: Loader) -> None:
    """Raises if one of these libraries cannot be loaded, naming the packages of all that cannot."""
    missing = []
    for library in libraries:
        try:
            load(library.name)
        except OSError:
            missing.append(library)
    if missing:
        raise _not_there(missing)


def load_library(name: str) -> ctypes.CDLL:
    """A shared library by its name.

    Raises:
        OSError: it is not there.
    """
    import ctypes

    return ctypes.CDLL(name)


def x_answers(display: str) -> bool:
    """Whether the X server of this address lets us in, asked as Qt would ask."""
    import ctypes

    xcb = load_library("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(os.fsencode(display), None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed


def _cannot_load(reason: str, known: Iterable[Library]) -> MissingError:
    """What an ImportError of PySide6 means: a library of the system, or PySide6 itself."""
    found = re.search(_LIBRARY, reason)
    library = next((row for row in known if found and row.name == found.group()), None)
    if library is not None:
        return _not_there([library])
    template = (
        "PySide6 cannot be loaded ({reason}): run “{python} -m pip install --force-reinstall PySide6-Essentials”."
    )
    return MissingError(template, reason=" ".join(reason.split()), python=sys.executable or "python")


def _not_there(libraries: Iterable[Library]) -> MissingError:
    rows = list(libraries)
    return MissingError(
        "Qt needs {names}, missing here: on Debian or Ubuntu run “sudo apt install {debian}”, on Fedora"
        " “sudo dnf install {fedora}”; " + WITHOUT + ".",
        names=", ".join(row.name for row in rows),
        debian=" ".join(dict.fromkeys(row.debian for row in rows)),
        fedora=" ".join(dict.fromkeys(row.fedora for row in rows)),
    )
