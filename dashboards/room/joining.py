"""How phones find the room: its address by which they reach this machine, and as a QR code."""

from __future__ import annotations

import functools
import ipaddress
import socket
from urllib.parse import urlsplit

from relsim.dashboards.security import ON_THIS_MACHINE

PATH = "/join"


def base(host: str, port: str, *, lan: bool) -> str:
    """Return the root under which others reach this server, without a slash at its end.

    Parameters
    ----------
    host
        The Host that was asked for: from another machine it is one that evidently works.
    port
        At which this server listens.
    lan
        Whether others can reach it at all.
    """
    name = urlsplit(f"//{host}").hostname or ""
    if not lan or name not in ON_THIS_MACHINE:
        return f"http://{host}"
    return f"http://{lan_address()}:{port}"


def lan_address() -> str:
    """Return the address by which other machines most likely reach this one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            # A datagram socket that is connected sends nothing, but knows its own end.
            asked.connect(("192.0.2.1", 9))
            return str(asked.getsockname()[0])
        except OSError:
            return socket.gethostname()


def others(first: str) -> tuple[str, ...]:
    """Return further numbers of this machine, as where it is in two networks at once."""
    try:
        found = socket.gethostbyname_ex(socket.gethostname())[2]
    except OSError:
        return ()
    return tuple(
        number
        for number in dict.fromkeys(found)
        if not ipaddress.ip_address(number).is_loopback and number not in first
    )


@functools.lru_cache(maxsize=32)
def qr(address: str) -> str:
    """Return an address as a QR code, as the address of an image.

    >>> qr("http://192.0.2.7:8050/join?room=BCDF")[:18]
    'data:image/svg+xml'
    """
    import segno

    # Black on white with its quiet zone on any ground: phones do not read it inverted.
    found = segno.make(address, error="m", micro=False)
    return found.svg_data_uri(border=4, dark="#000", light="#fff", omitsize=True)
