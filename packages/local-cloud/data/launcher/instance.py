"""What the folder says about the process that serves from it; readable by its owner only, since it holds the token."""

import json
import os
import time

VERSION = 1


def path(folder: str) -> str:
    return os.path.join(folder, "instance.json")


def write(folder: str, port: int, token: str) -> None:
    data = {"v": VERSION, "pid": os.getpid(), "port": port, "token": token, "startedAt": now()}
    write_json(path(folder), data)
    write_json(os.path.join(folder, "port.json"), {"v": VERSION, "port": port})


def remove(folder: str) -> None:
    try:
        os.remove(path(folder))
    except OSError:
        pass


def write_json(target: str, data) -> None:
    temporary = f"{target}.{os.getpid()}.tmp"
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(data, file)
    os.replace(temporary, target)


def read_json(target: str, default):
    try:
        with open(target) as file:
            return json.load(file)
    except (OSError, ValueError):
        return default


def now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
