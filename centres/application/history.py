"""What of this room belongs to the history of a Centre: for those who read its application."""

from django.db.models import CharField, Value
from django.db.models.functions import Concat

from centres.application.models.agreement import Agreement
from centres.application.models.application import Application, ChangeRequest
from centres.application.models.criterion import CriterionAnswer
from centres.application.querysets.application import ApplicationQuerySet
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.addresses import address
from iqm_coe.lib.history import Chapter, Subject, of_a_centre

# In the trail of everything, where no Centre is known.
OF_A_CENTRE = Concat("criterion", Value(", "), "application__centre__name", output_field=CharField())


def _address(centre: int) -> str:
    return address("application:application", centre)


def _read(user: User, centre: int) -> ApplicationQuerySet:
    seen: ApplicationQuerySet = Application.objects.visible_to(user).filter(centre=centre)
    return seen


HISTORY = of_a_centre(
    Subject(
        "application.application",
        Chapter.APPLICATION,
        _read,
        address=_address,
        leads_to="centre_id",
    ),
    Subject(
        "application.agreement",
        Chapter.APPLICATION,
        lambda user, centre: Agreement.objects.filter(membership__centre__application__in=_read(user, centre)),
        named="criterion",
        school="membership__school",
        address=_address,
        leads_to="membership__centre_id",
        seen_through=("membership__centre__application", "application.application"),
    ),
    Subject(
        "application.criterionanswer",
        Chapter.APPLICATION,
        lambda user, centre: CriterionAnswer.objects.filter(application__in=_read(user, centre)),
        named="criterion",
        address=_address,
        leads_to="application__centre_id",
        quiet=frozenset({"save"}),
        seen_through=("application", "application.application"),
        elsewhere=OF_A_CENTRE,
    ),
    Subject(
        "application.changerequest",
        Chapter.APPLICATION,
        lambda user, centre: ChangeRequest.objects.filter(application__in=_read(user, centre)),
        named="criterion",
        address=_address,
        leads_to="application__centre_id",
        seen_through=("application", "application.application"),
        elsewhere=OF_A_CENTRE,
    ),
)
