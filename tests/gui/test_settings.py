"""What the window remembers: written whole, read back equal, and never in the way when the file is broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from circuitgrad.errors import FileError
from circuitgrad.gui.settings import MOST_RECENT, SETTINGS, Setting, Settings

OTHERS: dict[str, object] = {
    "theme": "dark",
    "live": False,
    "digits": 5,
    "animations": "off",
    "minimap": False,
    "snap": False,
    "follow_paths": False,
    "keys": {"tidy": "T"},
    "commands": ("tidy",),
    "geometry": "AdnQ",
    "state": "AAAA",
    "lessons": ("01_slope.lesson.md",),
    "recent": ("/a/b.cgrad",),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "settings.json"


def test_without_a_file_the_defaults_hold(path: Path) -> None:
    settings = Settings(path)
    assert settings.complaint is None
    assert {each.key: settings[each.key] for each in SETTINGS} == {each.key: each.default for each in SETTINGS}


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_every_setting_survives_the_file(path: Path, setting: Setting) -> None:
    settings = Settings(path)
    settings[setting.key] = OTHERS[setting.key]
    settings.save()
    again = Settings(path)
    assert again.complaint is None
    assert again[setting.key] == OTHERS[setting.key] != setting.default


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_the_table_is_whole(setting: Setting) -> None:
    assert setting.allows(setting.default)
    assert setting.sentence.endswith(".")
    assert not setting.allows(None)
    assert all(setting.allows(choice) for choice in setting.choices)


def test_a_value_that_cannot_be_is_refused(path: Path) -> None:
    settings = Settings(path)
    with pytest.raises(ValueError, match="digits"):
        settings["digits"] = True
    assert settings["digits"] == 3


@pytest.mark.parametrize("broken", ["", "{", "[1]", '{"live": true, "live": false}', "\x00", '{"digits": 1e999}'])
def test_a_broken_file_gives_the_defaults_and_a_sentence(path: Path, broken: str) -> None:
    path.parent.mkdir()
    path.write_text(broken, encoding="utf-8")
    settings = Settings(path)
    assert settings["theme"] == "system"
    assert str(path) in str(settings.complaint)


def test_a_folder_in_place_of_the_file_gives_the_defaults(path: Path) -> None:
    path.mkdir(parents=True)
    assert Settings(path).complaint is not None
    with pytest.raises(FileError):
        Settings(path).save()


def test_one_wrong_value_leaves_the_others(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"theme": "pink", "digits": 4, "of_a_newer_version": 1}), encoding="utf-8")
    settings = Settings(path)
    assert (settings["theme"], settings["digits"]) == ("system", 4)
    assert settings.complaint is not None


def test_what_a_newer_version_added_is_no_fault(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"of_a_newer_version": [1, {}]}', encoding="utf-8")
    assert Settings(path).complaint is None


def test_recent_files_are_newest_first_once_and_few(path: Path, tmp_path: Path) -> None:
    settings = Settings(path)
    files = [tmp_path / f"{number}.cgrad" for number in range(MOST_RECENT + 2)]
    for file in files:
        settings.note_recent(file)
    settings.note_recent(files[-2])
    assert settings.recent == (files[-2], files[-1], *reversed(files[2:-2]))
    settings.forget_recent(files[-1])
    assert files[-1] not in settings.recent


@pytest.mark.parametrize(("before", "now"), [(True, "system"), (False, "off")])
def test_values_of_an_earlier_version_are_understood(path: Path, before: bool, now: str) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"animations": before}), encoding="utf-8")
    settings = Settings(path)
    assert settings.complaint is None
    assert settings["animations"] == now


@pytest.mark.parametrize("keys", [{"tidy": 1}, {"tidy": ["L"]}, ["L"], "L"])
def test_keys_are_texts_by_action(path: Path, keys: object) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"keys": keys}), encoding="utf-8")
    settings = Settings(path)
    assert settings.complaint is not None
    assert settings["keys"] == {}
