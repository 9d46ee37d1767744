"""What the pinned emulator lacks. Each repair is one file that says which version made it superfluous.

An expected-divergence test runs the emulator without a repair and shows what is wrong; when it fails, the emulator has
learnt it: FIXED_IN is set, and the repair goes with the next pin.
"""

from importlib import import_module

from ministack import app as emulator

ALL = ("distribution_api_origin", "http_api_cors", "unsigned_owner", "site_paths", "api_root", "shared_shell", "save")


def apply(wanted) -> list[str]:
    """Applies the repairs the emulator's version needs (`wanted`: "all" or a list of names); returns their names."""
    names = ALL if wanted == "all" else [name for name in ALL if name in wanted]
    applied = []
    for name in names:
        repair = import_module(f"repairs.{name}")
        if repair.FIXED_IN is None or number(emulator._version()) < number(repair.FIXED_IN):
            repair.apply()
            applied.append(name)
    return applied


def number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
