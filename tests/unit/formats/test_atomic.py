"""Saving leaves the old file or the new one, whole, whatever happens meanwhile."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from circuitgrad.errors import FileError
from circuitgrad.formats.atomic import LEFTOVER_AGE, read_whole, sweep_leftovers, write_atomically

OLD, NEW = b"old " * 1000, b"new!" * 50_000
posix_only = pytest.mark.skipif(os.name == "nt", reason="a POSIX matter")
not_root = pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="nothing is forbidden to root")
CALLS = ("open", "write", "fsync", "close", "chmod", "replace")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "circuit.cgrad"
    path.write_bytes(OLD)
    return path


def test_a_new_file_is_written(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", NEW)
    assert (tmp_path / "a").read_bytes() == NEW
    assert os.listdir(tmp_path) == ["a"]


def test_an_old_file_is_replaced_and_nothing_is_left_beside_it(target: Path) -> None:
    write_atomically(target, NEW)
    assert target.read_bytes() == NEW
    assert os.listdir(target.parent) == [target.name]


def test_nothing_is_a_content_too(target: Path) -> None:
    write_atomically(target, b"")
    assert target.read_bytes() == b""


@posix_only
def test_permission_bits_are_kept(target: Path) -> None:
    target.chmod(0o640)
    write_atomically(target, NEW)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@posix_only
def test_a_new_file_gets_the_permission_bits_that_any_program_gives(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(NEW)
    write_atomically(tmp_path / "ours", NEW)
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


@posix_only
def test_a_link_stays_and_its_target_is_written(target: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.cgrad"
    link.symlink_to(target)
    write_atomically(link, NEW)
    assert link.is_symlink()
    assert target.read_bytes() == NEW
    assert os.listdir(link.parent) == ["link.cgrad"]


def test_short_writes_are_gone_on_with(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[:7001]))
    write_atomically(target, NEW)
    assert target.read_bytes() == NEW


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EACCES], ids=["EIO", "ENOSPC", "EACCES"])
def test_a_call_that_fails_leaves_the_old_file_and_no_leftovers(
    target: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    monkeypatch.setattr(os, call, _failing(call, OSError(code, os.strerror(code))))
    with pytest.raises(FileError, match=r"circuit\.cgrad"):
        write_atomically(target, NEW)
    monkeypatch.undo()
    assert target.read_bytes() == OLD
    assert os.listdir(target.parent) == [target.name]


@pytest.mark.parametrize("call", CALLS)
def test_an_interruption_leaves_the_old_file_and_no_leftovers(
    target: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    monkeypatch.setattr(os, call, _failing(call, KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        write_atomically(target, NEW)
    monkeypatch.undo()
    assert target.read_bytes() == OLD
    assert os.listdir(target.parent) == [target.name]


def _failing(call: str, error: BaseException) -> Callable[..., object]:
    """The call that fails; close closes first, as the system does."""
    close = os.close

    def fail(*arguments: int, **_: object) -> object:
        if call == "close":
            close(arguments[0])
        raise error

    return fail


@posix_only
def test_a_folder_that_cannot_be_synced_is_no_failure_of_saving(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def only_files(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(os, "fsync", only_files)
    write_atomically(target, NEW)
    assert target.read_bytes() == NEW


def test_a_full_disk_is_called_so(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "write", _failing("write", OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(FileError, match="the disk is full"):
        write_atomically(target, NEW)


KILLED_AT_A_CALL = """
import os, signal, sys
from circuitgrad.formats.atomic import write_atomically
call, before = sys.argv[2], sys.argv[3] == "before"
real = getattr(os, call)
def deadly(*arguments, **options):
    if not before:
        real(*arguments, **options)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(os, call, deadly)
write_atomically(sys.argv[1], b"new!" * 50_000)
"""

WRITING_FOR_EVER = """
import sys
from circuitgrad.formats.atomic import write_atomically
while True:
    print("saving", flush=True)
    write_atomically(sys.argv[1], b"new!" * 50_000)
    write_atomically(sys.argv[1], b"old " * 1000)
"""

FILE_SIZE_LIMITED = """
import resource, signal, sys
from circuitgrad.errors import FileError
from circuitgrad.formats.atomic import write_atomically
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
try:
    write_atomically(sys.argv[1], b"new!" * 50_000)
except FileError as error:
    print(error.sentence)
"""


@posix_only
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_at_any_call_old_or_new_is_there_whole(target: Path, call: str, moment: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED_AT_A_CALL, target, call, moment], check=False)
    assert done.returncode == -9, "the process was not killed: the call was never made"
    assert target.read_bytes() == (NEW if (call, moment) == ("replace", "after") else OLD)


@posix_only
def test_killed_at_any_moment_old_or_new_is_there_whole(target: Path) -> None:
    for saved_before in range(12):
        with subprocess.Popen([sys.executable, "-c", WRITING_FOR_EVER, target], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            for _ in range(saved_before + 1):
                assert process.stdout.readline() == b"saving\n"
            process.kill()
        assert target.read_bytes() in (OLD, NEW)


@posix_only
def test_a_disk_that_fills_up_half_way_leaves_the_old_file(target: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FILE_SIZE_LIMITED, target], capture_output=True, text=True, check=True)
    assert "the disk is full" in done.stdout
    assert target.read_bytes() == OLD
    assert os.listdir(target.parent) == [target.name]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"no folder “.*nowhere”"):
        write_atomically(tmp_path / "nowhere" / "a.cgrad", NEW)


def test_a_folder_is_not_written_over(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="is a folder"):
        write_atomically(tmp_path, NEW)


@posix_only
def test_a_device_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError, match="not an ordinary file"):
        write_atomically(tmp_path / "pipe", NEW)
    with pytest.raises(FileError, match="not an ordinary file"):
        read_whole(tmp_path / "pipe")


@not_root
def test_a_protected_file_is_not_replaced(target: Path) -> None:
    target.chmod(0o444)
    with pytest.raises(FileError, match="may not be written"):
        write_atomically(target, NEW)
    assert target.read_bytes() == OLD


def test_a_protected_file_is_told_from_the_access_rights(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(FileError, match="may not be written"):
        write_atomically(target, NEW)
    assert target.read_bytes() == OLD


def test_a_path_that_cannot_be_is_refused() -> None:
    with pytest.raises(FileError):
        write_atomically("a\0b", NEW)
    with pytest.raises(FileError):
        read_whole("a\0b")


def test_reading_refuses_folders_large_and_missing_files(target: Path) -> None:
    with pytest.raises(FileError, match="is a folder"):
        read_whole(target.parent)
    with pytest.raises(FileError, match="too large: 4000 bytes, at most 3999"):
        read_whole(target, most=3999)
    with pytest.raises(FileError, match="There is no file"):
        read_whole(target.parent / "other")
    assert read_whole(target, most=4000) == OLD


def test_reading_says_so_when_it_is_not_permitted(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_bytes", _failing("read", PermissionError(errno.EACCES, "Permission denied")))
    with pytest.raises(FileError, match="may not be read"):
        read_whole(target)


@posix_only
def test_old_leftovers_are_swept_and_nothing_else(target: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED_AT_A_CALL, target, "replace", "before"], check=False)
    (leftover,) = [path for path in target.parent.iterdir() if path != target]
    assert sweep_leftovers(target.parent) == 0, "it may belong to a program that is still writing"
    long_ago = time.time() - LEFTOVER_AGE - 60
    foreign = target.parent / ".circuitgrad-notes.tmp"
    foreign.write_bytes(b"mine")
    for path in (leftover, foreign, target):
        os.utime(path, (long_ago, long_ago))
    assert sweep_leftovers(target.parent) == 1
    assert sorted(os.listdir(target.parent)) == [foreign.name, target.name]


def test_sweeping_where_nothing_can_be_swept_is_no_failure(tmp_path: Path) -> None:
    assert sweep_leftovers(tmp_path / "nowhere") == 0
