"""Front doors: one loopback port for each distribution, the same after every start, where browsers reach the site."""

import asyncio
import os

import guard
import instance
import listener
import origins
from hypercorn.asyncio.run import worker_serve
from hypercorn.config import Config, Sockets
from hypercorn.utils import wrap_app
from ministack import app as emulator
from refusal import refuse


class Doors:
    def __init__(self, folder: str, main_port: int, stop: asyncio.Event):
        self.file = os.path.join(folder, "doors.json")
        self.main_port = main_port
        self.stop = stop
        self.open_ports: dict[str, int] = {}
        self.tasks: set[asyncio.Task] = set()

    def ports(self) -> dict[str, int]:
        """Domain of the distribution → port."""
        return dict(self.open_ports)

    async def reopen(self) -> None:
        """Opens the doors of the last time again, those of distributions that are gone excepted."""
        for domain, port in instance.read_json(self.file, {}).items():
            if find_distribution(domain):
                self.serve(domain, listener.listen(port))
        self.write()

    async def open(self, domain: str) -> int | None:
        """The port of a distribution's door; None where there is no such distribution."""
        if not find_distribution(domain):
            return None
        if domain not in self.open_ports:
            self.serve(domain, listener.listen_near(self.main_port + 1))
            self.write()
        return self.open_ports[domain]

    def serve(self, domain: str, socket) -> None:
        self.open_ports[domain] = socket.getsockname()[1]
        config = Config()
        config.graceful_timeout = 1
        config.loglevel = "WARNING"
        task = asyncio.create_task(worker_serve(wrap_app(door(domain), 0, "asgi"), config,
                                                sockets=Sockets([], [socket], []), shutdown_trigger=self.stop.wait))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def write(self) -> None:
        instance.write_json(self.file, self.open_ports)


def door(domain: str):
    """Plays the viewer's side of CloudFront: the distribution's own Host over https, as seen from its origins."""

    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            return await no_lifespan(receive, send)
        request = guard.read(scope)
        reason = origins.door_refusal(request) if request else "a request must have exactly one Host"
        if reason or scope["type"] != "http":
            return await refuse(scope, receive, send, reason or "a distribution takes no WebSockets here")
        if scope["path"].startswith(("/_ministack", "/_project-utils", "/_localstack")):
            return await refuse(scope, receive, send, "not served at a site's front door", 404)
        if not find_distribution(domain):
            return await refuse(scope, receive, send, f"no distribution has the domain {domain} any more", 404)
        host = request.headers["host"]
        await emulator.app({**scope, "headers": viewer_headers(scope["headers"], domain)}, receive,
                           rewriting(send, domain, host))

    return app


def viewer_headers(headers, domain: str):
    kept = [(name, value) for name, value in headers if name.lower() not in (b"host", b"x-forwarded-proto")]
    return [(b"host", domain.encode()), (b"x-forwarded-proto", b"https"), *kept]


def rewriting(send, domain: str, host: str):
    """Redirects to the distribution lead back to the door."""
    own = f"https://{domain}".encode()
    door_address = f"http://{host}".encode()

    async def sending(message):
        if message["type"] == "http.response.start":
            message = {**message, "headers": [
                (name, door_address + value[len(own):])
                if name.lower() == b"location" and value.startswith(own) else (name, value)
                for name, value in message.get("headers", [])]}
        await send(message)

    return sending


def find_distribution(domain: str):
    stored = emulator._get_module("cloudfront")._distributions._data
    for distribution in list(stored.values()):
        if distribution.get("DomainName", "").lower() == domain.lower():
            return distribution
    return None


async def no_lifespan(receive, send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
