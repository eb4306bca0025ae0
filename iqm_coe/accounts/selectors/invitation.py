"""Who was invited to IQM and has not answered."""

from django.db.models import QuerySet

from iqm_coe.accounts.models.invitation import IqmInvitation
from iqm_coe.lib.kept_questions import kept


@kept()
def open_to_iqm() -> QuerySet[IqmInvitation]:
    """As administrators see them above the list of people, oldest first."""
    rows: QuerySet[IqmInvitation] = IqmInvitation.objects.open().select_related("invited_by").order_by("pk")
    return rows
