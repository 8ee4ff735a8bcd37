"""The sentences of hints, whole, so that each can be translated whole: by what went wrong, and how far it can be told.

“label” is the node asked of, “target” the node where it went wrong, “title” that node's operator.
"""

from __future__ import annotations

from typing import Final

from circuitgrad.analysis.mistakes import Mistake, Scope

Hints = dict[tuple[Mistake, Scope], str]

RIGHT: Final = "Right."

GRADIENT_HINTS: Final[Hints] = {
    (Mistake.SIGN, Scope.NODE): (
        "The size is right, the sign is not. Follow the signs from “{objective}” back to “{label}”."
    ),
    (Mistake.SIGN, Scope.ONE): "The sign of what comes back from “{target}” ({title}) is the wrong one.",
    (Mistake.UPSTREAM, Scope.WIRE): (
        "That is how “{target}” ({title}) moves with “{label}”, its local derivative. "
        "Multiply it by the gradient that arrives at “{target}”."
    ),
    (Mistake.UPSTREAM, Scope.ONE): (
        "Along the wire to “{target}” ({title}) stands its local derivative alone. Multiply it by the gradient that "
        "arrives at “{target}”, then add."
    ),
    (Mistake.UPSTREAM, Scope.ALL): (
        "Those are the local derivatives alone. Multiply each by the gradient that arrives at its node, then add."
    ),
    (Mistake.LOCAL, Scope.WIRE): (
        "That is what arrives at “{target}”. Multiply it by how “{target}” ({title}) moves with “{label}”, "
        "its local derivative."
    ),
    (Mistake.LOCAL, Scope.ONE): (
        "Along the wire to “{target}” ({title}) stands what arrives there, and no more. Multiply it by its local "
        "derivative toward “{label}”, then add."
    ),
    (Mistake.LOCAL, Scope.ALL): (
        "Those are the gradients that arrive at the next nodes. Multiply each by its local derivative, then add."
    ),
    (Mistake.PATHS, Scope.ONE): (
        "That comes back along the wire to “{target}” alone. “{label}” feeds {count} wires: add what comes back along "
        "each of them."
    ),
    (Mistake.PATHS, Scope.LEFT_OUT): (
        "The wire to “{target}” is left out. “{label}” feeds {count} wires: add what comes back along each of them."
    ),
    (Mistake.FACTOR, Scope.WIRE): (
        "That is the other factor: it has “{other}” in the place of “{label}”. Hold all else still and ask how "
        "“{target}” ({title}) moves when “{label}” moves alone."
    ),
    (Mistake.FACTOR, Scope.ONE): (
        "Along the wire to “{target}” ({title}) stands the other factor: it has “{other}” in the place of “{label}”."
    ),
    (Mistake.ADDED, Scope.WIRE): (
        "The two factors are added there. The chain rule multiplies them: what arrives at “{target}”, times its local "
        "derivative toward “{label}”."
    ),
    (Mistake.ADDED, Scope.ONE): (
        "Along the wire to “{target}” ({title}) the two factors are added. The chain rule multiplies them."
    ),
    (Mistake.ADDED, Scope.ALL): "Multiply along a path, but add over the paths: “{label}” feeds {count} wires.",
    (Mistake.VALUE, Scope.NODE): (
        "That is the value of “{label}”. Asked for is its gradient: how fast “{objective}” moves when “{label}” rises."
    ),
    (Mistake.SUM, Scope.NODE): (
        "That is what “{label}” gets from all its {count} wires together. Asked for is what comes back along this one."
    ),
    (Mistake.ROUNDING, Scope.NODE): "Close. Round only at the end, and give at least {digits} significant digits.",
    (Mistake.UNDEFINED, Scope.NODE): (
        "No finite number comes out here: look for a step that is infinitely steep or undefined. "
        "Answer with ∞, −∞ or “undefined”."
    ),
    (Mistake.FINITE, Scope.NODE): (
        "There is a finite number here: every step from “{objective}” back to “{label}” has a slope."
    ),
    (Mistake.ZERO, Scope.NODE): (
        "No way leads from “{label}” to “{objective}”. How fast can “{objective}” move with it, then?"
    ),
    (Mistake.ZERO, Scope.WIRE): "Does “{objective}” depend at all on what “{label}” sends along this wire?",
    (Mistake.OBJECTIVE, Scope.NODE): (
        "“{label}” is the objective itself. When it rises by a little, by how much does “{label}” rise?"
    ),
    (Mistake.OTHER, Scope.WIRE): (
        "Take the gradient that arrives at “{target}” and multiply it by its local derivative toward “{label}”. "
        "What “{target}” ({title}) does to a gradient: {rule}."
    ),
    (Mistake.OTHER, Scope.ALL): (
        "“{label}” feeds {count} wires. Work out what comes back along each (what arrives, times the local "
        "derivative), then add."
    ),
}

VALUE_HINTS: Final[Hints] = {
    (Mistake.SIGN, Scope.NODE): (
        "The size is right, the sign is not. Look at the signs of what comes into “{label}” ({title})."
    ),
    (Mistake.PASSED, Scope.WIRE): (
        "That is the value of “{target}”, which comes into “{label}”. What does “{label}” make of it?"
    ),
    (Mistake.OPERATOR, Scope.NODE): "That is what “{operator}” would give, but “{label}” computes: {title}.",
    (Mistake.GRADIENT, Scope.NODE): "That is the gradient of “{label}”. Asked for is its value, in the forward pass.",
    (Mistake.ROUNDING, Scope.NODE): "Close. Round only at the end, and give at least {digits} significant digits.",
    (Mistake.UNDEFINED, Scope.NODE): (
        "No finite number comes out of “{label}” ({title}) at what comes in. Answer with ∞, −∞ or “undefined”."
    ),
    (Mistake.FINITE, Scope.NODE): "“{label}” ({title}) has a finite value at what comes in.",
    (Mistake.OTHER, Scope.NODE): (
        "Put the values that come into “{label}” into its operator ({title}), and work it out."
    ),
}

EFFECT_HINTS: Final[Hints] = {
    (Mistake.SIGN, Scope.NODE): "It is the other way round. Follow the signs from “{objective}” back to “{label}”.",
    (Mistake.PATHS, Scope.WIRE): (
        "Along the wire to “{target}” alone that would be so. “{label}” feeds {count} wires: which of them is stronger?"
    ),
    (Mistake.UPSTREAM, Scope.WIRE): (
        "So it does to “{target}” ({title}). But what does “{objective}” do when “{target}” rises?"
    ),
    (Mistake.LOCAL, Scope.WIRE): (
        "That is what “{target}” does to “{objective}”. But what does “{target}” ({title}) do when “{label}” rises?"
    ),
    (Mistake.VALUE, Scope.NODE): (
        "That is the sign of the value of “{label}”. The sign of its gradient counts: follow the signs from "
        "“{objective}” back to “{label}”."
    ),
    (Mistake.UNDEFINED, Scope.NODE): (
        "On the way from “{label}” to “{objective}” stands a step whose slope is undefined."
    ),
    (Mistake.ZERO, Scope.WIRE): (
        "Raise “{label}” a little: does “{objective}” notice it at all? Look for a local derivative of 0 on the way."
    ),
    (Mistake.ZERO, Scope.NODE): "No way leads from “{label}” to “{objective}”. Can it raise or lower it, then?",
    (Mistake.OBJECTIVE, Scope.NODE): "“{label}” is the objective itself. When it rises, what does it do?",
    (Mistake.FINITE, Scope.WIRE): (
        "A gradient does come back to “{label}”, from “{target}” ({title}). Is it above 0 or below?"
    ),
}
