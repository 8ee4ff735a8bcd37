"""The keys of the actions as they are now: those of the table, but for the ones that somebody changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence

from circuitgrad.errors import CircuitError
from circuitgrad.frozen import frozen
from circuitgrad.gui.actions import ACTIONS, BY_KEY, Action, Scope, native_key, translated
from circuitgrad.gui.settings import Settings

PORTABLE: Final = QKeySequence.SequenceFormat.PortableText
_NO_LETTER: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class KeysError(CircuitError):
    """Keys that cannot be an action's."""


@frozen
class FixedKey:
    """Keys of the canvas that always do the same.

    Args:
        keys: as Qt writes them.
        text: what they do, in English, to follow "“Space” is fixed:".
    """

    keys: tuple[str, ...]
    text: str

    @property
    def shown(self) -> str:
        """The keys as this system writes them."""
        return ",  ".join(map(native_key, self.keys))


FIXED_KEYS: Final = (
    FixedKey(("Tab", "Space"), "Open the search box on the canvas; Space and a drag move the view."),
    FixedKey(("Left", "Right", "Up", "Down"), "Go along the wires."),
    FixedKey(("Ctrl+Left", "Ctrl+Right", "Ctrl+Up", "Ctrl+Down"), "Move the selected nodes by a step."),
    FixedKey(("Alt+Left", "Alt+Right", "Alt+Up", "Alt+Down"), "Resize the selected frames and notes by a step."),
    FixedKey((*tuple("0123456789"), "-"), "Type another value into the selected input."),
    FixedKey(("Esc",), "Gives up the gesture, closes what is open, selects nothing, or leaves the steps."),
    FixedKey(("Shift+Tab",), "Goes back to the part of the window before."),
)


class Shortcuts(QObject):
    """Knows and changes the keys of every action.

    Args:
        settings: where changed keys are remembered, as Qt writes a list of them.
        parent: Qt's owner.

    Attributes:
        complaints: one sentence for each stored entry that could not be used; the usual keys hold there.

    Signals:
        changed (str): the action with this key has other keys.
    """

    changed = Signal(str)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._now = {action.key: portable(action.shortcuts) for action in ACTIONS}
        self.complaints: list[CircuitError] = []
        for key, text in settings["keys"].items():
            if key in BY_KEY:  # a newer version may have actions that this one has not
                self._take_stored(BY_KEY[key], text)
        self._drop_doubles()

    def _take_stored(self, action: Action, text: str) -> None:
        try:
            keys = portable(read_keys(text, action)) if text else ()
        except KeysError as problem:
            self.complaints.append(problem)
        else:
            self._now[action.key] = keys

    def _drop_doubles(self) -> None:
        """Keys that stand at two actions, as after somebody edited the file: those that were changed go back."""
        owners: dict[str, str] = {}
        for changed in (False, True):
            for action in ACTIONS:
                if self.is_changed(action.key) is not changed:
                    continue
                taken = next((owners[each] for each in self._now[action.key] if each in owners), None)
                if taken is not None:
                    self.complaints.append(_double(action, BY_KEY[taken]))
                    self._now[action.key] = tuple(each for each in portable(action.shortcuts) if each not in owners)
                owners.update(dict.fromkeys(self._now[action.key], action.key))

    def of(self, key: str) -> tuple[str, ...]:
        """The keys of an action, as Qt writes them; the first is shown."""
        return self._now[key]

    def shown(self, key: str) -> str:
        """The first of its keys as this system writes it; empty where it has none."""
        keys = self._now[key]
        return native_key(keys[0]) if keys else ""

    def is_changed(self, key: str) -> bool:
        """Whether its keys are others than those of the table."""
        return self._now[key] != portable(BY_KEY[key].shortcuts)

    def owner(self, keys: str, but: str = "") -> Action | None:
        """The action that has these keys.

        Args:
            keys: as Qt writes them.
            but: the key of an action that does not count.
        """
        wanted = portable((keys,))[0]
        return next((BY_KEY[key] for key, now in self._now.items() if wanted in now and key != but), None)

    def check(self, key: str, keys: str) -> None:
        """Whether these can be keys of an action at all, whoever has them now.

        Raises:
            KeysError: they are fixed, or a plain letter for an action that is heard in text fields too.
        """
        read_keys(keys, BY_KEY[key])

    def change(self, key: str, keys: Iterable[str]) -> None:
        """Gives an action these keys; an action that has one of them loses it.

        Raises:
            KeysError: one of them cannot be.
        """
        wanted = portable(keys)
        for each in wanted:
            self.check(key, each)
        for other, now in list(self._now.items()):
            if other != key and set(wanted) & set(now):
                self._set(other, tuple(each for each in now if each not in wanted))
        self._set(key, wanted)

    def reset(self, key: str) -> None:
        """Gives an action the keys that it had at first."""
        self.change(key, BY_KEY[key].shortcuts)

    def reset_all(self) -> None:
        """Gives every action the keys that it had at first."""
        for action in ACTIONS:
            self._set(action.key, portable(action.shortcuts))

    def _set(self, key: str, keys: tuple[str, ...]) -> None:
        if self._now[key] == keys:
            return
        self._now[key] = keys
        kept = {other: "; ".join(now) for other, now in self._now.items() if self.is_changed(other)}
        self._settings["keys"] = kept
        self.changed.emit(key)


def portable(keys: Iterable[str]) -> tuple[str, ...]:
    """Keys in the one way that they are compared and stored in, none of them twice."""
    return tuple(dict.fromkeys(QKeySequence(each).toString(PORTABLE) for each in keys))


def read_keys(text: str, action: Action) -> tuple[str, ...]:
    """The keys in a text as Qt writes a list of them.

    Args:
        text: such as ``"Ctrl+Z; F4"``.
        action: whose they shall be.

    Raises:
        KeysError: a part is no key, or cannot be a key of this action.
    """
    name = plain_name(action)
    read = QKeySequence.listFromString(text, PORTABLE)
    for each in read:
        shown = each.toString(PORTABLE)
        if each.count() != 1 or not shown:
            raise KeysError("“{text}” is no key: “{name}” keeps its usual ones.", text=text, name=name)
        for fixed in FIXED_KEYS:
            if shown in portable(fixed.keys):
                keys = each.toString(QKeySequence.SequenceFormat.NativeText)
                raise KeysError(
                    "“{keys}” is fixed and cannot be given to “{name}”: {does}",
                    keys=keys,
                    name=name,
                    does=QCoreApplication.translate("fixed_keys", fixed.text),
                )
        if action.scope is Scope.WINDOW and len(shown.removeprefix("Shift+")) == 1 and not _has_modifier(each):
            keys = each.toString(QKeySequence.SequenceFormat.NativeText)
            template = "“{keys}” would be taken from what is typed into fields: press it with Ctrl or Alt for “{name}”."
            raise KeysError(template, keys=keys, name=name)
    return tuple(each.toString(PORTABLE) for each in read)


def _has_modifier(keys: QKeySequence) -> bool:
    return bool(keys[0].keyboardModifiers() & _NO_LETTER)  # type: ignore[index]


def _double(action: Action, other: Action) -> KeysError:
    template = "In the settings “{name}” has a key of “{other}”: “{name}” keeps its usual ones."
    return KeysError(template, name=plain_name(action), other=plain_name(other))


def plain_name(action: Action) -> str:
    """What an action is called in a sentence, in the reader's language.

    Example:
        >>> plain_name(BY_KEY["save_as"])
        'Save as'
    """
    return translated(action.text).replace("&", "").removesuffix("…")
