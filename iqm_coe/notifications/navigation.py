"""Where the outbox stands in the navigation."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import OFFICE
from iqm_coe.lib.navigation import entry

OUTBOX = entry(110, _("Outbox"), "notifications:outbox", roles=OFFICE)
