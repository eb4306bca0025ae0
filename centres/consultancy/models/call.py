"""A call or email with an adviser, and the adviser's own note of it (R33)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.consultancy.enums import CallKind
from centres.consultancy.querysets.call import CallNoteQuerySet
from centres.consultancy.querysets.ledger import SeenByCentreAndFinance
from centres.year.models.year import CentreYear
from iqm_coe.lib.constraints import known

LONGEST_CALL = 600


class ConsultancyCall(models.Model):
    """A call as it really was: its minutes are the true ones, whatever was charged for them (R33)."""

    year = models.ForeignKey(CentreYear, models.PROTECT, related_name="calls")
    kind = models.CharField(_("how"), max_length=20, choices=CallKind.choices)
    held_on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    with_whom = models.CharField(_("with whom"), max_length=200)
    about = models.TextField(_("about what"), max_length=2000)
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    token = models.UUIDField(default=uuid.uuid4, help_text=_("One a form: sent twice, logged once."))

    objects = SeenByCentreAndFinance.as_manager()

    class Meta:
        verbose_name = _("call")
        constraints = [
            known(CallKind, field="kind", name="call_kind_known"),
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=LONGEST_CALL), name="call_lasted_a_while"),
            models.CheckConstraint(condition=~Q(with_whom=""), name="call_with_somebody"),
            models.UniqueConstraint(fields=["logged_by", "token"], name="call_logged_once_a_form"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.with_whom}"


class CallNote(models.Model):
    """The adviser's own note, in a table of its own so that no page, list or export of others can carry it (R44)."""

    call = models.OneToOneField(ConsultancyCall, models.PROTECT, primary_key=True, related_name="note")
    text = models.TextField(max_length=4000)

    objects = CallNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("private note of a call")
        verbose_name_plural = _("private notes of calls")

    def __str__(self) -> str:
        return str(_("Private note"))
