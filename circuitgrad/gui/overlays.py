"""The boxes that stand over the window; each is imported and made when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from circuitgrad.gui.theme import Theme

if TYPE_CHECKING:
    from circuitgrad.gui.command_palette import CommandPalette
    from circuitgrad.gui.finding.box import FindBox
    from circuitgrad.gui.main_window import MainWindow
    from circuitgrad.gui.minimap import Minimap


class Overlays(QObject):
    """Makes and keeps them for a window.

    Attributes:
        palette: the command palette, None until it is first asked for.
        find: the box that finds nodes, likewise.
        minimap: the small map, None until the window has stood for a moment.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.palette: CommandPalette | None = None
        self.find: FindBox | None = None
        self.minimap: Minimap | None = None

    def show_command_palette(self) -> None:
        """Opens the command palette, or closes it where it is open."""
        window = self._window
        if self.palette is None:
            from circuitgrad.gui.command_palette import CommandPalette

            self.palette = CommandPalette(window, window.menus, window.shortcuts, window.settings, window.theme)
        if self.palette.isVisible():
            self.palette.dismiss()
        else:
            self.palette.open()

    def _find_box(self) -> FindBox:
        if self.find is None:
            from circuitgrad.gui.finding.box import FindBox

            self.find = FindBox(self._window.view, self._window.theme)
            self._window.view.close_box = self._close_find
        return self.find

    def _close_find(self) -> bool:
        if self.find is None or not self.find.isVisible():
            return False
        self.find.dismiss()
        return True

    def show_find(self, step: int = 0) -> None:
        """Opens the box that finds nodes; or goes on by so many hits, even while it is closed."""
        if step:
            self._find_box().step(step)
        else:
            self._find_box().open()

    def select_hits(self) -> None:
        """Selects all that is found."""
        self._find_box().select_all()

    def show_minimap(self, wanted: bool) -> None:
        """Shows the minimap where there is something to show on it, or no more."""
        if self.minimap is None and wanted:
            from circuitgrad.gui.minimap import Minimap

            self._window.document.settle()  # else the map, which has it already, is told of the last change once more
            self.minimap = Minimap(self._window.view, self._window.theme)
            self.minimap.closed.connect(self._window.toggle_minimap)
            self._window.view.installEventFilter(self)
        if self.minimap is not None:
            self.minimap.set_wanted(wanted)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keeps the minimap in its corner."""
        if event.type() == QEvent.Type.Resize and self.minimap is not None:
            QTimer.singleShot(0, self.minimap, self.minimap.settle)
        return super().eventFilter(watched, event)

    def set_theme(self, theme: Theme) -> None:
        """Shows them in other colours."""
        for box in (self.palette, self.find, self.minimap):
            if box is not None:
                box.set_theme(theme)
