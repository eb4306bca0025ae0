"""The two ways a flow says no: the rules do not allow it now, or this person may not do it at all."""

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise


class Refused(Exception):
    """A rule stands against it. The words are a plain sentence for the person who asked."""

    def __init__(self, words: str | Promise) -> None:
        super().__init__(words)
        self.words = words

    def __str__(self) -> str:
        return str(self.words)


class NotPermitted(PermissionDenied):
    """The person may see the thing but not do this to it; Django answers 403."""


class WritingStopped(NotPermitted):
    """They could, if the writing of their school or Centre were not stopped for now."""
