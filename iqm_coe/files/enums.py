"""The closed lists of files."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.status import StatusChoices


class ScanState(StatusChoices):
    WAITING = "waiting", "waiting", _("waits for the virus scan")
    UNSCANNED = "unscanned", "neutral", _("not virus-scanned")
    CLEAN = "clean", "good", _("scanned, no virus found")
    BAD = "bad", "bad", _("held back: the virus scan found something")
