"""From where to where each input's slider goes, while nobody has said so: guessed once, then left in peace."""

from __future__ import annotations

from circuitgrad.circuit import Circuit, Node, Range


class Ranges:
    """Keeps the guess for each input, so that a slider's ends stay where they are while its value moves.

    Example:
        >>> ranges = Ranges()
        >>> ranges.of(Node.new("input", id="x", value=2.0)).high, ranges.of(Node.new("input", id="x", value=4.5)).high
        (5.0, 5.0)
    """

    def __init__(self) -> None:
        self._guesses: dict[str, Range] = {}

    def of(self, node: Node) -> Range:
        """The range of an input: its own, or the one guessed when it was first asked for; it reaches to its value."""
        own = node.range or self._guesses.get(node.id)
        if own is None:
            own = self._guesses[node.id] = Range.around(node.value)
        if node.value is None or own.holds(node.value):
            return own
        wider = own.widened(node.value)
        if node.range is None:
            wider = self._guesses[node.id] = Range.around(node.value).widened(own.low).widened(own.high)
        return wider

    def guess_again(self, node: Node) -> None:
        """Forgets the guess for one input: the next is made from its value now."""
        self._guesses.pop(node.id, None)

    def forget(self) -> None:
        """Forgets all guesses, as another circuit is open."""
        self._guesses.clear()

    def bounds(self, circuit: Circuit) -> dict[str, tuple[float, float]]:
        """Both ends for each input that may move, by what people call it."""
        moving = [node for node in circuit.inputs() if node.may_move]
        return {node.label: (own.low, own.high) for node in moving for own in [self.of(node)]}
