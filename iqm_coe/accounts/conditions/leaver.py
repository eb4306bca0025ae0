"""What is to be passed on of somebody who leaves, and to whom."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One thing of one kind, for one person."""

    kind: str
    thing: int
    heir: int
