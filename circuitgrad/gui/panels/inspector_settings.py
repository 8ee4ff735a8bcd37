"""What can be set on a node: an input's value and role, an operator's own numbers."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QButtonGroup, QFormLayout, QLabel, QSizePolicy, QToolButton, QWidget

from circuitgrad.circuit import Node
from circuitgrad.circuit.edits import SetConstant, SetRole, SetValue
from circuitgrad.gui.document import Document
from circuitgrad.gui.messages import operator_text, role_text
from circuitgrad.gui.panels.fields import NumberField
from circuitgrad.gui.panels.panel import GAP, label, row, show_text
from circuitgrad.operators import Role


class NodeSettings(QWidget):
    """Fields for the numbers of a node that a person may type.

    Args:
        document: whose nodes.
        error: where a field says what is wrong with its text.
        parent: Qt's owner.
    """

    def __init__(self, document: Document, error: QLabel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("node_settings")
        self._document, self._error = document, error
        self._node: Node | None = None
        self._constants: list[NumberField] = []
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(2 * GAP)
        self._form.setVerticalSpacing(GAP)
        self._value = NumberField("node_value_field", self.tr("Value"))
        self._value.setPlaceholderText(self.tr("type a number"))
        self._value.number_entered.connect(self._set_value)
        self._value.refused.connect(self._say)
        self._add(self.tr("Value"), self._value)
        self._roles = self._role_buttons()

    def _add(self, title: str, field: QWidget) -> None:
        heading = label(f"{field.objectName()}_title", soft=True)
        heading.setText(title)
        self._form.addRow(heading, field)

    def _role_buttons(self) -> dict[Role, QToolButton]:
        group = QButtonGroup(self)
        group.setExclusive(True)
        buttons: dict[Role, QToolButton] = {}
        for role in Role:
            button = buttons[role] = QToolButton()
            button.setObjectName(f"node_role_{role}")
            button.setText(role_text(role))
            button.setAccessibleName(self.tr("Role: {role}").format(role=role_text(role)))
            button.setCheckable(True)
            button.setStyleSheet("padding: 5px 2px;")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(partial(self._set_role, role))
            group.addButton(button)
        self._role_row = QWidget()
        self._role_row.setObjectName("node_role")
        line = row(*buttons.values(), stretch=0)
        line.setSpacing(GAP // 2)
        for place in range(len(buttons)):
            line.setStretch(place, 1)
        self._role_row.setLayout(line)
        self._add(self.tr("Role"), self._role_row)
        return buttons

    def forget(self) -> None:
        """Forgets what was typed, as another node is to be shown."""
        self._node = None
        for field in (self._value, *self._constants):
            field.forget()

    def show_node(self, node: Node) -> None:
        """Shows the fields of this node."""
        other = self._node is None or self._node.operator != node.operator
        self._node = node
        if other:
            self._make_constant_fields(node)
        self._form.setRowVisible(self._value, node.is_leaf)
        self._form.setRowVisible(self._role_row, node.is_leaf)
        self.setVisible(node.is_leaf or bool(node.constants))
        if node.role is not None:
            self._value.show_number(node.value)
            self._roles[node.role].setChecked(True)
        for field, value in zip(self._constants, node.constants, strict=True):
            field.show_number(value)

    def _make_constant_fields(self, node: Node) -> None:
        for field in self._constants:
            self._form.removeRow(field)
        self._constants = []
        for constant in node.record.constants:
            field = NumberField(f"node_constant_{constant.name}", constant.name, may_be_empty=False)
            field.setAccessibleDescription(operator_text(constant.help))
            field.number_entered.connect(partial(self._set_constant, constant.name))
            field.refused.connect(self._say)
            self._add(constant.name, field)
            self._constants.append(field)

    def _say(self, why: str) -> None:
        show_text(self._error, why)

    def _still_there(self) -> Node | None:
        node = self._node
        return None if node is None or node.id not in self._document.circuit else self._document.circuit.node(node.id)

    def _set_value(self, value: float | None) -> None:
        node = self._still_there()
        if node is not None and value != node.value:
            self._document.do(SetValue(node.id, value), self.tr("Set the value"))
        self._show_again()

    def _set_role(self, role: Role) -> None:
        node = self._still_there()
        if node is not None and role != node.role:
            self._document.do(SetRole(node.id, role), self.tr("Set the role"))
        self._show_again()

    def _set_constant(self, name: str, value: float) -> None:
        node = self._still_there()
        if node is not None and value != _own_numbers(node)[name]:
            self._document.do(SetConstant(node.id, name, value), self.tr("Set {name}").format(name=name))
        self._show_again()

    def _show_again(self) -> None:
        """Shows what the circuit holds, also where an edit was refused."""
        node = self._still_there()
        if node is not None:
            self.show_node(node)


def _own_numbers(node: Node) -> dict[str, float]:
    return dict(zip((constant.name for constant in node.record.constants), node.constants, strict=True))
