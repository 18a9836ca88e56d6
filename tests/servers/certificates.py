"""Certificates of every kind that goes wrong, made on the spot."""

import datetime
import ssl
import tempfile
from functools import cache
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@cache
def authority() -> trustme.CA:
    """The one that the tests trust."""
    return trustme.CA()


@cache
def stranger() -> trustme.CA:
    """One that nobody trusts."""
    return trustme.CA()


@cache
def ca_file() -> str:
    """The trusted authority's certificate, as SSL_CERT_FILE wants it."""
    path = Path(tempfile.mkdtemp()) / "ca.pem"
    authority().cert_pem.write_to_path(str(path))
    return str(path)


def good(*names: str, ca: trustme.CA | None = None, days: int | None = None) -> ssl.SSLContext:
    """A server's context with a certificate for these names, expiring in so many days."""
    now = datetime.datetime.now(datetime.UTC)
    ends = {} if days is None else {"not_after": now + datetime.timedelta(days=days, hours=1)}
    begins = {"not_before": now - datetime.timedelta(days=900)} if days is not None and days < 0 else {}
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    (ca or authority()).issue_cert(*names, **ends, **begins).configure_cert(context)
    return context


def self_signed(name: str) -> ssl.SSLContext:
    """A server's context with a certificate signed by its own key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = Path(tempfile.mkdtemp()) / "self.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
