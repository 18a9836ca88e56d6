"""What we think: one rule, one file, one line in this table."""

from functools import cache
from importlib import import_module

from checker.core.rule import Rule

RULES: dict[str, str] = {
    # id: module (and, with hyphens, the rule's name)
}


@cache
def rule(identifier: str) -> Rule:
    """The rule of this id; raises `KeyError` where there is none."""
    found: Rule = import_module(f"checker.rules.{RULES[identifier]}").RULE
    return found


def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the table."""
    return tuple(rule(identifier) for identifier in RULES)
