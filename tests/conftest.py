"""The network is impossible in tests, loopback excepted."""

import os
import socket
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("REFWATCH_SHARED", Path(__file__).resolve().parents[2] / "shared"))

PRIVATE = ("_PROXY", "_TOKEN", "_API_KEY")

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


def _is_local(address: object) -> bool:
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    return host in {"localhost", "::1", "0.0.0.0", "::"} or host.startswith(("127.", "::ffff:127."))


def _guarded(self: socket.socket, address: object) -> None:
    if not _is_local(address):
        raise AssertionError(f"a test tried to reach {address}")
    return _connect(self, address)  # type: ignore[arg-type]


def _guarded_ex(self: socket.socket, address: object) -> int:
    if not _is_local(address):
        raise AssertionError(f"a test tried to reach {address}")
    return _connect_ex(self, address)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuses every connection that would leave this machine, and forgets the tokens and proxies of whoever runs the tests."""
    monkeypatch.setattr(socket.socket, "connect", _guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", _guarded_ex)
    for name in list(os.environ):
        if name != "REFWATCH_SHARED" and (name.upper().endswith(PRIVATE) or name.startswith(("REFWATCH_", "SSL_CERT"))):
            monkeypatch.delenv(name)


@pytest.fixture
def shared() -> Path:
    """The folder of real data beside the checkout; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder of real data is not here")
    return SHARED
