"""Loopback sockets: nothing here ever listens on another address."""

import os
import socket

LOOPBACK = "127.0.0.1"


def listen(port: int, strict: bool = False) -> socket.socket:
    """Listens on the port, or on a free one where it is taken and not strictly asked for."""
    try:
        if port != 0 and answers(port):
            raise OSError(f"port {port} is in use")
        return bind(port)
    except OSError:
        if strict:
            raise
        return bind(0)


def listen_near(port: int) -> socket.socket:
    """Listens on the first free port from the given one on."""
    for candidate in range(port, min(port + 200, 65536)):
        try:
            return listen(candidate, strict=True)
        except OSError:
            continue
    return bind(0)


def bind(port: int) -> socket.socket:
    # asyncio sends at once only on sockets that name TCP: without, every answer on a kept connection waits 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # On Windows this option would let two processes share a port.
    if os.name != "nt":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    listening.setblocking(False)
    return listening


def answers(port: int) -> bool:
    """Whether somebody listens already: some systems let a loopback address be bound beside a wildcard one."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((LOOPBACK, port)) == 0
