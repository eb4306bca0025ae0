from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.addresses import address
from iqm_coe.lib.calling import Called, called
from iqm_coe.lib.event_words import event_words
from iqm_coe.lib.facts import code_words

EVENTS = event_words(
    {
        ("application.application", "start"): _("Application begun"),
        ("application.application", "send"): _("Application sent to IQM"),
        ("application.application", "request_changes"): _("Changes requested"),
        ("application.application", "approve"): _("Application approved"),
        ("application.application", "decline"): _("Application declined"),
        ("application.application", "withdraw"): _("Application withdrawn"),
        ("application.application", "override"): _("Decided by an administrator with a written reason"),
        ("application.agreement", "agree"): _("A school agreed to a criterion"),
        ("application.criterionanswer", "add_evidence"): _("Evidence was added to a criterion"),
        ("application.criterionanswer", "remove_evidence"): _("Evidence was taken from a criterion"),
        ("application.criterionanswer", "save"): _("A criterion was written on"),
        ("application.criterionanswer", "say_done"): _("A part was marked done"),
        ("application.criterionanswer", "write_on"): _("A part was opened again"),
        ("application.changerequest", "request_change"): _("A change to a criterion was requested"),
    }
)

CALLED = called(
    {
        "application.application": Called(
            named="centre__name",
            address=lambda centre: address("application:application", centre),
            leads_to="centre_id",
        ),
    }
)

CODES = code_words({"application:read_through": _("The application, to read through")})
