"""Where in a lesson something stands, so that what is wrong with it is said with file and line."""

from __future__ import annotations

from dataclasses import dataclass, replace

from circuitgrad.errors import CircuitError, FileError


class LessonError(FileError):
    """A lesson that cannot be read; the sentence names file, line, what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a lesson's file.

    Args:
        file: what sentences call the file.
        line: counted from 1.

    Example:
        >>> str(Place("slope.lesson.md", 12).fault("a title is missing: add one."))
        '“slope.lesson.md”, line 12: a title is missing: add one.'
    """

    file: str
    line: int

    def down(self, lines: int) -> Place:
        """The place so many lines further down."""
        return replace(self, line=self.line + lines)

    def fault(self, template: str, **fields: object) -> LessonError:
        """What is wrong here."""
        return LessonError("“{file}”, line {line}: " + template, (), file=self.file, line=self.line, **fields)

    def fault_of(self, error: CircuitError) -> LessonError:
        """An error of something that stands here, with the place before it."""
        if isinstance(error, LessonError):
            return error
        fields = dict(error.fields)
        template = error.template
        for taken in ("file", "line"):
            if taken in fields:
                template = template.replace(f"{{{taken}}}", f"{{inner_{taken}}}")
                fields[f"inner_{taken}"] = fields.pop(taken)
        return self.fault(template if fields else _escaped(template), **fields)


def _escaped(text: str) -> str:
    """A finished sentence as a template without fields."""
    return text.replace("{", "{{").replace("}", "}}")
