from django.db.models import Case, DateTimeField, Exists, Max, OuterRef, Subquery, When
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.lib.retention import Kept, deleted, emptied, for_good, goes_with, months, retention, since, years

YEAR = "year.CentreYear"
APPOINTED = IqmRole.objects.filter(user=OuterRef("call__logged_by"), kind="adviser").order_by()
# Nothing as long as the adviser who wrote it is one.
APPOINTMENT_ENDED = Case(
    When(Exists(APPOINTED.filter(ended_at=None)), then=None),
    default=Subquery(APPOINTED.values("user").annotate(last=Max("ended_at")).values("last")),
    output_field=DateTimeField(),
)
YEAR_CLOSED = since(_("its year closed"), "year__closes_on")
RETENTION = retention(
    {
        "consultancy.ConsultancyGrant": Kept(goes_with(YEAR)),
        "consultancy.ConsultancyCall": Kept(
            (
                for_good(_("its minutes")),
                emptied(years(6), since(_("its year closed"), "year__closes_on"), *("with_whom", "about")),
            ),
            ("with_whom", "about"),
        ),
        "consultancy.CallNote": Kept(
            deleted(months(12), since(_("the appointment of its adviser ended"), APPOINTMENT_ENDED)), ("text",)
        ),
        "consultancy.ConsultancyAccount": Kept(goes_with(YEAR)),
        "consultancy.LedgerEntry": Kept(for_good(_("it says for what minutes went")), ("reason",)),
    }
)
