"""The launcher's own routes, under /_project-utils/: status, save, doors, stop. Only with the token (see guard.py)."""

import json
import os
import sys

import instance
import save
from ministack import app as emulator

PREFIX = "/_project-utils/"


class Admin:
    def __init__(self, doors, active_repairs, stop, port):
        self.doors = doors
        self.active_repairs = active_repairs
        self.stop = stop
        self.port = port
        self.started_at = instance.now()

    async def answer(self, method: str, path: str, body: bytes):
        """(status, JSON) of one request."""
        route = (method, path[len(PREFIX):])
        if route == ("GET", "status"):
            return 200, self.status()
        if route == ("GET", "accounts"):
            return 200, {"accounts": accounts()}
        if route == ("POST", "save"):
            failures = self.save_now()
            return (500 if failures else 200), {"failures": failures}
        if route == ("POST", "doors"):
            return await self.door(json.loads(body)["domain"])
        if route == ("POST", "stop"):
            failures = self.save_now()
            self.stop.set()
            return 200, {"failures": failures}
        return 404, {"message": "no such route"}

    def status(self):
        return {
            "v": instance.VERSION,
            "pid": os.getpid(),
            "port": self.port,
            "emulator": f"ministack {emulator._version()}",
            "python": sys.version.split()[0],
            "executable": sys.executable,
            "startedAt": self.started_at,
            "repairs": self.active_repairs,
            "doors": self.doors.ports(),
        }

    async def door(self, domain: str):
        port = await self.doors.open(domain)
        return (200, {"port": port}) if port else (404, {"message": f"no distribution has the domain {domain}"})

    def save_now(self):
        return save.save_now() if "save" in self.active_repairs else []


def accounts():
    """Account ids under which anything is kept."""
    found = set()
    for get_state in emulator._build_persistence_save_dict().values():
        for store in (get_state() or {}).values():
            found.update(key[0] for key in getattr(store, "_data", {}) if isinstance(key, tuple))
    return sorted(account for account in found if isinstance(account, str))
