"""C6 and C7, given by a school's head by name and date."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.application.enums import AGREED
from centres.membership.models.membership import Membership
from schools.enums import SchoolRoleKind


class Agreement(models.Model):
    """A school's head, or who acts for one on record, agrees C6 or C7 by name and date."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="agreements")
    criterion = models.CharField(max_length=2, choices=[(c.value, c.label) for c in AGREED])
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_name = models.CharField(max_length=150, help_text=_("The name as it stood on that day."))
    capacity = models.CharField(max_length=20, choices=SchoolRoleKind.choices)
    given_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("agreement")
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "criterion"], condition=Q(superseded_at=None), name="agreement_stands_once"
            ),
            models.CheckConstraint(condition=Q(criterion__in=[c.value for c in AGREED]), name="agreement_on_c6_or_c7"),
            models.CheckConstraint(
                condition=Q(capacity__in=["headteacher", "delegate", "acting_head"]), name="agreement_given_by_a_head"
            ),
            models.CheckConstraint(condition=~Q(given_name=""), name="agreement_names_who"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.given_name}"
