"""The only reader of the environment."""

import os


def setting(name: str) -> str | None:
    """Return the setting ``BINOCLE_NAME`` of the environment, if it is there.

    ``BINOCLE_VPCD``: path of vpcd's driver library, when it is not where the set-up puts it.
    ``BINOCLE_VPN``: network interface of the VPN. ``BINOCLE_CONCENTRATOR_URL``: address of the
    concentrator. The doctor looks at both.
    """
    return os.environ.get(f"BINOCLE_{name.upper()}")


def environment() -> dict[str, str]:
    """Return a copy of the whole environment, for a program that is started."""
    return dict(os.environ)
