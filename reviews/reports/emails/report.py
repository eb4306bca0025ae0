from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import may
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.notifications import rendering
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message
from reviews.reports.enums import FactualAnswer
from reviews.reports.models.report import Report
from reviews.reports.models.seal import SealedReport
from reviews.visits.emails.development import of_school

STAFF = {"kind": IqmRoleKind.STAFF}


def _about(report: Report, **more: object) -> dict[str, object]:
    return {
        "school": report.review.school.name,
        "centre": report.review.year.centre.name,
        "author": report.writer.name,
        "path": reverse("reports:report", args=[report.pk]),
        **more,
    }


def report_to_check(report: Report, *, by: User | None, at: datetime) -> Message:
    """Tells the office that a report waits for its quality check."""
    return outbox.write("reports/report_to_check", "iqm", STAFF, about=report, by=by, at=at, context=_about(report))


def check_preview(report: Report) -> dict[str, str]:
    """The mail that asks the office for its check, for the page on which the author signs."""
    return rendering.preview("reports/report_to_check", _about(report), to=_("The staff of IQM"))


def report_to_issue(report: Report, *, by: User | None, at: datetime) -> Message:
    """Tells the office that a corrected report is ready to be issued."""
    return outbox.write("reports/report_to_issue", "iqm", STAFF, about=report, by=by, at=at, context=_about(report))


def _who_writes_on(report: Report) -> list[int]:
    """The author, or who finishes it; nobody where neither may: a mail would lead to a page that does not open."""
    return [report.writer.pk] if may(report.writer, "reports.write_report", report) else []


def report_sent_back(report: Report, reason: str, *, by: User | None, at: datetime) -> list[Message]:
    """Tells the author what the office asks for; where they have left, nobody: it stands in the staff's worklist."""
    context = _sent_back(report, reason)
    return [
        outbox.write("reports/report_sent_back", "people", {"ids": [one]}, about=report, by=by, at=at, context=context)
        for one in _who_writes_on(report)
    ]


def _sent_back(report: Report, reason: str) -> dict[str, object]:
    return _about(report, reason=reason, path=reverse("reports:write_report", args=[report.pk]))


def sent_back_preview(report: Report) -> dict[str, str]:
    """The mail to the author word for word, but for the reasons that are still to be written."""
    context = _sent_back(report, _("(your reasons)"))
    return rendering.preview("reports/report_sent_back", context, to=report.writer.name)


def _facts(report: Report, due_on: date) -> dict[str, object]:
    return _about(report, due=long_date(due_on), path=reverse("reports:report", args=[report.pk]))


def facts_asked(report: Report, due_on: date, *, at: datetime) -> Message:
    """Asks the school to read the report for its facts."""
    of = of_school(report.review)
    return outbox.write("reports/facts_asked", "school_people", of, about=report, at=at, context=_facts(report, due_on))


def facts_preview(report: Report, due_on: date) -> dict[str, str]:
    """The question to the school word for word, for the page that passes the check."""
    return rendering.preview("reports/facts_asked", _facts(report, due_on), to=report.review.school.name)


def facts_answered(report: Report, answer: FactualAnswer, *, by: User | None, at: datetime) -> list[Message]:
    """Tells whoever writes it, the office and the school's others what the school said, or that it said nothing in
    time.
    """
    context = _answered(report, answer)
    writers = [{"ids": [one]} for one in _who_writes_on(report)]
    return [
        *(
            outbox.write("reports/facts_answered", "people", of, about=report, by=by, at=at, context=context)
            for of in writers
        ),
        outbox.write("reports/facts_answered", "iqm", STAFF, about=report, by=by, at=at, context=context),
        outbox.write(
            "reports/facts_answered_for_us",
            "school_people",
            of_school(report.review),
            about=report,
            by=by,
            at=at,
            context=_to_the_school(report, answer, by.name if by else ""),
        ),
    ]


def _answered(report: Report, answer: FactualAnswer) -> dict[str, object]:
    return _about(report, answer=str(answer.label), **_asked(report, answer))


def _asked(report: Report, answer: FactualAnswer) -> dict[str, object]:
    asks = answer == FactualAnswer.CORRECTIONS
    return {"asks_author": asks, "asks_staff": asks and not _who_writes_on(report)}


def _to_the_school(report: Report, answer: FactualAnswer, name: str) -> dict[str, object]:
    return _about(report, answer=str(answer.label), by=name, **_asked(report, answer))


def facts_answered_preview(report: Report, answer: FactualAnswer) -> dict[str, str]:
    """The mail about this answer, word for word."""
    to = _("%s and the staff of IQM") % report.writer.name if _who_writes_on(report) else _("The staff of IQM")
    return rendering.preview("reports/facts_answered", _answered(report, answer), to=to)


def _issued(report: Report, code: str) -> dict[str, object]:
    return _about(report, recommendation=str(report.get_recommendation_display()), code=code)


def report_issued(report: Report, sealed: SealedReport, *, by: User | None, at: datetime) -> list[Message]:
    """Sends the school and the author to the sealed report."""
    context = _issued(report, sealed.code)
    of = {"ids": [report.author_id]}
    confirmed = reverse("reports:confirm_code", args=[sealed.code])  # the author's work is done, and access has ended
    return [
        outbox.write(
            "reports/report_issued",
            "school_people",
            of_school(report.review),
            about=report,
            by=by,
            at=at,
            context=context,
        ),
        outbox.write(
            "reports/report_issued", "people", of, about=report, by=by, at=at, context={**context, "path": confirmed}
        ),
    ]


def issue_previews(report: Report) -> list[dict[str, str]]:
    """The letters to the school and to the author, for the page that issues: word for word, but for the code."""
    context = _issued(report, _("(the code it is given)"))
    confirmed = {**context, "path": reverse("reports:confirm")}
    return [
        rendering.preview("reports/report_issued", context, to=report.review.school.name),
        rendering.preview("reports/report_issued", confirmed, to=report.writer.name),
    ]
