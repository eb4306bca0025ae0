"""The registry of what events are called on a timeline: each app names those of its own things."""

from collections.abc import Mapping

from django.utils.functional import Promise

Named = Mapping[tuple[str, str], str | Promise]

OF_ANY = ""  # instead of a label: what happens to things of every kind
_words: dict[tuple[str, str], str | Promise] = {}


def event_words(named: Named) -> Named:
    """Declare words in an app's events.py, by (label of the model, action)."""
    _words.update(named)
    return named


def said_by(words: str) -> list[tuple[str, str]]:
    """Which happenings are called by these words, in whatever case: the label of the model, or any, and the action."""
    looked_for = words.casefold()
    return [key for key, said in _words.items() if looked_for in str(said).casefold()]


def kinds() -> list[str]:
    """The labels of all models to which anything happens that has a name."""
    return sorted({label for label, _action in _words} - {OF_ANY})


def is_named(subject_type: str, action: str) -> bool:
    return (subject_type, action) in _words or (OF_ANY, action) in _words


def in_words(subject_type: str, action: str) -> str:
    """What happened, in words; an action nobody named is told by its own name."""
    words = _words.get((subject_type, action)) or _words.get((OF_ANY, action))
    return str(words) if words else action.replace("_", " ").capitalize()
