"""``refwatch rules``, ``explain`` and ``schema``: what the program thinks, and the shapes it promises."""

import textwrap
from pathlib import Path

import click

from checker.core.errors import UsageError
from checker.core.rule import Example, Rule
from checker.judging import select
from checker.rules import all_rules

SCHEMAS = {"report": "report.schema.json", "tools": "tools.schema.json"}
_COLOURS = {"error": "red", "warning": "yellow", "info": "blue"}


@click.command()
def rules() -> None:
    """List every rule with its severity and what it finds."""
    for rule in all_rules():
        severity = click.style(f"{rule.severity!s:<7}", fg=_COLOURS[rule.severity])
        lines = textwrap.wrap(rule.finds, 46, break_long_words=False)
        click.echo(f"{rule.id}  {rule.name:<22} {severity} {lines[0]}")
        for line in lines[1:]:
            click.echo(" " * 37 + line)


@click.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Explain a RULE (an id such as L001, or a name such as dead-link): why it matters, what to do, examples."""
    found = select([rule], [])
    if len(found) > 1:
        names = ", ".join(each.id for each in found)
        raise UsageError(f"{rule!r} means several rules ({names}); name one of them")
    click.echo(page(found[0]))


def page(rule: Rule) -> str:
    """A rule's page as text."""
    title = click.style(f"{rule.id} {rule.name}", bold=True) + f" ({rule.severity})"
    parts = [title, f"Finds {rule.finds}.", textwrap.dedent(rule.explanation).strip()]
    parts += [_example(each) for each in rule.examples]
    return "\n\n".join(parts)


def _example(example: Example) -> str:
    lines = [click.style(f"Example: {example.title}", bold=True), textwrap.indent(example.text.rstrip(), "    ")]
    lines += [
        f"  {each.source} answered: {each.outcome}" + (f" ({each.detail})" if each.detail else "") for each in example.answers
    ]
    lines += [f"  finds: {each}" for each in example.messages] or ["  finds nothing"]
    if example.fixed is not None:
        lines += ["  after the fix:", textwrap.indent(example.fixed.rstrip(), "    ")]
    return "\n".join(lines)


@click.command()
@click.argument("name", type=click.Choice(sorted(SCHEMAS)))
def schema(name: str) -> None:
    """Print the JSON Schema of the report or of the tools catalogue."""
    path = Path(__file__).parent / "data" / SCHEMAS[name]
    click.echo(path.read_text(encoding="utf-8").rstrip())
