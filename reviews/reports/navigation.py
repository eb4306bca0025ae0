from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import OFFICE
from iqm_coe.accounts.rules import is_office
from iqm_coe.lib.navigation import entry, neighbour
from reviews.update.navigation import OF_REVIEWS

REPORTS = entry(100, _("Reports"), "reports:reports", roles=OFFICE)

REPORTS_NEIGHBOUR = neighbour(OF_REVIEWS, 30, _("Reports"), "reports:reports", to=is_office)
