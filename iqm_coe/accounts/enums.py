"""The closed lists of the accounts app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class IqmRoleKind(TextChoices):
    STAFF = "staff", _("IQM staff")
    ASSESSOR = "assessor", _("Assessor")
    ADVISER = "adviser", _("Adviser")
    FINANCE = "finance", _("Finance admin")
    ADMINISTRATOR = "administrator", _("Administrator")


class InvitationState(TextChoices):
    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")
