"""Everything that the menus offer, as the command palette lists it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction

from circuitgrad.gui.actions import BY_KEY, MENUS, translated
from circuitgrad.gui.fuzzy import Match, match
from circuitgrad.gui.menus import Menus
from circuitgrad.gui.needs import Need, need_text
from circuitgrad.gui.shortcuts import Shortcuts


@dataclass(frozen=True, slots=True)
class Command:
    """An entry of a menu.

    Args:
        key: under which it is remembered.
        name: what it is called, in the reader's language.
        path: the menus that it stands in.
        keys: its first key as the system writes it, or empty.
        action: what is triggered.
        reason: what it needs and does not find; empty where it can be run.
        places: the letters of the name that fit what was typed.
    """

    key: str
    name: str
    path: str
    keys: str
    action: QAction
    reason: str = ""
    places: tuple[int, ...] = ()


def all_commands(menus: Menus, shortcuts: Shortcuts) -> list[Command]:
    """Every entry of every menu, in their order."""
    return list(_entries(menus, shortcuts))


def _entries(menus: Menus, shortcuts: Shortcuts) -> Iterator[Command]:
    titles = {menu.key: translated(menu.text).replace("&", "") for menu in MENUS}
    for menu in MENUS:
        path = f"{titles[menu.parent]} › {titles[menu.key]}" if menu.parent else titles[menu.key]
        for action in menus.menus[menu.key].actions():
            if action.isSeparator() or action.menu() is not None or action.objectName() == "command_palette":
                continue
            record = BY_KEY.get(action.objectName())
            name = _plain(action.text())
            yield Command(
                key=action.objectName() or f"{menu.key}/{name}",
                name=name,
                path=path,
                keys=shortcuts.shown(record.key) if record else "",
                action=action,
                reason="" if action.isEnabled() else _reason(record.needs if record else Need.NOTHING),
            )


def _plain(text: str) -> str:
    """A menu's text without the marks of its letters."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _reason(need: Need) -> str:
    if need is Need.NOTHING:
        return QCoreApplication.translate("commands", "Not possible now")
    return QCoreApplication.translate("commands", "Needs {what}").format(what=need_text(need))


def found_commands(commands: Sequence[Command], wanted: str, recent: Sequence[str]) -> list[Command]:
    """Those that fit what was typed, best first; equals by how lately they were run, then as the menus have them.

    Args:
        commands: all of them.
        wanted: what was typed; for nothing all are listed.
        recent: the keys of those that were run last, newest first.
    """
    age = {key: i for i, key in enumerate(recent)}
    found: list[tuple[int, int, int, Command]] = []
    for i, command in enumerate(commands):
        fit = _fit(command, wanted)
        if fit is not None:
            shown = Command(
                command.key, command.name, command.path, command.keys, command.action, command.reason, fit.places
            )
            found.append((fit.rank, age.get(command.key, len(age)), i, shown))
    return [shown for *_, shown in sorted(found, key=lambda each: each[:3])]


def _fit(command: Command, wanted: str) -> Match | None:
    """By its name, else by its name behind its menus, or by its key."""
    fit = match(command.name, wanted)
    if fit is None and wanted.strip().casefold() == command.keys.casefold():
        return Match(1)
    if fit is None:
        behind = match(f"{command.path} {command.name}", wanted)
        return None if behind is None else Match(behind.rank + 5)
    return fit
