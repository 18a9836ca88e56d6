"""``python -m checker`` is the command ``refwatch``."""

from checker.cli import program

program()
