"""Repairs wait for the module they repair: the emulator loads a service at its first request, to start fast."""

from ministack import app as emulator


def when_loaded(name: str, repair) -> None:
    """Calls `repair(module)` once, before the service module `name` is first used."""
    original = emulator._get_module
    done = []

    def get_module(asked: str):
        module = original(asked)
        if asked == name and not done:
            done.append(name)
            repair(module)
        return module

    emulator._get_module = get_module
