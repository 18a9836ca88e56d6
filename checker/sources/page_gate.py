"""Gates in front of a page: a login that a redirect leads to, a consent page, a page that is nothing but a login."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from checker.core.urls import host
from checker.sources.page_html import Page

_LOGIN_PATH = re.compile(
    r"/(?:log[-_]?[io]n|sign[-_]?in|signon|sign[-_]?on|logon|showlogin|sso|saml2?|shibboleth(?:\.sso)?|wayf|idp"
    r"|cas/login|adfs|oidc|sessions?/new"
    r"|users?/sign_in|accounts?/(?:login|signin|servicelogin)|auth/(?:login|signin|realms)|oauth2?(?:/|\.)"
    r"|authorize|authorization\.oauth2|wp-login"
    r"|openid-connect|authenticate|authentication|servicelogin|institutionlogin|ssostart|j_security_check"
    r"|login_form|require_login)(?:\.\w{2,5})?(?:/|;|\Z)",
    re.IGNORECASE,
)
_LOGIN_HOST = re.compile(
    r"(?:^|\.)(?:login|signin|sign-in|sso|accounts?|auth|idp|shibboleth|wayf|adfs|cas|openathens|ezproxy|identity"
    r"|passport|keycloak)\.[^.]+\.",
    re.I,
)
_CONSENT_PATH = re.compile(
    r"/(?:consent|cookie[-_]?consent|privacy[-_]?(?:gate|consent|wall)|gdpr|cookie[-_]?wall|cookieabsent"
    r"|collectconsent|cookie[-_]?policy[-_]?accept)(?:\.\w{2,5})?(?:/|\Z)",
    re.IGNORECASE,
)
_CONSENT_HOST = re.compile(r"(?:^|\.)(?:consent|guce|cookieconsent|cmp)\.[^.]+\.", re.IGNORECASE)
_LOGIN_TITLE = re.compile(
    r"(?:please )?(?:log ?in|log ?on|login|sign ?in|sign ?on|login required|authentication required"
    r"|sign ?in required)(?: page| required)?"
    r"(?: to (?:continue|your account|[\w .]{1,40}))?|you (?:must|need to) (?:be logged in|log in|sign in).{0,40}"
    r"|single sign[- ]on|central authentication service"
    r"|(?:bitte )?anmelden|anmeldung|einloggen|(?:se )?connecter|connexion|iniciar sesión|acceder|accedi|entrar"
    r"|inloggen|logga in|войти|вход|登录|登錄|ログイン|로그인",
)


@dataclass(frozen=True, slots=True)
class Gate:
    """A page between us and the one that was cited: ``kind`` is ``login`` or ``consent``."""

    kind: str
    url: str


def gate(asked: str, final: str, page: Page | None) -> Gate | None:
    """The gate that an answer stopped at: whatever stands behind it was not shown to us.

    An address that names a login itself is no gate: it is what was cited.
    """
    if final != asked and (landed := _kind(final)) and landed != _kind(asked):
        return Gate(landed, final)
    if page is not None and _is_login(page) and urlsplit(asked).path not in ("", "/") and _kind(asked) != "login":
        return Gate("login", final)
    return None


def _kind(url: str) -> str | None:
    path, name = urlsplit(url).path, host(url) + "."
    if _CONSENT_PATH.search(path) or _CONSENT_HOST.search(name):
        return "consent"
    if _LOGIN_PATH.search(path) or _LOGIN_HOST.search(name):
        return "login"
    return None


def _is_login(page: Page) -> bool:
    """A form for a password under a title or heading that says nothing but "log in"."""
    if page.says_much or not page.has_password or page.words > 60:
        return False
    heads = [*page.names, *page.heads[1:3]]
    return any(len(each) < 60 and _LOGIN_TITLE.fullmatch(each) for each in heads)
