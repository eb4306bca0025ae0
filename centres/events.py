"""What happens to Centres, in words."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.event_words import event_words

CENTRE_EVENTS = event_words(
    {
        ("centres.centre", "start"): _("Centre started"),
        ("centres.centre", "activate"): _("Centre active"),
        ("centres.centre", "abandon"): _("Centre closed"),
        ("centres.centre", "transfer_lead"): _("Lead given to another school"),
    }
)

APPLICATION_EVENTS = event_words(
    {
        ("centres.application", "start"): _("Application begun"),
        ("centres.application", "send"): _("Application sent to IQM"),
        ("centres.application", "request_changes"): _("Changes requested"),
        ("centres.application", "approve"): _("Application approved"),
        ("centres.application", "decline"): _("Application declined"),
        ("centres.application", "withdraw"): _("Application withdrawn"),
        ("centres.application", "override"): _("Decided by an administrator with a written reason"),
    }
)

PLAN_EVENTS = event_words(
    {
        ("centres.plan", "lodge"): _("Lodged"),
        ("centres.plan", "accept"): _("Accepted by IQM"),
        ("centres.plan", "return"): _("Returned by IQM"),
        ("centres.plan", "name_school"): _("Another school named to lodge it"),
    }
)

BILLING_EVENTS = event_words(
    {
        ("centres.charge", "raise"): _("Annual payment raised"),
        ("centres.charge", "price"): _("Priced"),
        ("centres.charge", "invoice"): _("Invoiced"),
        ("centres.charge", "waive"): _("Waived"),
        ("centres.invoice", "issue"): _("Invoice issued"),
        ("centres.payment", "record"): _("Payment recorded"),
        ("centres.payment", "allocate"): _("Used for a line"),
        ("centres.payment", "take_back"): _("Taken back from a line"),
    }
)
