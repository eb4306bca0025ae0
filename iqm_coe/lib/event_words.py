"""The registry of what events are called on a timeline: each app names those of its own things."""

from collections.abc import Mapping

from django.utils.functional import Promise

Named = Mapping[tuple[str, str], str | Promise]

_words: dict[tuple[str, str], str | Promise] = {}


def event_words(named: Named) -> Named:
    """Declare words in an app's events.py, by (label of the model, action)."""
    _words.update(named)
    return named


def in_words(subject_type: str, action: str) -> str:
    """What happened, in words; an action nobody named is told by its own name."""
    words = _words.get((subject_type, action))
    return str(words) if words else action.replace("_", " ").capitalize()
