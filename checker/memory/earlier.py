"""Under which names a subject was known before: a fix that writes a new address must not cut it off from its past."""

from collections.abc import Callable, Iterable, Mapping

from checker.core import urls
from checker.core.answer import Answer, Timeline, Topic
from checker.core.forges import same_repository

Question = tuple[Topic, str]
Known = Mapping[Question, Mapping[str, Timeline]]


def earlier_names(questions: Iterable[Question], leading: Callable[[Question], Known]) -> dict[Question, str]:
    """The subjects whose recorded redirects or renames lead to these, step by step, each with the name that it led to.

    ``leading`` gives what is recorded of those that may lead to a subject.
    """
    found: dict[Question, str] = {}
    todo = list(questions)
    names = set(todo)
    while todo:
        topic, name = todo.pop()
        for question, by_source in leading((topic, name)).items():
            answers = (spell.answer for timeline in by_source.values() for spell in timeline.spells)
            if question not in names and question[0] is topic and any(leads(each, name) for each in answers):
                names.add(question)
                found[question] = name
                todo.append(question)
    return found


def leads(answer: Answer, name: str) -> bool:
    """Whether an answer says that its subject is to be found under another name: a permanent move, a rename, or https."""
    if not answer.outcome.alive:
        return False
    if answer.topic is Topic.REPOSITORY:
        now = f"{answer.subject.partition('/')[0]}/{answer.facts.get('full_name') or ''}"
        return same_repository(now, name) and not same_repository(answer.subject, name)
    if answer.topic is not Topic.LINK:
        return False
    upgraded = answer.facts.get("https_works") is True and answer.subject.startswith("http://")
    return (answer.outcome is answer.outcome.MOVED and _same_page(answer.final_url or "", name)) or (
        upgraded and _same_page(f"https{answer.subject.removeprefix('http')}", name)
    )


def trace(question: Question) -> str:
    """What the answers of whatever leads to a subject are bound to hold, as it is written in them."""
    topic, name = question
    return name.partition("/")[2] if topic is Topic.REPOSITORY else _page(name).partition("://")[2].rstrip("/")


def _same_page(one: str, other: str) -> bool:
    """A fix keeps the fragment of the old address, so it may differ."""
    return _page(one) == _page(other)


def _page(url: str) -> str:
    return urls.normalise(urls.mask(url).partition("#")[0])
