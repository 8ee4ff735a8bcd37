"""The command line: circuits run, listed and drawn without a window. It never imports Qt."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Final

from circuitgrad import __version__
from circuitgrad.cli.commands import COMMANDS, Command, Render
from circuitgrad.cli.output import Finding, write_error, write_out
from circuitgrad.cli.source import joined
from circuitgrad.errors import CircuitError, FormulaError

REFUSED: Final = 2
READER_GONE: Final = 141
"""What a program ends with that SIGPIPE stops."""
INTERRUPTED: Final = 130
"""What a program ends with that Ctrl+C stops."""

__all__ = ["COMMANDS", "Command", "Render", "main", "start_parser", "write_error"]


def main(argv: Sequence[str], render: Render) -> int:
    """Carries out one command.

    Args:
        argv: the words after the program's name; the first is a command.
        render: what draws pictures.

    Returns:
        The exit code: 0; that of a finding, as 1 where a check finds a wrong gradient; or 2 where what was asked for
        cannot be; then stderr has said why, in one sentence.
    """
    try:
        command, arguments = _parse(argv)
        answer = command.handler(arguments, render)
        found = Finding(answer, 0) if isinstance(answer, str) else answer
        write_out(found.text)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else REFUSED
    except CircuitError as error:
        write_error(_told(error))
        return REFUSED
    except MemoryError:
        write_error("There is not enough memory for this: close other programs, or take a smaller circuit.")
        return REFUSED
    except BrokenPipeError:
        return READER_GONE
    except KeyboardInterrupt:
        return INTERRUPTED
    return found.code


def _parse(argv: Sequence[str]) -> tuple[Command, argparse.Namespace]:
    command = next((command for command in COMMANDS if [command.name] == list(argv[:1])), None)
    if command is None:
        start_parser().parse_args(argv)
        start_parser().error("name a command")
    parser = command_parser(command)
    return command, parser.parse_intermixed_args(joined(argv[1:]))


def _told(error: CircuitError) -> str:
    """The sentence, and for a formula the place."""
    return f"{error.sentence}\n{error.caret()}" if isinstance(error, FormulaError) else error.sentence


def start_parser() -> argparse.ArgumentParser:
    """What reads a command line that begins with no command: the window's, ``--help`` and ``--version``."""
    room = max(len(command.name) for command in COMMANDS)
    listed = "\n".join(f"  {command.name:<{room}}  {command.help}" for command in COMMANDS)
    parser = argparse.ArgumentParser(
        prog="circuitgrad",
        usage="circuitgrad [FILE_OR_EXAMPLE]\n       circuitgrad COMMAND ...",
        description="Opens the window on a file or an example; or carries out a command without a window.",
        epilog=f"commands:\n{listed}\n\ncircuitgrad COMMAND --help tells more.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("target", nargs="?", metavar="FILE_OR_EXAMPLE", help="what the window opens")
    parser.add_argument("--version", action="version", version=f"CircuitGrad {__version__}")
    return parser


def command_parser(command: Command) -> argparse.ArgumentParser:
    """What reads the words after a command."""
    parser = argparse.ArgumentParser(prog=f"circuitgrad {command.name}", description=command.help)
    command.add_arguments(parser)
    return parser
