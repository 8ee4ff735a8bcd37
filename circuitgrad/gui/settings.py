"""What the window remembers from one day to the next: one table, and a JSON file in the user's configuration folder."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from circuitgrad.errors import CircuitError, FileError
from circuitgrad.formats.atomic import read_whole, write_atomically
from circuitgrad.formats.strict_json import read_json
from circuitgrad.frozen import frozen

MOST_RECENT: Final = 10
_MOST_BYTES: Final = 1_000_000


@frozen
class Setting:
    """One thing to remember.

    Args:
        key: its permanent name in the file.
        type: what its value is; a whole number is no True.
        default: its value until somebody changes it.
        sentence: what it does; the help that people read.
        choices: the values that it can have; empty where any will do.
        title: what the dialog calls it; empty where the window remembers it by itself.
        earlier: what the values of an earlier version are called now.
    """

    key: str
    type: type
    default: object
    sentence: str
    choices: tuple[object, ...] = ()
    title: str = ""
    earlier: Mapping[object, object] = MappingProxyType({})

    def allows(self, value: object) -> bool:
        """Whether this can be its value.

        Example:
            >>> BY_KEY["digits"].allows(4), BY_KEY["digits"].allows(True), BY_KEY["digits"].allows(99)
            (True, False, False)
        """
        if type(value) is not self.type or (self.choices and value not in self.choices):
            return False
        if isinstance(value, dict):
            return all(isinstance(each, str) for each in (*value, *value.values()))
        return not isinstance(value, tuple) or all(isinstance(each, str) for each in value)


SETTINGS: Final = (
    Setting(
        "theme",
        str,
        "system",
        "Light or dark colours, or those that the system uses.",
        ("system", "light", "dark"),
        title="Theme",
    ),
    Setting("live", bool, True, "Every edit runs both passes.", title="Live"),
    Setting(
        "digits",
        int,
        3,
        "How many significant digits numbers are shown with.",
        (2, 3, 4, 5, 6, 8),
        title="Digits",
    ),
    Setting(
        "animations",
        str,
        "system",
        "Nodes glide to a new place, unless the system asks for less motion.",
        ("system", "on", "off"),
        title="Animations",
        earlier={True: "system", False: "off"},
    ),
    Setting("minimap", bool, True, "A small map of the circuit, while not all of it is in view.", title="Minimap"),
    Setting("keys", dict, {}, "The keys of actions that have other keys than at first."),
    Setting("commands", tuple, (), "The actions that were run from the command palette last, newest first."),
    Setting(
        "snap",
        bool,
        True,
        "Nodes snap to the grid and to each other while they are dragged; Shift does the opposite.",
        title="Snapping",
    ),
    Setting(
        "follow_paths",
        bool,
        True,
        "Resting the pointer on an input lights all its paths to the objective.",
        title="Paths on hover",
    ),
    Setting("geometry", str, "", "Where the window stands."),
    Setting("state", str, "", "Where the panels stand in the window."),
    Setting("lessons", tuple, (), "The lessons of which every page has been read."),
    Setting("recent", tuple, (), "The files that were open last, newest first."),
)

BY_KEY: Final[Mapping[str, Setting]] = MappingProxyType({setting.key: setting for setting in SETTINGS})


def default_path() -> Path:
    """The file of settings in the user's configuration folder."""
    from platformdirs import user_config_path

    return user_config_path("circuitgrad", appauthor=False) / "settings.json"


class Settings:
    """The settings of one user.

    Args:
        path: the file; None for the user's own. What is wrong in it counts as not there; `complaint` says so.

    Attributes:
        complaint: why the file could not be used, None where it could.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = default_path() if path is None else path
        self.complaint: CircuitError | None = None
        self._values: dict[str, object] = {}
        self._read()

    def __getitem__(self, key: str) -> Any:
        return self._values.get(key, BY_KEY[key].default)

    def __setitem__(self, key: str, value: object) -> None:
        if not BY_KEY[key].allows(value):
            raise ValueError(f"{value!r} is no value of the setting {key!r}")
        self._values[key] = value

    def _read(self) -> None:
        if not os.path.lexists(self.path):
            return
        try:
            found = read_json(read_whole(self.path, most=_MOST_BYTES), name=str(self.path))
        except CircuitError:
            self._complain()
            return
        if not isinstance(found, dict):
            self._complain()
            return
        for key, value in found.items():
            self._take(key, tuple(value) if isinstance(value, list) else value)

    def _take(self, key: str, value: object) -> None:
        """Takes a value from the file; keys of a newer version are let pass."""
        setting = BY_KEY.get(key)
        if setting is None:
            return
        if isinstance(value, bool):
            value = setting.earlier.get(value, value)
        if setting.allows(value):
            self._values[key] = value
        else:
            self._complain()

    def _complain(self) -> None:
        template = "The settings in “{file}” cannot all be read: where they cannot, the usual ones hold."
        self.complaint = FileError(template, file=self.path)

    def save(self) -> None:
        """Writes what differs from the defaults.

        Raises:
            FileError: it cannot be written; the old file is as it was.
        """
        kept = {key: value for key, value in self._values.items() if value != BY_KEY[key].default}
        text = json.dumps(kept, ensure_ascii=False, indent=2) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            template = "The folder “{folder}” cannot be made: {reason}."
            raise FileError(template, folder=self.path.parent, reason=error.strerror) from error
        write_atomically(self.path, text.encode("utf-8"))

    # Files that were open

    @property
    def recent(self) -> tuple[Path, ...]:
        """The files that were open last, newest first."""
        return tuple(Path(each) for each in self["recent"])

    def note_recent(self, path: Path) -> None:
        """Puts a file at the head of the recent ones; one whose name is no Unicode text cannot be remembered."""
        name = str(path.absolute())
        if name.encode("utf-8", "ignore").decode("utf-8") != name:
            return
        self["recent"] = (name, *(each for each in self["recent"] if each != name))[:MOST_RECENT]

    def forget_recent(self, path: Path) -> None:
        """Takes a file out of the recent ones."""
        name = str(path.absolute())
        self["recent"] = tuple(each for each in self["recent"] if each != name)
