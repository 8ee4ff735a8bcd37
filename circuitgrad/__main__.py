"""Where the program starts: a command goes to the command line, everything else to the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from circuitgrad.errors import CircuitError

if TYPE_CHECKING:
    from circuitgrad.circuit import Circuit
    from circuitgrad.engine import Run


def main(argv: Sequence[str] | None = None) -> int:
    """Runs CircuitGrad.

    Args:
        argv: the words after the program's name; None for those that it was started with.

    Returns:
        The exit code: 2 where what was asked for cannot be; stderr has said why.
    """
    words = sys.argv[1:] if argv is None else list(argv)
    if not words:  # the window stands sooner without the command line
        return _start_window(None)
    from circuitgrad import cli

    if words[0] in {command.name for command in cli.COMMANDS}:
        return cli.main(words, _render)
    try:
        target: str | None = cli.start_parser().parse_args(words).target
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else cli.REFUSED
    return _start_window(target)


def _start_window(target: str | None) -> int:
    from circuitgrad.gui import quick_start
    from circuitgrad.gui.late_signatures import import_quickly
    from circuitgrad.preflight import check_window

    quick_start.begin()
    try:
        check_window(import_quickly)
        from circuitgrad.gui.app import run_window

        return run_window(target)
    except CircuitError as error:
        from circuitgrad import cli

        quick_start.give_up()
        cli.write_error(error.sentence)
        return cli.REFUSED
    except KeyboardInterrupt:
        from circuitgrad import cli

        return cli.INTERRUPTED


def _render(circuit: Circuit, run: Run, path: str, theme: str, scale: float) -> None:
    from circuitgrad.preflight import check_pictures

    check_pictures()
    from circuitgrad.gui.picture import render

    render(circuit, run, path, theme=theme, scale=scale)


if __name__ == "__main__":
    sys.exit(main())
