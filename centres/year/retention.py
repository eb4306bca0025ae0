from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.retention import Kept, emptied, for_good, goes_with, retention, since, years

YEAR_CLOSED = since(_("its year closed"), "plan__year__closes_on")
RETENTION = retention(
    {
        "year.CentreYear": Kept(for_good()),
        "year.Plan": Kept(goes_with("membership.Centre"), ("return_reason",)),
        "year.Activity": Kept(goes_with("membership.Centre"), ("place", "focus", "taken_back")),
        "year.Attendance": Kept(goes_with("year.Activity"), ("will_try",)),
        "year.PlanVersion": Kept(
            emptied(years(7), YEAR_CLOSED, "file", "name", "note", why=_("its hash stays")), ("file", "name", "note")
        ),
    }
)
