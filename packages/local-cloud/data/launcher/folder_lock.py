"""The right to serve from a folder: held by the operating system for as long as this process lives."""

import os


def take(folder: str):
    """The open lock file, or None while another process holds it."""
    path = os.path.join(folder, "instance.lock")
    file = open(path, "a+")
    try:
        lock(file)
    except OSError:
        file.close()
        return None
    return file


def lock(file) -> None:
    if os.name == "nt":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
