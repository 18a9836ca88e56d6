"""From settings to the things that ask: the sources of a run, and the door to the network."""

import hashlib
from collections.abc import Mapping

from checker.clock import Clock
from checker.core.answer import Topic
from checker.core.errors import ConfigurationError
from checker.settings import Settings
from checker.settings_keys import suggestion
from checker.sources import SOURCES, make
from checker.sources.base import Source
from checker.web import HostSettings, Web, WebSettings


def sources(settings: Settings) -> tuple[Source, ...]:
    """The sources to ask, in the configured order, else in the table's. Raises `ConfigurationError` for an unknown one."""
    for name in settings.sources:
        if name not in SOURCES:
            raise ConfigurationError(f"sources: there is no source {name!r}{suggestion(name, SOURCES)}")
    names = settings.sources or tuple(SOURCES)
    given: dict[str, dict[str, object]] = {"web": {"accept": settings.accept}, "library": {"path": settings.library}}
    return tuple(make(name, **given.get(name, {})) for name in names)


def web(settings: Settings, clock: Clock | None = None) -> Web:
    """The door, with the manners that the settings ask for. Raises `ConfigurationError` for a proxy that cannot be one."""
    hosts = {
        host: HostSettings(each.concurrency, each.interval, each.timeout, each.headers) for host, each in settings.hosts.items()
    }
    return Web(
        WebSettings.from_environment(
            mailto=settings.mailto,
            hosts=hosts,
            concurrency=settings.concurrency,
            timeout=settings.timeout,
            allow_private=settings.allow_private,
            respect_robots=settings.respect_robots,
        ),
        clock=clock,
    )


def asked_with(settings: Settings) -> Mapping[Topic, str]:
    """Digests of the settings that shape the answers of a topic: an answer under others is one to another question."""
    link = repr((sorted(settings.accept.items()), settings.allow_private, settings.respect_robots))
    return {Topic.LINK: hashlib.sha256(link.encode()).hexdigest()[:16]}
