"""The closed lists of the centres app."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class CentreState(TextChoices):
    FORMING = "forming", _("Forming")
    ACTIVE = "active", _("Active")
    CLOSED = "closed", _("Closed")


class MembershipState(TextChoices):
    JOINING = "joining", _("Joining")
    AWAITING = "awaiting", _("Awaiting award")
    LIVE = "live", _("Member")
    ENDED = "ended", _("Ended")
    RELEASED = "released", _("Closed with the Centre")


class CentreInvitationState(TextChoices):
    OPEN = "open", _("Invited")
    ACCEPTED = "accepted", _("Said yes")
    DECLINED = "declined", _("Said no")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")


class ApplicationState(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("With IQM")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


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


class PlanKind(TextChoices):
    """The three things that a Centre lodges each year, in the programme's words."""

    SUSTAINED = "sustained", _("Detailed planning for sustained practice")
    RESEARCH = "research", _("Details of classroom research")
    DISSEMINATION = "dissemination", _("Plans for the dissemination of good practice")


class PlanState(TextChoices):
    EXPECTED = "expected", _("Expected")
    LODGED = "lodged", _("With IQM")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")


class CentreAccessKind(TextChoices):
    ADVISER = "adviser", _("Adviser")
    ASSESSOR = "assessor", _("Assessor")
    PAYER = "payer", _("Payer")


class EligibilityMoment(TextChoices):
    SUBMISSION = "submission", _("When it was sent")
    APPROVAL = "approval", _("When it was approved")


class EligibilityReason(TextChoices):
    """Why a school cannot yet be counted on a day."""

    NO_AWARD = "no_award", _("no award of a kind that qualifies is on record")
    ENDED = "ended", _("its award has ended")
    NOT_YET = "not_yet", _("its award has not begun yet")
    CLOSED = "closed", _("the school is closed")


class ChargeState(TextChoices):
    TO_PRICE = "to_price", _("To be priced")
    OPEN = "open", _("To be invoiced")
    INVOICED = "invoiced", _("Invoiced")
    WAIVED = "waived", _("Waived")


class ChargeStanding(TextChoices):
    """How a school's annual payment stands on a day: computed from its rows, never stored."""

    TO_PRICE = "to_price", _("To be priced")
    OPEN = "open", _("To be invoiced")
    DUE = "due", _("Invoiced")
    PART_PAID = "part_paid", _("Part paid")
    LATE = "late", _("Late")
    PAID = "paid", _("Paid")
    WAIVED = "waived", _("Waived")

    @classmethod
    def of(cls, gross: Decimal, outstanding: Decimal, due_on: date, on: date) -> "ChargeStanding":
        """How something invoiced, of which so much is open, stands on a day: late from the day after it was due."""
        if not outstanding:
            return cls.PAID
        if on > due_on:
            return cls.LATE
        return cls.PART_PAID if outstanding < gross else cls.DUE

    @property
    def status(self) -> dict[str, str]:
        """As the status component reads it."""
        return {"tone": STANDING_TONES[self], "label": str(self.label)}


class SharedStanding(TextChoices):
    """What the schools of a Centre tell each other of their annual payments, since they share the hour (R30, R44)."""

    PAID = "paid", _("Paid")
    NOT_PAID = "not_paid", _("Not paid yet")

    @property
    def status(self) -> dict[str, str]:
        """As the status component reads it."""
        return {"tone": "good" if self == SharedStanding.PAID else "waiting", "label": str(self.label)}


class PayerKind(TextChoices):
    SCHOOL = "school", _("School")
    TRUST = "trust", _("Trust")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    PARTNERSHIP = "partnership", _("Partnership")


class GrantKind(TextChoices):
    INCLUDED = "included", _("Included hour")
    BOUGHT = "bought", _("Bought")


class EntryKind(TextChoices):
    GRANT = "grant", _("Minutes given")
    SPEND = "spend", _("Call")
    CORRECTION = "correction", _("Correction")


class CallKind(TextChoices):
    TELEPHONE = "telephone", _("Telephone")
    EMAIL = "email", _("Email")


def in_words(reasons: Iterable[EligibilityReason]) -> str:
    """A standing in words: current, or every reason why it is not counted."""
    told = "; ".join(str(reason.label) for reason in reasons)
    return told.capitalize() if told else _now("Current award")


TONES = {
    CentreState.FORMING: "info",
    CentreState.ACTIVE: "good",
    CentreState.CLOSED: "neutral",
    MembershipState.JOINING: "info",
    MembershipState.AWAITING: "waiting",
    MembershipState.LIVE: "good",
    MembershipState.ENDED: "neutral",
    MembershipState.RELEASED: "neutral",
    CentreInvitationState.OPEN: "waiting",
    CentreInvitationState.ACCEPTED: "good",
    CentreInvitationState.DECLINED: "bad",
    CentreInvitationState.WITHDRAWN: "neutral",
    CentreInvitationState.LAPSED: "neutral",
    ApplicationState.DRAFT: "info",
    ApplicationState.SUBMITTED: "waiting",
    ApplicationState.CHANGES_REQUESTED: "attention",
    ApplicationState.APPROVED: "good",
    ApplicationState.DECLINED: "bad",
    ApplicationState.WITHDRAWN: "neutral",
    PlanState.EXPECTED: "neutral",
    PlanState.LODGED: "waiting",
    PlanState.ACCEPTED: "good",
    PlanState.RETURNED: "attention",
    ChargeState.TO_PRICE: "attention",
    ChargeState.OPEN: "info",
    ChargeState.INVOICED: "waiting",
    ChargeState.WAIVED: "neutral",
    EntryKind.GRANT: "good",
    EntryKind.SPEND: "info",
    EntryKind.CORRECTION: "attention",
}

# Standings share words with states, so they have a table of their own.
STANDING_TONES = {
    ChargeStanding.TO_PRICE: "attention",
    ChargeStanding.OPEN: "info",
    ChargeStanding.DUE: "waiting",
    ChargeStanding.PART_PAID: "waiting",
    ChargeStanding.LATE: "bad",
    ChargeStanding.PAID: "good",
    ChargeStanding.WAIVED: "neutral",
}
