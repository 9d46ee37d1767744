"""Keeps this process from real AWS: an integration or subscription may name any host, and some are Amazon's."""

import socket

OWNED = ("amazonaws.com", "amazonaws.com.cn", "on.aws", "api.aws", "cloudfront.net")


def refuse() -> None:
    """Makes every look-up of a host of AWS fail, as if the name did not exist."""
    look_up = socket.getaddrinfo

    def guarded(host, *parameters, **named):
        if is_owned(host):
            raise socket.gaierror(socket.EAI_NONAME, f"the local cloud does not reach {host}")
        return look_up(host, *parameters, **named)

    socket.getaddrinfo = guarded


def is_owned(host) -> bool:
    name = host.decode("latin-1") if isinstance(host, bytes) else str(host or "")
    name = name.lower().rstrip(".")
    return any(name == suffix or name.endswith(f".{suffix}") for suffix in OWNED)
