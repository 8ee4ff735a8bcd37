"""Unsaved work survives a crash: while there is any, a copy of the circuit lies in a folder of ours.

Every window has a copy of its own beside a lock that it holds; the lock of a process that is gone can be taken, and
with it the copy. So two windows never take each other's.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLockFile

from circuitgrad.circuit import Circuit, Fragment
from circuitgrad.errors import CircuitError, FileError
from circuitgrad.formats.atomic import read_whole, sweep_leftovers, write_atomically
from circuitgrad.formats.circuit_json import fragment_to_text, loads
from circuitgrad.formats.strict_json import read_json
from circuitgrad.frozen import frozen

if TYPE_CHECKING:
    from datetime import datetime

ENDING: Final = ".unsaved"
BROKEN: Final = ".broken"
_NOT_READABLE: Final = "The unsaved circuit “{file}” cannot be read and was put aside: {reason}"


def default_folder() -> Path:
    """The folder of copies in the user's state folder."""
    from platformdirs import user_state_path

    return user_state_path("circuitgrad", appauthor=False) / "recovery"


@frozen
class Unsaved:
    """What a copy tells.

    Args:
        name: what the circuit was called.
        path: its file, None where it had none.
        text: the circuit, as in a file.
    """

    name: str
    path: Path | None
    text: str

    def circuit(self) -> Circuit:
        """The circuit.

        Raises:
            FileError: it is no valid one.
        """
        return loads(self.text, name=self.name)


class Copy:
    """A copy in the folder, with its lock held until it is let go.

    Args:
        path: the copy; it need not be there yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = QLockFile(str(path.with_suffix(".lock")))
        self._lock.setStaleLockTime(0)

    @classmethod
    def new(cls, folder: Path) -> Copy:
        """The lock for a copy that nobody else has.

        Raises:
            FileError: the folder cannot be made or written to.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(folder) from error
        sweep_leftovers(folder)
        copy = cls(folder / f"{os.getpid()}-{os.urandom(4).hex()}{ENDING}")
        if not copy.take():
            raise _unwritable(folder)
        return copy

    def take(self) -> bool:
        """Takes the lock. Returns whether it was free, or that of a process that is gone."""
        return self._lock.tryLock(0)

    def is_there(self) -> bool:
        """Whether there is a copy; without one the lock is given back."""
        if not self.path.exists():
            self.let_go()
            return False
        return True

    def let_go(self) -> None:
        """Gives the lock back; the copy stays for a later start."""
        self._lock.unlock()

    def write(self, name: str, path: Path | None, fragment: Fragment) -> None:
        """Puts a circuit into the copy, all or nothing.

        Raises:
            FileError: it cannot be written; what was there is as it was.
        """
        known = path is not None and _is_unicode(str(path))  # JSON cannot hold the name of a file that is no text
        head = json.dumps({"name": name if _is_unicode(name) else "", "path": str(path) if known else None})
        write_atomically(self.path, f"{head}\n{fragment_to_text(fragment)}".encode())

    @property
    def written(self) -> datetime:
        """When it was written, in local time."""
        from datetime import datetime

        return datetime.fromtimestamp(self.path.stat().st_mtime).astimezone()

    def read(self) -> Unsaved:
        """What it tells.

        Raises:
            FileError: it is broken.
        """
        head, _, text = read_whole(self.path).partition(b"\n")
        told = read_json(head, name=str(self.path))
        if not isinstance(told, dict) or not isinstance(told.get("name"), str):
            raise FileError("“{file}” does not begin as an unsaved circuit does.", file=self.path)
        path = told.get("path")
        return Unsaved(
            told["name"], Path(path) if isinstance(path, str) else None, text.decode("utf-8", "surrogateescape")
        )

    def put_aside(self, reason: CircuitError) -> FileError:
        """Gives a broken copy a name under which no start asks for it again. Returns what to say."""
        aside = self.path.with_name(self.path.name + BROKEN)
        with contextlib.suppress(OSError):  # it is asked for again then, and no worse off
            self.path.replace(aside)
        self.let_go()
        return FileError(_NOT_READABLE, file=aside, reason=reason.sentence)

    def remove(self) -> None:
        """Removes the copy and gives the lock back."""
        with contextlib.suppress(OSError):  # the next start asks about it; closing must not fail for that
            self.path.unlink(missing_ok=True)
        self.let_go()


def left_behind(folder: Path) -> list[Copy]:
    """The copies of processes that are gone, newest first; their locks are taken."""
    try:
        dated = [(path.stat().st_mtime, path) for path in folder.glob(f"*{ENDING}")]
    except OSError:  # there is no such folder, or another window has just cleared up
        return []
    copies = [Copy(path) for _, path in sorted(dated, reverse=True)]
    return [copy for copy in copies if copy.take() and copy.is_there()]


def _is_unicode(text: str) -> bool:
    return text.encode("utf-8", "ignore").decode("utf-8") == text


def _unwritable(folder: Path) -> FileError:
    template = "Unsaved work cannot be kept safe: nothing can be written to “{folder}”. Save often."
    return FileError(template, folder=folder)
