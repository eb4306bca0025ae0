"""From where something was done: kept beside its event, where it can be taken away again (R45)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """The network address, where it is known, and the device in our own words."""

    network_address: str | None
    device: str
