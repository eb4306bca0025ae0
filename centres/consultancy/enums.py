from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.status import StatusChoices


class GrantKind(TextChoices):
    INCLUDED = "included", _("Included hour")
    BOUGHT = "bought", _("Bought")


class EntryKind(StatusChoices):
    GRANT = "grant", "good", _("Minutes given")
    SPEND = "spend", "info", _("Call")
    CORRECTION = "correction", "attention", _("Correction")


class CallKind(TextChoices):
    TELEPHONE = "telephone", _("Telephone")
    EMAIL = "email", _("Email")
