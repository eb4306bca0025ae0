"""The closed lists of the centres app."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.choices import Toned


class CentreState(Toned):
    FORMING = "forming", "info", _("Forming")
    ACTIVE = "active", "good", _("Active")
    CLOSED = "closed", "neutral", _("Closed")


class MembershipState(Toned):
    JOINING = "joining", "info", _("Joining")
    AWAITING = "awaiting", "waiting", _("Awaiting award")
    LIVE = "live", "good", _("Member")
    ENDED = "ended", "neutral", _("Ended")
    RELEASED = "released", "neutral", _("Closed with the Centre")


class CentreInvitationState(Toned):
    OPEN = "open", "waiting", _("Invited")
    ACCEPTED = "accepted", "good", _("Said yes")
    DECLINED = "declined", "bad", _("Said no")
    WITHDRAWN = "withdrawn", "neutral", _("Withdrawn")
    LAPSED = "lapsed", "neutral", _("Lapsed")


class ApplicationState(Toned):
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


class PlanKind(TextChoices):
    """The three things that a Centre lodges each year, in the programme's words."""

    SUSTAINED = "sustained", _("Detailed planning for sustained practice")
    RESEARCH = "research", _("Details of classroom research")
    DISSEMINATION = "dissemination", _("Plans for the dissemination of good practice")


class PlanState(Toned):
    EXPECTED = "expected", "neutral", _("Expected")
    LODGED = "lodged", "waiting", _("With IQM")
    ACCEPTED = "accepted", "good", _("Accepted")
    RETURNED = "returned", "attention", _("Returned")


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


class ChargeState(Toned):
    TO_PRICE = "to_price", "attention", _("To be priced")
    OPEN = "open", "info", _("To be invoiced")
    INVOICED = "invoiced", "waiting", _("Invoiced")
    WAIVED = "waived", "neutral", _("Waived")


class ChargeStanding(Toned):
    """How a school's annual payment stands on a day: computed from its rows, never stored."""

    TO_PRICE = "to_price", "attention", _("To be priced")
    OPEN = "open", "info", _("To be invoiced")
    DUE = "due", "waiting", _("Invoiced")
    PART_PAID = "part_paid", "waiting", _("Part paid")
    LATE = "late", "bad", _("Late")
    PAID = "paid", "good", _("Paid")
    WAIVED = "waived", "neutral", _("Waived")

    @classmethod
    def of(cls, gross: Decimal, outstanding: Decimal, due_on: date, on: date) -> "ChargeStanding":
        """How something invoiced, of which so much is open, stands on a day: late from the day after it was due."""
        if not outstanding:
            return cls.PAID
        if on > due_on:
            return cls.LATE
        return cls.PART_PAID if outstanding < gross else cls.DUE


class SharedStanding(Toned):
    """What the schools of a Centre tell each other of their annual payments, since they share the hour (R30, R44)."""

    PAID = "paid", "good", _("Paid")
    NOT_PAID = "not_paid", "waiting", _("Not paid yet")


class PayerKind(TextChoices):
    SCHOOL = "school", _("School")
    TRUST = "trust", _("Trust")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    PARTNERSHIP = "partnership", _("Partnership")


class GrantKind(TextChoices):
    INCLUDED = "included", _("Included hour")
    BOUGHT = "bought", _("Bought")


class EntryKind(Toned):
    GRANT = "grant", "good", _("Minutes given")
    SPEND = "spend", "info", _("Call")
    CORRECTION = "correction", "attention", _("Correction")


class CallKind(TextChoices):
    TELEPHONE = "telephone", _("Telephone")
    EMAIL = "email", _("Email")


def in_words(reasons: Iterable[EligibilityReason]) -> str:
    """A standing in words: current, or every reason why it is not counted."""
    told = "; ".join(str(reason.label) for reason in reasons)
    return told.capitalize() if told else _now("Current award")
