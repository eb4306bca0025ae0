"""States and other choices that a page shows: each has a word, and a tone by which the status component draws it."""

from typing import Self

from django.db.models import TextChoices


class StatusChoices(TextChoices):
    """Members are written `VALUE = "value", "tone", _("Label")`; the tone belongs to the member, so that two enums with
    a value of the same name never share one.
    """

    tone: str

    def __new__(cls, value: str, tone: str = "neutral") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.tone = tone
        return member

    @property
    def status(self) -> dict[str, str]:
        """As the status component reads it."""
        return {"tone": self.tone, "label": str(self.label)}
