"""Which browsers' requests are taken: the rules behind guard and doors, without any server in them.

A page of another site can send requests here and cannot be kept from it; what it cannot do is to hide where it comes
from. Every browser names the Origin on anything but a plain GET or HEAD, newer ones name the relation (Sec-Fetch-Site)
on those as well. A process that is no browser names neither.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict
    headers: dict


def is_loopback_host(host: str | None) -> bool:
    """Whether a Host header names this machine: no other name can be made to point here by somebody else."""
    name = hostname(host or "")
    return name in LOOPBACK_NAMES or name.endswith(".localhost")


def hostname(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def loopback_port(origin: str | None) -> int | None:
    """The port of a loopback origin such as http://127.0.0.1:4567, else None."""
    try:
        parts = urlsplit(origin or "")
        if parts.scheme not in ("http", "https") or not is_loopback_host(parts.netloc):
            return None
        return parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return None


def refusal(request: Request, site_ports) -> str | None:
    """Why a request to the emulator's own port is refused, or None. `site_ports`: the front doors of our sites."""
    if not is_loopback_host(request.headers.get("host")):
        return "this local cloud answers to loopback names only"
    origin = request.headers.get("origin")
    if origin is not None:
        port = loopback_port(origin)
        if port is None or (port not in site_ports and not is_data_plane(request)):
            return f"requests from pages of {origin} are refused"
        return None
    if is_foreign_subresource(request):
        return "requests from pages of other sites are refused"
    if request.method in ("GET", "HEAD") and "Action" in request.query and "authorization" not in request.headers:
        return "a call by GET needs an Authorization header"
    return None


def door_refusal(request: Request) -> str | None:
    """Why a request to a site's front door is refused, or None."""
    if not is_loopback_host(request.headers.get("host")):
        return "this site answers to loopback names only"
    origin = request.headers.get("origin")
    if origin is not None and loopback_port(origin) is None:
        return f"requests from pages of {origin} are refused"
    if is_foreign_subresource(request):
        return "requests from pages of other sites are refused"
    return None


def is_foreign_subresource(request: Request) -> bool:
    """An image, script or frame of a page of another site; following a link is not."""
    if request.headers.get("sec-fetch-site") not in ("cross-site", "same-site"):
        return False
    if request.headers.get("sec-fetch-mode") == "navigate" and request.headers.get("sec-fetch-dest") == "document":
        return request.method not in ("GET", "HEAD")
    return loopback_port(request.headers.get("referer")) is None


def is_data_plane(request: Request) -> bool:
    """What a development server's page may call: APIs, function URLs, signed objects; their own CORS rules decide."""
    name = hostname(request.headers["host"])
    if request.path.startswith(("/_aws/execute-api/", "/_aws/lambda-url/")) or ".execute-api." in name:
        return True
    if request.method == "POST":
        return request.headers.get("content-type", "").startswith("multipart/form-data")
    if request.method not in ("GET", "HEAD", "PUT", "OPTIONS") or "Action" in request.query:
        return False
    if request.method == "OPTIONS" and request.headers.get("access-control-request-method") not in ("GET", "HEAD", "PUT"):
        return False
    credential = request.query.get("X-Amz-Credential", [""])[0].split("/")
    return len(credential) == 5 and credential[3] == "s3"
