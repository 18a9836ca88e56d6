"""npm and crates.io in small."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from checker.simulation import Request, Response
from tests.doubles.forges import Handler


def npm(packages: Mapping[str, dict[str, Any]]) -> Handler:
    """``packages`` are whole documents; ``/{name}/latest`` is the manifest of the newest version."""

    def answer(request: Request) -> Response:
        path = request.path.strip("/")
        name = unquote(path.removesuffix("/latest"))
        document = packages.get(name)
        latest = (document or {}).get("dist-tags", {}).get("latest")
        if document is None or (path.endswith("/latest") and latest not in document.get("versions", {})):
            return Response.of_json({"error": "Not found"} if document is None else "version not found: latest", 404)
        return Response.of_json(document["versions"][latest] if path.endswith("/latest") else document, etag='"1"')

    return answer


def crates(known: Mapping[str, dict[str, Any]]) -> Handler:
    """A stranger without a contact is turned away."""

    def answer(request: Request) -> Response:
        name = request.path.removeprefix("/api/v1/crates/")
        if "+http" not in request.headers.get("user-agent", ""):
            return Response(403, "We require that all requests include a `User-Agent` header.", {"content-type": "text/plain"})
        if name not in known:
            return Response.of_json({"errors": [{"detail": f"crate `{name}` does not exist"}]}, 404)
        crate = {"id": name, "name": name, "yanked": False, "default_version": "1.0.0", "max_version": "1.0.0", **known[name]}
        version = {
            "num": crate["default_version"],
            "license": crate.pop("license", "MIT"),
            "yanked": crate["yanked"],
            "created_at": "2026-01-01T00:00:00Z",
        }
        return Response.of_json({"crate": crate, "versions": [{**version, **crate.pop("version", {})}]})

    return answer
