"""From exceptions to outcomes, in one place.

The transport raises httpx's exceptions, and below them the ones here, which say more::

    httpx.TransportError
    ├── httpx.ConnectError
    │   ├── NoSuchName              the DNS says with authority that there is no such host
    │   ├── NameFailure             the DNS did not answer, or not usefully
    │   │   └── NoNames             not for any name: the trouble is ours
    │   ├── Refused                 nobody listens there
    │   │   └── NoRoute             not even a way there
    │   ├── Handshake               TLS broke for another reason than the certificate
    │   └── BadCertificate          expired, self-signed, untrusted, or for another name
    ├── httpx.ProxyError            our own proxy could not be reached or understood
    │   └── ProxyRefusal            it answered, and did not do it
    ├── httpx.UnsupportedProtocol
    │   └── ForbiddenAddress        a private, loopback or link-local network
    ├── httpx.RemoteProtocolError   what came is not HTTP
    ├── httpx.ConnectTimeout, httpx.ReadTimeout
    │   └── Deadline                bytes came, but too slowly to ever end
    └── httpx.ReadError, httpx.WriteError    the connection was reset
"""

import ssl
from enum import Enum

import httpx

from checker.core.answer import Outcome
from checker.web.reply import Failure


class NoSuchName(httpx.ConnectError):
    """The name does not exist, and whoever said so has the authority to."""


class NameFailure(httpx.ConnectError):
    """The name could not be looked up: SERVFAIL, a time-out, no name server."""


class NoNames(NameFailure):
    """No name at all can be looked up from here."""


class Refused(httpx.ConnectError):
    """Connection refused, or no route."""


class Handshake(httpx.ConnectError):
    """A TLS handshake that broke for another reason than the certificate."""


class BadCertificate(httpx.ConnectError):
    """A certificate that cannot be accepted; ``fault`` is ``expired``, ``self-signed``, ``untrusted`` or ``wrong-name``."""

    def __init__(self, fault: str, message: str) -> None:
        super().__init__(message)
        self.fault = fault


class NoRoute(Refused):
    """This machine has no way to that network."""


class ForbiddenAddress(httpx.UnsupportedProtocol):
    """The host is, or resolves to, an address that we do not ask."""


class ProxyRefusal(httpx.ProxyError):
    """The proxy is there, and does not do what it is asked."""


class Deadline(httpx.ReadTimeout):
    """Bytes kept coming, but the whole took too long."""


_ROWS: tuple[tuple[type[Exception], str, Outcome, str], ...] = (
    (NoSuchName, "dns-no-such-name", Outcome.MISSING, "the host name does not exist"),
    (NameFailure, "dns-failure", Outcome.UNREACHABLE, "the host name could not be looked up"),
    (Refused, "connect-refused", Outcome.UNREACHABLE, "the connection was refused"),
    (Handshake, "tls-handshake", Outcome.UNREACHABLE, "the TLS handshake failed"),
    (httpx.ConnectTimeout, "connect-timeout", Outcome.UNREACHABLE, "connecting took too long"),
    (ForbiddenAddress, "forbidden-address", Outcome.UNASKED, "it leads into a private network"),
    (httpx.UnsupportedProtocol, "unsupported-scheme", Outcome.UNASKED, "the scheme is not http or https"),
    (httpx.ProxyError, "proxy", Outcome.UNREACHABLE, "the proxy failed"),
    (Deadline, "deadline", Outcome.UNREACHABLE, "the answer came too slowly"),
    (httpx.TimeoutException, "read-timeout", Outcome.UNREACHABLE, "no answer came in time"),
    (httpx.LocalProtocolError, "malformed-url", Outcome.UNASKED, "the request cannot be sent"),
    (httpx.RemoteProtocolError, "malformed-response", Outcome.UNREACHABLE, "what came back is not HTTP"),
    (httpx.NetworkError, "reset", Outcome.UNREACHABLE, "the connection was broken off"),
    (httpx.TransportError, "reset", Outcome.UNREACHABLE, "the request failed"),
)


def failure_of(error: httpx.TransportError) -> Failure:
    """The kind, the outcome and the sentence for an exception of the transport."""
    if isinstance(error, BadCertificate):
        return Failure(f"certificate-{error.fault}", Outcome.INSECURE, _sentence(_CERTIFICATE[error.fault], error))
    _, kind, outcome, words = next(row for row in _ROWS if isinstance(error, row[0]))
    return Failure(kind, outcome, _sentence(words, error))


def _sentence(words: str, error: Exception) -> str:
    said = str(error).strip()
    return f"{words} ({said})" if said else words


_CERTIFICATE = {
    "expired": "the certificate is outside its dates",
    "self-signed": "the certificate is self-signed",
    "untrusted": "the certificate is not signed by anyone we trust",
    "wrong-name": "the certificate is for another name",
}

_VERIFY_CODES = {9: "expired", 10: "expired", 18: "self-signed", 62: "wrong-name", 64: "wrong-name"}
"""OpenSSL's X509_V_ERR_*: not yet valid, has expired, depth-zero self-signed, host name and IP address mismatch."""


def _of_tls(error: ssl.SSLError) -> httpx.ConnectError:
    """The exception for what OpenSSL says; every verification error without a row of its own is a lack of trust."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return BadCertificate(_VERIFY_CODES.get(error.verify_code, "untrusted"), error.verify_message)
    return Handshake((error.reason or str(error)).replace("_", " ").lower())


def of_handshake(error: OSError) -> httpx.ConnectError:
    """The exception for a connection that broke while TLS was being set up."""
    if isinstance(error, ssl.SSLError):
        return _of_tls(error)
    return Handshake("the other side closed the connection")


def is_silence(error: Exception | None) -> bool:
    """Whether the host did not react at all: it took no connection, or said nothing over it."""
    return isinstance(error, httpx.TimeoutException | NameFailure | Refused)


def was_sent(error: Exception | None) -> bool:
    """Whether anything went out to the host, so that its pace has to be kept."""
    return not isinstance(error, NameFailure | NoSuchName | ForbiddenAddress | httpx.LocalProtocolError)


class Shows(Enum):
    """What an exception shows of the network between us and everyone."""

    NETWORK = "somebody answered, be it with a refusal"
    PROXY_ONLY = "our proxy answered, and nobody behind it"
    SILENCE = "nobody answered: no name server, no route, no proxy"
    NOTHING = "nobody was asked"


def shows(error: Exception) -> Shows:
    """What to conclude from an exception."""
    if isinstance(error, ForbiddenAddress | NoSuchName | httpx.LocalProtocolError):
        return Shows.NOTHING
    if isinstance(error, ProxyRefusal):
        return Shows.PROXY_ONLY
    return Shows.SILENCE if isinstance(error, NameFailure | NoRoute | httpx.ProxyError | httpx.ConnectTimeout) else Shows.NETWORK
