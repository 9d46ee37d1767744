"""State is saved only at a clean end. The launcher's route /_project-utils/save saves it now (see ../save.py)."""

FIXED_IN = None


def apply() -> None:
    """Nothing to change inside the emulator: the route asks whether this repair is active."""
