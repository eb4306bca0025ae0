"""The audit trail: who, when, what, from, to (R45)."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.querysets import EventQuerySet
from iqm_coe.lib.append_only import AppendOnly
from iqm_coe.lib.calling import kind_in_words
from iqm_coe.lib.event_words import in_words


class Event(AppendOnly):
    """One fact that is never edited or deleted. It holds ids and facts; words about people are in EventNote."""

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text=_("Empty: the clock.")
    )
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30, blank=True)
    facts = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="event_of_a_subject"),
            models.Index(fields=["at"], name="event_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"

    @property
    def subject_name(self) -> str:
        """What kind of thing it was about, in words."""
        return kind_in_words(self.subject_type)

    @property
    def what(self) -> str:
        """What happened, in words."""
        return in_words(self.subject_type, self.action)

    @property
    def moved(self) -> str:
        """From which state to which, by the words of the thing's own list, where it has one."""
        if not self.to_state:
            return ""
        states = getattr(apps.get_model(self.subject_type), "STATES", None)
        words = {str(code): str(label) for code, label in states.choices} if states else {}
        before, after = (words.get(state, state) for state in (self.from_state, self.to_state))
        return f"{before} → {after}" if before else after

    @property
    def reason(self) -> str:
        """Why, in the actor's words; empty where none was given or it was erased."""
        note = getattr(self, "note", None)
        return note.text if note else ""


class EventNote(models.Model):
    """Free text of an event, apart from it so that it can be emptied (R46) while the event stands."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="note")
    text = models.TextField(blank=True)

    class Meta:
        verbose_name = _("note of an event")

    def __str__(self) -> str:
        return self.text


class EventOrigin(models.Model):
    """From where an event of signing in, or a file taken out, came: a row of its own, gone after its time (R45)."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="origin")
    network_address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("origin of an event")

    def __str__(self) -> str:
        return self.device
