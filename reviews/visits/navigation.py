from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import ASSESSOR, OFFICE
from iqm_coe.accounts.rules import is_office
from iqm_coe.lib.navigation import entry, neighbour
from reviews.update.navigation import OF_REVIEWS

MY_VISITS = entry(20, _("My visits"), "visits:my_visits", roles=ASSESSOR)
VISITS = entry(90, _("Visits"), "visits:visits", roles=OFFICE)

VISITS_NEIGHBOUR = neighbour(OF_REVIEWS, 20, _("Visits"), "visits:visits", to=is_office)
ASSESSORS = neighbour(OF_REVIEWS, 40, _("Assessors"), "visits:assessors", to=is_office, below="visits:visits")
