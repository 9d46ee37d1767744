"""Stands before the emulator's own port: it may be published, since nothing foreign gets past here."""

import hmac
from urllib.parse import parse_qs

import admin
import origins
from refusal import refuse, respond

TOKEN_HEADER = "x-project-utils-token"
# CloudFormation's answers from custom resources and wait conditions: a function sends them to a URL nobody can guess.
CAPABILITY_PATHS = ("/_ministack/cfn-response/", "/_ministack/cfn-signal/")


class Guard:
    def __init__(self, emulator, own_routes, token: str, port: int, site_ports):
        self.emulator = emulator
        self.own_routes = own_routes
        self.token = token
        self.port = port
        self.site_ports = site_ports

    async def __call__(self, scope, receive, send):
        if scope["type"] not in ("http", "websocket"):
            return await self.emulator(scope, receive, send)
        request = read(scope)
        if request is None:
            return await refuse(scope, receive, send, "a request must have exactly one Host", 400)
        reason = origins.refusal(request, set(self.site_ports().values()))
        if reason:
            return await refuse(scope, receive, send, reason)
        if request.path.startswith(admin.PREFIX):
            return await self.own(scope, receive, send, request)
        if request.path.startswith("/_ministack") and not self.may_administer(request):
            return await refuse(scope, receive, send, "this route needs the token of the local cloud")
        await self.emulator(scope, receive, send)

    async def own(self, scope, receive, send, request):
        if scope["type"] != "http" or not self.has_token(request):
            return await refuse(scope, receive, send, "this route needs the token of the local cloud")
        status, answer = await self.own_routes.answer(request.method, request.path, await read_body(receive))
        await respond(send, status, answer)

    def may_administer(self, request) -> bool:
        if self.has_token(request):
            return True
        return request.method == "PUT" and request.path.startswith(CAPABILITY_PATHS) and not is_browser(request)

    def has_token(self, request) -> bool:
        given = request.headers.get(TOKEN_HEADER, "")
        return hmac.compare_digest(given.encode(), self.token.encode()) and not is_browser(request)


def is_browser(request) -> bool:
    return "origin" in request.headers or "sec-fetch-site" in request.headers


def read(scope) -> origins.Request | None:
    """The request's head, or None where it has no Host or several, or several Origins."""
    headers = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if name in headers and name in ("host", "origin"):
            return None
        headers.setdefault(name, value)
    if "host" not in headers:
        return None
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    return origins.Request(scope.get("method", "GET"), scope["path"], query, headers)


async def read_body(receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] != "http.request" or not message.get("more_body", False):
            return body
