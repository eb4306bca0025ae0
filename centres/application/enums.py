from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.status import StatusChoices


class ApplicationState(StatusChoices):
    DRAFT = "draft", "info", _("Draft")
    SUBMITTED = "submitted", "waiting", _("With IQM")
    CHANGES_REQUESTED = "changes_requested", "attention", _("Changes requested")
    APPROVED = "approved", "good", _("Approved")
    DECLINED = "declined", "bad", _("Declined")
    WITHDRAWN = "withdrawn", "neutral", _("Withdrawn")


OPEN_FOR_WRITING = (ApplicationState.DRAFT, ApplicationState.CHANGES_REQUESTED)


class Criterion(TextChoices):
    """The eight criteria of a Centre, in the programme's words."""

    C1 = "C1", _("Sustaining the IQM ethos through collaborative activities")
    C2 = "C2", _("Plans to sustain and develop inclusive practice within each school")
    C3 = "C3", _("Good mechanisms to disseminate and share good practice between the schools")
    C4 = "C4", _("The capacity to share good inclusion practice across a broader cluster of schools")
    C5 = "C5", _("Willingness to engage in classroom-level research into inclusive practice")
    C6 = "C6", _("An annual IQM visit to ratify or validate the progress and develop an annual plan")
    C7 = "C7", _("An annual written update of progress against the elements, the basis of the annual review")
    C8 = "C8", _("Contributing to the overall development aims of IQM: expertise, or trialling practice")


WRITTEN = (Criterion.C1, Criterion.C2, Criterion.C3, Criterion.C4, Criterion.C5, Criterion.C8)
AGREED = (Criterion.C6, Criterion.C7)


class EligibilityMoment(TextChoices):
    SUBMISSION = "submission", _("When it was sent")
    APPROVAL = "approval", _("When it was approved")
