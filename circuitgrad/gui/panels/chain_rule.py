"""The chain rule at one wire or node, as numbers and as a person writes it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QCoreApplication

from circuitgrad.circuit import Circuit, Node, Wire
from circuitgrad.engine import Run
from circuitgrad.formats.numbers import full_number, short_number
from circuitgrad.gui.lens import CLEAR, Lens, node_numbers, wire_numbers
from circuitgrad.gui.messages import operator_text
from circuitgrad.gui.names import node_name
from circuitgrad.gui.theme import Theme

MOST_TERMS = 12
MOST_FACTORS = 3
_IN_WORDS = re.compile(r"\b(of|in|else|where|below|within)\b")
_OTHERS = "{others}"


@dataclass(frozen=True, slots=True)
class Term:
    """What one wire adds to the gradient of the node that it comes from.

    Args:
        wire: the wire.
        port: the name of the port where it ends.
        source: the name of the node that it comes from.
        target: the name of the node that it goes to.
        formula: the local derivative as a person writes it.
        value: what the wire carries forward.
        upstream: ∂objective/∂target.
        local: ∂target/∂source in this port.
        gradient: their product.
        shared: whether the source feeds other wires too.
    """

    wire: Wire
    port: str
    source: str
    target: str
    formula: str
    value: float | None = None
    upstream: float | None = None
    local: float | None = None
    gradient: float | None = None
    shared: bool = False


def term_of(circuit: Circuit, run: Run | None, wire: Wire, lens: Lens = CLEAR) -> Term:
    """The chain rule at a wire; numbers are None as far as the passes have not run, or the lens holds them back."""
    source, target = circuit.node(wire.source), circuit.node(wire.target)
    value, gradient, local = wire_numbers(run, wire, lens)
    _, upstream = node_numbers(run, wire.target, lens)
    return Term(
        wire,
        port_name(target, wire.port),
        node_name(source),
        node_name(target),
        derivative_text(circuit, wire),
        value,
        upstream,
        local,
        gradient,
        len(circuit.outgoing(wire.source)) > 1,
    )


def port_name(node: Node, port: int) -> str:
    """What a port is called: its name in the operator's record, or its number where any number is taken.

    Example:
        >>> port_name(Node.new("divide", id="q"), 1), port_name(Node.new("add", id="s"), 1)
        ('denominator', '2')
    """
    return str(port + 1) if node.record.any_number else operator_text(node.record.ports[port])


def derivative_text(circuit: Circuit, wire: Wire) -> str:
    """∂target/∂source as a person writes it, with the real names: ``−1/p²``."""
    target = circuit.node(wire.target)
    record, template = target.record, _template(target, wire.port)
    if target.bypassed or not template:
        return template
    others = ""
    if record.any_number:
        names = [_factor(circuit.node(wire.source))]
        others = _others(circuit, wire) if _OTHERS in template else ""
    else:
        sources = {each.port: _factor(circuit.node(each.source)) for each in circuit.incoming(wire.target)}
        names = [sources.get(port, operator_text(name)) for port, name in enumerate(record.ports)]
    constants = zip((constant.name for constant in record.constants), map(full_number, target.constants), strict=True)
    return operator_text(template).format(*names, y=node_name(target), others=others, **dict(constants))


def is_told_in_words(circuit: Circuit, wire: Wire) -> bool:
    """Whether `derivative_text` is a clause, which can stand in no formula: ``1 above 0, else 0``."""
    target = circuit.node(wire.target)
    template = _template(target, wire.port)
    long = _OTHERS in template and circuit.count_incoming(wire.target) > MOST_FACTORS + 1
    return long or _IN_WORDS.search(template) is not None


def _template(target: Node, port: int) -> str:
    """The text of a local derivative before the names are put in; empty for none."""
    if target.bypassed:
        return "0" if port else "1"
    texts = target.record.derivative_texts
    return texts[0 if target.record.any_number else port] if texts else ""


def _others(circuit: Circuit, wire: Wire) -> str:
    """The product of what else the target is fed by, in words where it would be long."""
    others = [each.source for each in circuit.incoming(wire.target) if each.port != wire.port]
    if len(others) > MOST_FACTORS:
        return QCoreApplication.translate("chain_rule", "product of the other inputs")
    return "·".join(_factor(circuit.node(id)) for id in others) or "1"


def _factor(node: Node) -> str:
    """A name that can stand in a product or power: a negative number gets brackets."""
    name = node_name(node)
    return f"({name})" if name.startswith("−") else name


def partial(above: str, below: str) -> str:
    """∂above/∂below in rich text."""
    return f"∂<i>{escape(above)}</i>/∂<i>{escape(below)}</i>"


def chain_lines(term: Term, objective: str, theme: Theme, digits: int) -> list[str]:
    """The chain rule at a wire in rich text: with symbols, with numbers, and the local derivative's own formula.

    The upstream gradient wears the gradient's colour, the local derivative the accent.
    """
    upstream = _coloured(partial(objective, term.target), theme.gradient)
    local = _coloured(partial(term.target, term.source), theme.accent)
    whole = partial(objective, term.source)
    if term.shared:
        via = QCoreApplication.translate("chain_rule", "through {name}, input {port}")
        via = via.format(name=f"<i>{escape(term.target)}</i>", port=escape(term.port))
        whole += f" {_coloured(via, theme.soft_ink)}"
    lines = [f"{whole} = {upstream} · {local}"]
    if term.upstream is not None and term.local is not None and term.gradient is not None:
        up, down = _number(term.upstream, digits), _number(term.local, digits)
        product = _coloured(_strong(_number(term.gradient, digits, bare=True)), theme.gradient)
        lines.append(f"= {_coloured(up, theme.gradient)} × {_coloured(down, theme.accent)} = {product}")
    return [*lines, *_local_line(term, theme, digits)]


def _local_line(term: Term, theme: Theme, digits: int) -> list[str]:
    """``∂q/∂p = −1/p² = −0.534``; a formula that is a number already says it once."""
    parts = [term.formula] if term.formula else []
    if term.local is not None and term.formula != full_number(term.local):
        parts.append(short_number(term.local, digits))
    if not parts:
        return []
    equal = " = ".join(map(escape, parts))
    return [_coloured(f"{partial(term.target, term.source)} = {equal}", theme.accent)]


def sum_line(terms: Sequence[Term], total: float, source: str, objective: str, theme: Theme, digits: int) -> str:
    """``∂f/∂x = −4.00 = −1.00 + (−3.00)``: a node's gradient as the sum over its wires, in rich text."""
    shown = [
        _number(term.gradient, digits, bare=not i)
        for i, term in enumerate(terms[:MOST_TERMS])
        if term.gradient is not None
    ]
    if len(terms) > MOST_TERMS:
        shown.append("…")
    whole = _coloured(_strong(_number(total, digits, bare=True)), theme.gradient)
    return f"{partial(objective, source)} = {whole} = {' + '.join(shown)}"


def paragraphs(blocks: Sequence[str]) -> str:
    """Blocks of rich text, 8 px apart; nothing for none."""
    return "".join(f'<p style="margin:0 0 8px 0; line-height:140%">{block}</p>' for block in blocks)


def _number(value: float, digits: int, *, bare: bool = False) -> str:
    """A number within a formula, in brackets where its sign would follow another."""
    text = short_number(value, digits)
    return text if bare or not text.startswith("−") else f"({text})"


def _coloured(text: str, color: str) -> str:
    return f'<span style="color:{color}">{text}</span>'


def _strong(text: str) -> str:
    return f'<span style="font-weight:600">{text}</span>'
