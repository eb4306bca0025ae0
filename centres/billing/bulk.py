"""What is done with many invoices at once."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from centres.billing.lists import Invoices
from centres.billing.models.invoice import Invoice
from centres.billing.reminders import payment_due, unpaid
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_finance
from iqm_coe.lib.reminders import ReminderKind
from iqm_coe.lists.acts import bulk_act
from iqm_coe.notifications.due_acts import Owed, RemindMany


@bulk_act
class RemindOfPayments(RemindMany[Invoice]):
    """Each school of the invoice, of its own line, of which something is open."""

    name, table, permission = "remind_payments", Invoices, "billing.remind_of_payment"
    nothing = _("Nothing is open.")

    def is_offered_to(self, user: User) -> bool:
        return is_finance(user, None)

    def rows(self, user: User) -> QuerySet[Invoice]:
        return Invoice.objects.visible_to(user).for_list()

    def title(self, row: Invoice) -> str:
        return f"{row.number}, {row.payer_name}"

    def owed(self, rows: Sequence[Invoice]) -> Owed:
        owed: dict[int, list[tuple[ReminderKind, Model]]] = defaultdict(list)
        for line in unpaid().filter(invoice__in=[row.pk for row in rows]).order_by("pk"):
            owed[line.invoice_id].append((payment_due, line))
        return owed
