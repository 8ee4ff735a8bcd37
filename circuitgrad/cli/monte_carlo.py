"""``circuitgrad monte-carlo``: how far the objective scatters, as tables or as JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from circuitgrad.circuit import Spread
from circuitgrad.circuit.what_if import SPREADS
from circuitgrad.cli.report import Json, json_number
from circuitgrad.cli.source import add_source, read_source
from circuitgrad.cli.tables import number, table
from circuitgrad.errors import ValueProblem
from circuitgrad.formats.numbers import read_number, short_number

if TYPE_CHECKING:
    from circuitgrad.analysis.monte_carlo import Uncertainty
    from circuitgrad.analysis.samples import Histogram
    from circuitgrad.analysis.sobol import SobolIndices

MOST_BARS: Final = 20
LONGEST_BAR: Final = 40
_SHARE_DIGITS: Final = 3


def add_monte_carlo(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments of the command."""
    add_source(parser)
    kinds = ", ".join(":".join((kind, *(name.upper() for name in names))) for kind, names in SPREADS.items())
    parser.add_argument(
        "--spread",
        action="append",
        default=[],
        metavar="NAME=KIND:NUMBERS",
        dest="spreads",
        help=f"how inputs scatter, one or more: --spread x=normal:0:1 y=uniform:0:5; the kinds are {kinds}",
    )
    parser.add_argument("--samples", type=float, default=100_000, metavar="N", help="how many samples; 100,000 if not")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the same seed gives the same samples")
    parser.add_argument("--sobol", action="store_true", help="say which share of the variance is due to which input")
    parser.add_argument("--json", action="store_true", help="print JSON, with every number in full")


def monte_carlo_text(arguments: argparse.Namespace, _render: object) -> str:
    """Carries the command out.

    Raises:
        CircuitError: the circuit, a distribution or a number cannot be, or nothing scatters.
    """
    from circuitgrad.analysis.monte_carlo import monte_carlo
    from circuitgrad.analysis.sobol import sobol_indices

    circuit = read_source(arguments)
    spreads = dict(read_spread(text) for text in arguments.spreads)
    found = monte_carlo(circuit, spreads=spreads, samples=arguments.samples, seed=arguments.seed)
    indices = sobol_indices(circuit, spreads=spreads, seed=arguments.seed) if arguments.sobol else None
    if arguments.json:
        report = {**uncertainty_report(found), **({} if indices is None else {"sobol": sobol_report(indices)})}
        return json.dumps(report, indent=2, allow_nan=False)
    return "\n\n".join([*_uncertainty(found), *([] if indices is None else [_sobol(indices)])])


def read_spread(text: str) -> tuple[str, Spread]:
    """The label and the distribution of ``x=normal:0:1``; whether its numbers fit is for others to say.

    Raises:
        ValueProblem: it has another form.

    Example:
        >>> read_spread("x=triangular:−1:0,5:2")
        ('x', Spread(kind='triangular', numbers=(-1.0, 0.5, 2.0)))
    """
    label, equals, rest = text.partition("=")
    label, (kind, *numbers) = label.strip(), rest.split(":")
    if not equals or not label or not kind.strip():
        raise ValueProblem("“{text}” is no distribution: write it as --spread x=normal:0:1.", text=text)
    return label, Spread(kind.strip().lower(), tuple(_spread_number(label, each) for each in numbers))


def _spread_number(label: str, text: str) -> float:
    try:
        return read_number(text)
    except ValueError:
        template = "The distribution of “{label}” has “{text}” where a number belongs: write it as {label}=normal:0:1."
        raise ValueProblem(template, label=label, text=text.strip()) from None


def uncertainty_report(found: Uncertainty) -> Json:
    """All that Monte Carlo found, but not the samples themselves, ready for `json.dumps`."""
    histogram, convergence = found.histogram, found.convergence
    return {
        "objective": found.objective,
        "samples": found.samples,
        "undefined": found.undefined,
        **_numbers(found, "mean", "standard_error", "deviation", "value_at_means", "first_order_deviation"),
        "quantiles": {str(chance): json_number(value) for chance, value in found.quantiles.items()},
        "histogram": {
            "counts": histogram.counts,
            "edges": [json_number(edge) for edge in histogram.edges],
            "below": histogram.below,
            "above": histogram.above,
        },
        "convergence": {
            "counts": convergence.counts,
            "means": [json_number(mean) for mean in convergence.means],
            "errors": [json_number(error) for error in convergence.errors],
        },
        "inputs": {
            each.label: _numbers(each, "mean", "deviation", "gradient", "contribution", "share", "rank_correlation")
            for each in found.inputs
        },
    }


def sobol_report(found: SobolIndices) -> Json:
    """Sobol' indices, ready for `json.dumps`."""
    ends = ("first", "first_low", "first_high", "total", "total_low", "total_high")
    return {
        "samples": found.samples,
        "undefined": found.undefined,
        "confidence": found.confidence,
        "inputs": {each.label: _numbers(each, *ends) for each in found.inputs},
    }


def _numbers(record: Any, *names: str) -> Json:
    return {name: json_number(getattr(record, name)) for name in names}


def _uncertainty(found: Uncertainty) -> Iterator[str]:
    yield _summary(found)
    rows = [[f"{100.0 * chance:g} %", number(value)] for chance, value in found.quantiles.items()]
    yield "Quantiles\n" + table(["below", found.objective], rows, right=[0, 1])
    yield "Histogram\n" + _histogram(found.histogram)
    heads = ["input", "mean", "deviation", "gradient", "contribution", "share", "rank correlation"]
    shares = [
        [
            each.label,
            *map(number, (each.mean, each.deviation, each.gradient, each.contribution)),
            f"{short_number(100.0 * each.share, _SHARE_DIGITS)} %",
            short_number(each.rank_correlation, _SHARE_DIGITS),
        ]
        for each in sorted(found.inputs, key=lambda each: -each.share)
    ]
    yield "Inputs, by what they contribute to first order\n" + table(heads, shares, right=range(1, len(heads)))


def _summary(found: Uncertainty) -> str:
    rows = [
        ["mean", f"{number(found.mean)} ± {number(found.standard_error)}"],
        ["standard deviation", number(found.deviation)],
        ["to first order", f"{number(found.value_at_means)}, standard deviation {number(found.first_order_deviation)}"],
        ["samples", f"{found.samples:,}"],
    ]
    if found.undefined:
        rows.append(["undefined", f"{found.undefined:,}, left out"])
    return table([found.objective, ""], rows)


def _histogram(histogram: Histogram) -> str:
    """A line for every few bins, with a bar as long as many samples lie there."""
    step = -(-len(histogram.counts) // MOST_BARS)
    counts = [sum(histogram.counts[start : start + step]) for start in range(0, len(histogram.counts), step)]
    lows, highs = _ends(histogram.edges, step)
    longest = max(*counts, 1)
    rows = [
        [number(low), number(high), f"{count:,}", "#" * round(LONGEST_BAR * count / longest)]
        for low, high, count in zip(lows, highs, counts, strict=True)
    ]
    if histogram.below:
        rows.insert(0, ["", number(histogram.edges[0]), f"{histogram.below:,}", ""])
    if histogram.above:
        rows.append([number(histogram.edges[-1]), "", f"{histogram.above:,}", ""])
    return table(["from", "to", "samples", ""], rows, right=[0, 1, 2])


def _ends(edges: Sequence[float], step: int) -> tuple[Iterable[float], Iterable[float]]:
    """Where each bar begins and ends that stands for so many bins; the last may stand for fewer."""
    lows = edges[:-1:step]
    return lows, [*lows[1:], edges[-1]]


def _sobol(found: SobolIndices) -> str:
    rows = [
        [
            each.label,
            short_number(each.first, _SHARE_DIGITS),
            f"{short_number(each.first_low, _SHARE_DIGITS)} to {short_number(each.first_high, _SHARE_DIGITS)}",
            short_number(each.total, _SHARE_DIGITS),
            f"{short_number(each.total_low, _SHARE_DIGITS)} to {short_number(each.total_high, _SHARE_DIGITS)}",
        ]
        for each in sorted(found.inputs, key=lambda each: -each.total)
    ]
    chance = f"{100.0 * found.confidence:g} %"
    heads = ["input", "first order", f"with {chance}", "total", f"with {chance}"]
    left_out = f", {found.undefined:,} of them undefined and left out" if found.undefined else ""
    title = f"Sobol’ indices: shares of the variance, from {found.samples:,} samples{left_out}"
    return title + "\n" + table(heads, rows, right=[1, 2, 3, 4])
