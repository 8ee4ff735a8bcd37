"""Which nodes, frames and notes fit a query: over arrays and lists of names, a hundred thousand in no time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from circuitgrad.circuit import Circuit
from circuitgrad.engine import Run
from circuitgrad.gui.canvas.remark_item import written_on
from circuitgrad.gui.canvas.spoken import RemarkKey
from circuitgrad.gui.finding.query import Condition, Quantity, Query, QueryError
from circuitgrad.gui.messages import operator_text
from circuitgrad.operators import OPERATORS, Operator

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Hit = str | RemarkKey
"""The id of a node, or the key of a frame or note."""


class Finder:
    """Finds in one state of a circuit; what is slow to gather is gathered once.

    Args:
        circuit: where to find.
        run: its numbers, None where nothing has run.

    Example:
        >>> import circuitgrad as cg
        >>> from circuitgrad.gui.finding.query import parse_query
        >>> circuit = cg.from_formula("q = a*b; f = q + c")
        >>> finder = Finder(circuit, cg.run(circuit, {"a": 2, "b": 3, "c": -1}))
        >>> finder.find(parse_query("> 4")), finder.find(parse_query("add")), finder.find(parse_query("a, > 2"))
        (['q', 'f'], ['f'], ['f'])
    """

    def __init__(self, circuit: Circuit, run: Run | None) -> None:
        self._run = run
        nodes = circuit.nodes
        self.ids: list[str] = list(nodes)
        self._operators = [node.operator for node in nodes.values()]
        self._remarks = [(RemarkKey(id), written_on(remark).casefold()) for id, remark in circuit.remarks.items()]
        self._names = [(node.name or node.id).casefold() for node in nodes.values()]

    def find(self, query: Query) -> list[Hit]:
        """What fits: exact names first, then beginnings, then as the document has them; frames and notes at last.

        Raises:
            QueryError: it asks for numbers that there are not; the sentence says what to press.
        """
        if not query:
            return []
        places: Sequence[int] = self._named(query.text.casefold()) if query.text else range(len(self.ids))
        if query.conditions:
            holds = self._holding(query.conditions)
            places = [place for place in places if holds[place]]
        hits: list[Hit] = [self.ids[place] for place in places]
        if query.text and not query.conditions:
            hits += [key for key, written in self._remarks if query.text.casefold() in written]
        return hits

    def _named(self, text: str) -> list[int]:
        """Places of the nodes whose name, id or operator fits, best first."""
        kinds = {name: rank for name, operator in OPERATORS.items() if (rank := _called(operator, text)) is not None}
        inside = [i for i, name in enumerate(self._names) if text in name or text in self.ids[i].casefold()]
        exact = [i for i in inside if self._names[i] == text]
        begins = [i for i in inside if self._names[i].startswith(text)]
        of_kind = [i for i, operator in enumerate(self._operators) if operator in kinds] if kinds else []
        parts = (of_kind, begins, inside) if 0 in kinds.values() else (begins, inside, of_kind)
        return list(dict.fromkeys(chain(exact, *parts)))

    def _holding(self, conditions: Sequence[Condition]) -> list[bool]:
        """For each node, whether all conditions hold."""
        import numpy as np

        mask = np.ones(len(self.ids), dtype=bool)
        for condition in conditions:
            numbers = self._numbers(condition.quantity)
            mask &= _compared(np.abs(numbers) if condition.size else numbers, condition)
        holds: list[bool] = mask.tolist()
        return holds

    def _numbers(self, quantity: Quantity) -> npt.NDArray[np.float64]:
        import numpy as np

        run = self._run
        if run is None:
            raise QueryError("No values are known yet: press Forward, then find.")
        if quantity is Quantity.GRADIENT and run.backward is None:
            raise QueryError("No gradients are known yet: choose an objective and press Backward, then find.")
        numbers = run.values if run.backward is None or quantity is Quantity.VALUE else run.backward.nodes
        found = np.asarray(numbers, dtype=np.float64)
        if run.tape.ids == self.ids:
            return found
        places = np.array([run.tape.place.get(id, len(found)) for id in self.ids], dtype=np.int64)
        return np.append(found, np.nan)[places]


def _compared(numbers: npt.NDArray[np.float64], condition: Condition) -> Any:
    """Where the condition holds. ``= nan`` and ``!= nan`` ask whether it is one; nothing else holds for NaN."""
    import numpy as np

    number, relation, missing = condition.number, condition.relation, np.isnan(numbers)
    if np.isnan(number):
        return {"=": missing, "!=": ~missing}.get(relation, np.zeros(len(numbers), dtype=bool))
    compare = {
        "<": np.less,
        "<=": np.less_equal,
        ">": np.greater,
        ">=": np.greater_equal,
        "=": np.equal,
        "!=": np.not_equal,
    }[relation]
    return compare(numbers, number) & ~missing


def _called(operator: Operator, text: str) -> int | None:
    """How well an operator fits: 0 where it goes by just this, 1 where a word of its names begins so, else None."""
    names = [name.casefold() for name in (operator.name, operator.title, operator_text(operator.title))]
    exact = (operator.symbol.casefold(), *(alias.casefold() for alias in operator.aliases), *names)
    if text in exact:
        return 0
    words = (word for name in names for word in (name, *name.replace("_", " ").split()))
    return 1 if any(word.startswith(text) for word in words) else None
