"""The two palettes, and the one stylesheet. Colours carry no meaning alone: place, sign and arrows say it too.

Blue and orange (raises, lowers), green and red (value, gradient) and the accent stay apart under the three common kinds
of colour blindness; text has a contrast of at least 4.5 with what it stands on (WCAG 2.1, 1.4.3), lines that mean
something 3 (1.4.11). The tests simulate and measure both.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QColor, QPalette

from circuitgrad.frozen import frozen


@frozen
class Theme:
    """A palette by what the colours are for."""

    name: str
    canvas: str
    dots: str
    panel: str
    field: str
    line: str
    ink: str
    soft_ink: str
    node: str
    node_line: str
    wire: str
    value: str
    gradient: str
    raises: str
    lowers: str
    accent: str
    accent_ink: str
    accent_soft: str
    objective: str
    objective_ink: str
    warning: str
    warning_ink: str
    warning_line: str


LIGHT: Final = Theme(
    name="light",
    canvas="#fbfcfe",
    dots="#dfe4ec",
    panel="#ffffff",
    field="#f3f5f8",
    line="#e1e5eb",
    ink="#1c242e",
    soft_ink="#5d6876",
    node="#ffffff",
    node_line="#86909e",
    wire="#87929f",
    value="#127952",
    gradient="#a70014",
    raises="#145393",
    lowers="#bd430c",
    accent="#405ce2",
    accent_ink="#ffffff",
    accent_soft="#e9edfd",
    objective="#1c242e",
    objective_ink="#ffffff",
    warning="#fff8dc",
    warning_ink="#6b5200",
    warning_line="#ecd98a",
)

DARK: Final = Theme(
    name="dark",
    canvas="#14181e",
    dots="#272d36",
    panel="#1a1f26",
    field="#232a33",
    line="#2f3742",
    ink="#e8ecf2",
    soft_ink="#9aa5b4",
    node="#212831",
    node_line="#6b7785",
    wire="#5c6775",
    value="#09ba97",
    gradient="#f1665d",
    raises="#49d8ff",
    lowers="#ff9e3e",
    accent="#7e97ff",
    accent_ink="#0f1320",
    accent_soft="#29324f",
    objective="#e8ecf2",
    objective_ink="#14181e",
    warning="#33290d",
    warning_ink="#f2d684",
    warning_line="#5f4d17",
)

THEMES: Final = {theme.name: theme for theme in (LIGHT, DARK)}


def qt_palette(theme: Theme) -> QPalette:
    """The palette that Qt's own widgets use."""
    palette = QPalette()
    role = QPalette.ColorRole
    colors = {
        role.Window: theme.panel,
        role.WindowText: theme.ink,
        role.Base: theme.panel,
        role.AlternateBase: theme.field,
        role.Text: theme.ink,
        role.PlaceholderText: theme.soft_ink,
        role.Button: theme.panel,
        role.ButtonText: theme.ink,
        role.ToolTipBase: theme.panel,
        role.ToolTipText: theme.ink,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.accent_ink,
        role.Link: theme.accent,
        role.Light: theme.line,
        role.Mid: theme.line,
        role.Dark: theme.line,
    }
    for name, color in colors.items():
        palette.setColor(name, QColor(color))
    for name in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(theme.node_line))
    return palette


def stylesheet(theme: Theme) -> str:
    """The stylesheet of the whole application: hairlines, 8 px rhythm, one accent."""
    return f"""
    QMainWindow, QDialog, QDockWidget, QMenu {{ background: {theme.panel}; color: {theme.ink}; }}
    QMenuBar {{ background: {theme.panel}; border-bottom: 1px solid {theme.line}; padding: 2px 8px; }}
    QMenuBar::item {{ padding: 4px 10px; border-radius: 4px; background: transparent; }}
    QMenuBar::item:selected, QMenu::item:selected {{ background: {theme.accent_soft}; color: {theme.ink}; }}
    QMenu {{ border: 1px solid {theme.line}; padding: 4px; }}
    QMenu::item {{ padding: 5px 24px 5px 16px; border-radius: 4px; }}
    QMenu::item:disabled {{ color: {theme.node_line}; }}
    QMenu::separator {{ height: 1px; background: {theme.line}; margin: 4px 8px; }}
    QMenu::indicator {{ width: 14px; height: 14px; padding-left: 6px; }}
    QToolBar {{ background: {theme.panel}; border: 0; border-bottom: 1px solid {theme.line}; spacing: 8px;
        padding: 8px 12px; }}
    QToolBar::separator {{ width: 1px; background: {theme.line}; margin: 4px 4px; }}
    QToolButton, QPushButton {{ background: {theme.panel}; color: {theme.ink}; border: 1px solid {theme.line};
        border-radius: 5px; padding: 5px 12px; }}
    QToolButton:hover, QPushButton:hover {{ border-color: {theme.node_line}; }}
    QToolButton:pressed, QPushButton:pressed {{ background: {theme.field}; }}
    QToolButton:checked {{ background: {theme.accent_soft}; border-color: {theme.accent}; }}
    QToolButton:disabled, QPushButton:disabled {{ color: {theme.node_line}; }}
    QToolButton[primary="true"], QPushButton[primary="true"] {{ background: {theme.accent};
        border-color: {theme.accent}; color: {theme.accent_ink}; font-weight: 600; }}
    QToolButton[primary="true"]:disabled, QPushButton[primary="true"]:disabled {{ background: {theme.panel};
        border-color: {theme.line}; color: {theme.node_line}; }}
    QToolButton[flat="true"], QPushButton[flat="true"] {{ border-color: transparent; background: transparent; }}
    QToolButton[flat="true"]:hover, QPushButton[flat="true"]:hover {{ background: {theme.field}; }}
    QToolButton:focus, QPushButton:focus, QToolButton[flat="true"]:focus, QPushButton[flat="true"]:focus {{
        background: {theme.accent_soft}; border-color: {theme.accent}; }}
    QToolButton:checked:focus, QToolButton[primary="true"]:focus, QPushButton[primary="true"]:focus {{
        border: 2px solid {theme.ink}; padding: 4px 11px; }}
    QToolButton[primary="true"]:focus, QPushButton[primary="true"]:focus {{ background: {theme.accent}; }}
    QToolButton[tight="true"] {{ padding: 3px 7px; }}
    QTabBar QToolButton, QToolButton#qt_toolbar_ext_button {{ padding: 0; border-color: transparent; }}
    QLineEdit, QComboBox, QPlainTextEdit, QDoubleSpinBox, QSpinBox {{ background: {theme.field}; color: {theme.ink};
        border: 1px solid {theme.line}; border-radius: 5px; padding: 5px 8px;
        selection-background-color: {theme.accent}; selection-color: {theme.accent_ink}; }}
    QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus {{ border-color: {theme.accent}; }}
    QLineEdit[quiet="true"] {{ background: transparent; border-color: transparent; padding: 0 2px;
        color: {theme.soft_ink}; }}
    QLineEdit[quiet="true"]:hover {{ background: {theme.field}; }}
    QLineEdit[quiet="true"]:focus {{ background: {theme.field}; border-color: {theme.accent}; color: {theme.ink}; }}
    QLineEdit[wrong="true"] {{ border-color: {theme.lowers}; }}
    QComboBox {{ combobox-popup: 0; }}
    QComboBox::drop-down {{ border: 0; width: 20px; }}
    QComboBox QAbstractItemView, QComboBox QAbstractItemView:focus {{ border: 1px solid {theme.line}; padding: 3px;
        background: {theme.panel}; color: {theme.ink}; outline: 0; }}
    QDockWidget {{ titlebar-close-icon: none; border: 1px solid {theme.line}; font-weight: 600; }}
    QDockWidget::title {{ background: {theme.panel}; padding: 10px 12px 6px 12px; text-align: left; }}
    QMainWindow::separator {{ background: {theme.line}; width: 1px; height: 1px; }}
    QScrollArea, QListView, QTreeView, QTableView {{ background: {theme.panel}; border: 1px solid transparent; }}
    QScrollArea:focus, QListView:focus, QTreeView:focus, QTableView:focus {{ border: 1px solid {theme.accent}; }}
    QListView::item:selected, QTreeView::item:selected, QTableView::item:selected {{
        background: {theme.accent_soft}; color: {theme.ink}; }}
    QListView::item, QTreeView::item {{ padding: 4px 6px; border-radius: 4px; }}
    QTableView::item {{ border: 0; padding: 0 4px; }}
    QTableView::item:focus {{ background: {theme.accent_soft}; color: {theme.ink}; }}
    QHeaderView::section {{ background: {theme.panel}; color: {theme.soft_ink}; border: 0; padding: 4px 6px; }}
    QTabBar::tab {{ background: transparent; color: {theme.soft_ink}; padding: 8px 12px; border: 0; }}
    QTabBar::tab:selected {{ color: {theme.ink}; border-bottom: 2px solid {theme.accent}; }}
    QTabBar::tab:focus {{ background: {theme.accent_soft}; color: {theme.ink}; }}
    QTabWidget::pane {{ border: 0; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
    QScrollBar::handle {{ background: {theme.line}; border-radius: 4px; min-height: 24px; min-width: 24px;
        margin: 1px; }}
    QScrollBar::handle:hover {{ background: {theme.node_line}; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ height: 0; width: 0;
        background: transparent; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QStatusBar {{ background: {theme.panel}; border-top: 1px solid {theme.line}; color: {theme.soft_ink}; }}
    QToolTip {{ background: {theme.panel}; color: {theme.ink}; border: 1px solid {theme.line}; padding: 4px 6px; }}
    QLabel[soft="true"] {{ color: {theme.soft_ink}; }}
    QLabel[heading="true"] {{ color: {theme.soft_ink}; font-weight: 600; }}
    """
