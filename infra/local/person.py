"""Who runs a command, for histories."""

import getpass


def user_name() -> str:
    """The user's name; empty where the machine has none for them, as in containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
