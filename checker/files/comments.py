"""The ignores in a file's comments, for whoever has the file and not yet its references."""

from collections.abc import Sequence

from checker.core import comments
from checker.core.comments import Directive, Directives
from checker.core.place import Source
from checker.core.reference import Reference

__all__ = ["Directive", "Directives", "directives"]


def directives(source: Source, dialect_name: str, references: Sequence[Reference] | None = None) -> Directives:
    """The ignores in a file's comments; ``references`` are what the dialect read from it, read here where not given."""
    if references is None:
        from checker.files import dialect_for

        dialect = dialect_for(source.path)
        references = dialect.read(source) if dialect else ()
    return comments.directives(source, dialect_name, references)
