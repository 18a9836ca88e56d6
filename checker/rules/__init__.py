"""What we think: one rule, one file, one line in this table."""

from functools import cache
from importlib import import_module

from checker.core.rule import Rule

RULES: dict[str, str] = {
    # id: module (and, with hyphens, the rule's name)
    "F001": "unreadable_entry",
    "F002": "duplicate_key",
    "F003": "missing_field",
    "F004": "malformed_identifier",
    "F005": "duplicate_work",
    "F006": "unknown_field",
    "F007": "malformed_year",
    "F008": "dangling_mention",
    "F009": "undefined_string",
    "L001": "dead_link",
    "L002": "moved_link",
    "L003": "soft_404",
    "L004": "insecure_link",
    "L005": "plain_http_link",
    "L006": "missing_fragment",
    "L007": "vanished_host",
    "L008": "rotting_link",
    "L009": "redirect_loop",
    "L010": "expiring_certificate",
    "L011": "parked_domain",
    "L012": "forbidden_address",
    "L013": "unverifiable_link",
    "R001": "archived_repository",
    "R002": "renamed_repository",
    "R003": "missing_repository",
    "R004": "quiet_repository",
    "R005": "license_differs",
    "R006": "missing_package",
    "R007": "deprecated_package",
    "R008": "rotten_recommendation",
    "W001": "year_differs",
    "W002": "venue_differs",
    "W003": "title_differs",
    "W004": "authors_differ",
    "W005": "published_preprint",
    "W006": "retracted_work",
    "W007": "withdrawn_preprint",
    "W008": "unknown_work",
    "W009": "foreign_identifier",
    "W010": "impossible_venue_year",
    "W011": "renamed_venue",
    "W012": "missing_venue",
    "N001": "source_unavailable",
    "N002": "network_unavailable",
    "N003": "expired_ignore",
    "N004": "unused_ignore",
}


@cache
def rule(identifier: str) -> Rule:
    """The rule of this id; raises `KeyError` where there is none."""
    found: Rule = import_module(f"checker.rules.{RULES[identifier]}").RULE
    return found


def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the table."""
    return tuple(rule(identifier) for identifier in RULES)
