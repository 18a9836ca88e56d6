"""Pages of the simulated services: a paper's own, and those with which programs are turned away."""

import html

from checker.simulated.bibliography_records import Record, people_of
from checker.simulation import Response


def page(record: Record) -> Response:
    """A proceedings page with its tags."""
    tags = [("citation_title", record["title"]), ("citation_publication_date", record.get("year", ""))]
    tags += [("citation_author", f"{family}, {given}") for given, family in people_of(record)]
    place = "citation_journal_title" if record.get("type") == "article" else "citation_conference_title"
    tags.append((place, record.get("venue", "")))
    metas = "".join(f'<meta name="{name}" content="{html.escape(str(value))}">' for name, value in tags if value)
    title = html.escape(str(record["title"]))
    return Response.of_html(
        f"<html><head><title>{title}</title>{metas}</head><body><h1>{title}</h1><p>It is shown.</body></html>"
    )


def _challenge() -> Response:
    return Response.of_html("<!doctype html><html><head><title>Making sure you&#39;re not a bot!</title></head></html>")


def _challenge_in_json() -> Response:
    details = {"challengeUrl": "https://openreview.net/challenge?redirect=/notes"}
    body = {"name": "ChallengeRequiredError", "message": "Challenge verification required", "status": 403, "details": details}
    return Response.of_json(body, 403)


def _spent() -> Response:
    message = "Insufficient budget. This request costs $0.001 but you only have $0 remaining. Resets at midnight UTC"
    return Response.of_json({"error": "Rate limit exceeded", "message": message, "creditsRequired": 10}, 429, retry_after="58281")


WALLS = {
    "doi": lambda: Response.of_html("<title>Attention Required! | Cloudflare</title>", 403),
    "crossref": lambda: Response(403, "blocked", {"content-type": "text/plain"}),
    "datacite": lambda: Response.of_json({"errors": [{"status": "429", "title": "Too many requests"}]}, 429),
    "arxiv": lambda: Response(403),
    "openalex": _spent,
    "semantic_scholar": lambda: Response.of_json({"message": "Too Many Requests.", "code": "429"}, 429),
    "dblp": _challenge,
    "openreview": _challenge_in_json,
}
"""The refusal of each service, as it was seen in 2026."""
