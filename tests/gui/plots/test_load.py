"""pyqtgraph comes beside the window without any class of Qt being made by two threads at once."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

from pytestqt.qtbot import QtBot

from circuitgrad.gui.plots.load import PlotLoader

STRESS = dedent(
    """
    import sys
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QPushButton
    from circuitgrad.gui.plots.load import PlotLoader

    sys.setswitchinterval(1e-5)  # the threads take turns a thousand times as often
    application = QApplication([])
    order = []

    def make_classes():
        class Button(QPushButton):
            pass

        button = Button()
        button.setSizePolicy(button.sizePolicy())
        order.append("window")

    timer = QTimer()
    timer.timeout.connect(make_classes)
    timer.start(0)
    loader = PlotLoader(lambda: (order.append("plots"), application.quit()))
    loader.start()
    application.exec()
    assert "pyqtgraph" in sys.modules
    assert order.count("plots") == 1 and order.index("plots") > 3, order
    """
)


def test_the_window_goes_on_while_plots_load() -> None:
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", STRESS], capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr


def test_it_can_be_waited_for_and_tells_once(qtbot: QtBot) -> None:
    told: list[str] = []
    loader = PlotLoader(lambda: told.append("ready"))
    loader.start()
    loader.start()
    loader.finish()
    assert told == ["ready"]
    assert "pyqtgraph" in sys.modules
