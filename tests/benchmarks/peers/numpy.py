"""NumPy, written by hand: the forward pass and then the chain rule, a column at a time."""

from __future__ import annotations

import numpy as np

from tests.benchmarks.peers.peer import Answer, Contender
from tests.benchmarks.subject import BatchData


def prepare_batch(data: BatchData, threads: int) -> Contender:
    """The loss and its ten gradients; NumPy has one thread for this, whatever is asked for."""
    last: list[Answer] = []

    def call() -> None:
        last[:] = [_mean_loss(data)]

    return Contender("NumPy by hand", call, lambda: last[0])


def _mean_loss(data: BatchData) -> Answer:
    x0, x1, x2, x3, x4, t = data.columns.values()
    w0, w1, w2, w3, w4, w5, w6, w7, w8, w9 = data.parameters.values()
    u0, u1, u2, u3, u4 = ((x - 0.5) * 2.0 for x in (x0, x1, x2, x3, x4))
    h0 = np.tanh(w0 * u0 + w1 * u1 + w2 * u2)
    h1 = np.tanh(w3 * u2 + w4 * u3 + w5 * u4)
    product = h0 * h1
    p = 1.0 / (1.0 + np.exp(-(w6 * h0 + w7 * h1 + w8 * product + w9)))
    loss = -(t * np.log(p) + (1.0 - t) * np.log(1.0 - p))
    dz = p - t  # what the chain rule through log, 1/x and exp comes to
    a0 = dz * (w6 + w8 * h1) * (1.0 - h0 * h0)
    a1 = dz * (w7 + w8 * h0) * (1.0 - h1 * h1)
    sums = [a0 @ u0, a0 @ u1, a0 @ u2, a1 @ u2, a1 @ u3, a1 @ u4, dz @ h0, dz @ h1, dz @ product, dz.sum()]
    return Answer(float(loss.mean()), [float(total) / data.rows for total in sums])
