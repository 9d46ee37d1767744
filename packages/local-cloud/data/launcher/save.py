"""Saves the state now. The emulator saves only at a clean end, file by file, and swallows what fails."""

import json
import os

from ministack import app as emulator
from ministack.core import persistence

ATTEMPTS = 3


def save_now() -> list[str]:
    """Writes every service's state beside the old one, then replaces all of them. Returns what could not be saved."""
    if not persistence.PERSIST_STATE:
        return []
    os.makedirs(persistence.STATE_DIR, exist_ok=True)
    failures, written = [], []
    for name, get_state in emulator._build_persistence_save_dict().items():
        problem = write(name, get_state, written)
        if problem:
            failures.append(f"{name}: {problem}")
    for temporary, target in written:
        os.replace(temporary, target)
    return failures


def write(name: str, get_state, written: list) -> str | None:
    problem = None
    for _ in range(ATTEMPTS):
        try:
            state = get_state()
            if state is None:
                return None
            text = json.dumps({"__ministack_format__": persistence._state_format_version(name), "payload": state},
                              default=persistence._json_default)
        # A thread of the emulator may change a store while it is read: read it again.
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
            continue
        target = os.path.join(persistence.STATE_DIR, f"{name}.json")
        try:
            with open(f"{target}.save", "w") as file:
                file.write(text)
                file.flush()
        except OSError as error:
            return str(error)
        written.append((f"{target}.save", target))
        return None
    return problem
