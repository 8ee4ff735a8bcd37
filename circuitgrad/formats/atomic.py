"""Whole files: read in one piece, and written so that a crash at any moment leaves the old one or the new one.

A file is written beside its target under a name of ours, brought to the disk, and renamed over the target, which
every system does in one step. What a crash leaves behind is found by its name and swept up later.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import time
from pathlib import Path
from typing import Final

from circuitgrad.errors import FileError

MOST_BYTES: Final = 500_000_000
LEFTOVER_AGE: Final = 3600.0
_LEFTOVER: Final = re.compile(r"\.circuitgrad-[0-9a-f]{16}\.tmp")
_CHUNK: Final = 1 << 24
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) if hasattr(errno, "EDQUOT") else (errno.ENOSPC, errno.EFBIG)


def read_whole(path: str | os.PathLike[str], *, most: int = MOST_BYTES) -> bytes:
    """What stands in a file.

    Raises:
        FileError: there is no such file, it is no file, is too large, or may not be read.

    Example:
        >>> read_whole("no such file.cgrad")
        Traceback (most recent call last):
        ...
        circuitgrad.errors.FileError: There is no file “no such file.cgrad”.
    """
    name = os.fspath(path)
    try:
        status = os.stat(path)
        _check_ordinary(name, status)
        if status.st_size > most:
            raise FileError(
                "“{file}” is too large: {size} bytes, at most {most}.", file=name, size=status.st_size, most=most
            )
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise FileError("There is no file “{file}”.", file=name) from None
    except PermissionError:
        raise FileError("“{file}” may not be read: ask its owner for the permission to read it.", file=name) from None
    except (OSError, ValueError) as error:
        raise FileError("“{file}” cannot be read: {reason}.", file=name, reason=_reason(error)) from error


def write_atomically(path: str | os.PathLike[str], data: bytes) -> None:
    """Puts `data` in place of whatever stands in a file, all or nothing.

    A link is followed to what it points at; a file that is there keeps its permission bits.

    Args:
        path: where; the folder must be there.
        data: the whole content.

    Raises:
        FileError: the disk is full, the folder is missing, or nothing may be written. The old file is as it was.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     write_atomically(f"{folder}/note.txt", b"new")
        ...     read_whole(f"{folder}/note.txt"), os.listdir(folder)
        (b'new', ['note.txt'])
    """
    name = os.fspath(path)
    try:
        target = os.path.realpath(path)
        mode = _mode_to_keep(name, target)
        _replace(target, data, mode)
    except FileNotFoundError:
        folder = os.path.dirname(name) or "."
        raise FileError("“{file}” cannot be saved: there is no folder “{folder}”.", file=name, folder=folder) from None
    except PermissionError:
        raise _protected(name) from None
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno in _FULL:
            raise FileError(
                "“{file}” cannot be saved: the disk is full. Make room and save again.", file=name
            ) from error
        raise FileError("“{file}” cannot be saved: {reason}.", file=name, reason=_reason(error)) from error


def sweep_leftovers(folder: str | os.PathLike[str]) -> int:
    """Removes the temporary files that a crash left in a folder over an hour ago. Returns how many.

    What cannot be looked at or removed stays: this tidies up, and must never stand in anybody's way.
    """
    oldest = time.time() - LEFTOVER_AGE
    swept = 0
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _LEFTOVER.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                swept += _sweep(entry, oldest)
    return swept


def _sweep(entry: os.DirEntry[str], oldest: float) -> bool:
    with contextlib.suppress(OSError):
        if entry.stat(follow_symlinks=False).st_mtime < oldest:
            os.unlink(entry.path)
            return True
    return False


def _check_ordinary(name: str, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise FileError("“{file}” is a folder, not a file.", file=name)
    if not stat.S_ISREG(status.st_mode):
        raise FileError("“{file}” is not an ordinary file.", file=name)


def _mode_to_keep(name: str, target: str) -> int | None:
    """The permission bits of the file that is there. A rename would get past its write protection: refused here."""
    try:
        status = os.stat(target)
    except FileNotFoundError:
        return None
    _check_ordinary(name, status)
    if not os.access(target, os.W_OK):
        raise _protected(name)
    return stat.S_IMODE(status.st_mode)


def _replace(target: str, data: bytes, mode: int | None) -> None:
    folder = os.path.dirname(target)
    temporary = os.path.join(folder, f".circuitgrad-{os.urandom(8).hex()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(temporary, flags, 0o666)
    try:
        _fill(handle, data)
        if mode is not None:
            os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    _sync_folder(folder)


def _fill(handle: int, data: bytes) -> None:
    """Writes everything, brings it to the disk and closes."""
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left[:_CHUNK]) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folder(folder: str) -> None:
    """Brings the rename to the disk, where the system can: Windows and some network disks cannot sync a folder.

    The file is whole and in place by now, so a failure here is none of saving.
    """
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _protected(name: str) -> FileError:
    template = "“{file}” may not be written: it is protected or in use. Save under another name or in another folder."
    return FileError(template, file=name)


def _reason(error: Exception) -> str:
    """The system's own words, without the number and the path around them."""
    return (isinstance(error, OSError) and error.strerror) or str(error)
