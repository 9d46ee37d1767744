"""Serves the emulator behind the guard, until told to stop."""

import asyncio
import json
import os
import signal

import doors as front_doors
import guard
import repairs
from admin import Admin
from hypercorn.asyncio.run import worker_serve
from hypercorn.config import Config, Sockets
from hypercorn.utils import wrap_app
from ministack import app as emulator

# A client that never closes its connection must not keep a stop waiting.
PATIENCE_SECONDS = 4


async def run(folder: str, socket, settings, answer) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGINT"):
        try:
            loop.add_signal_handler(getattr(signal, name), stop.set)
        except NotImplementedError:
            signal.signal(getattr(signal, name), lambda *_: loop.call_soon_threadsafe(stop.set))

    # Folders of another emulator's start-up scripts must not run here.
    emulator._collect_scripts = lambda *_: []
    active = repairs.apply(settings["repairs"])
    port = socket.getsockname()[1]
    doors = front_doors.Doors(folder, port, stop)
    admin = Admin(doors, active, stop, port)
    guarded = guard.Guard(emulator.app, admin, settings["token"], port, doors.ports)

    async def announce() -> None:
        await doors.reopen()
        print(json.dumps({"port": port}), file=answer, flush=True)
        answer.close()

    async def serve() -> None:
        await worker_serve(wrap_app(starting(guarded, announce), 0, "asgi"), config(), sockets=Sockets([], [socket], []),
                           shutdown_trigger=stop.wait)

    serving = asyncio.create_task(serve())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finished, _ = await asyncio.wait({serving}, timeout=PATIENCE_SECONDS)
    if not finished:
        admin.save_now()
        os._exit(0)
    serving.result()
    return 0


def config() -> Config:
    made = Config()
    made.keep_alive_timeout = 75
    made.graceful_timeout = 1
    made.loglevel = "WARNING"
    return made


def starting(app, announce):
    """Says when start-up is complete: the socket listens from the beginning, so requests may come at once."""

    async def wrapped(scope, receive, send):
        if scope["type"] != "lifespan":
            return await app(scope, receive, send)

        async def told(message):
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                await announce()

        await app(scope, receive, told)

    return wrapped
