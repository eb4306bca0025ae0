"""Who writes, checks and issues reports, and who asks for a pack (R24, R25, R27, R48)."""

from centres.consultancy.rules import advises
from centres.membership.querysets.centre import centres_joined_by
from centres.membership.rules import is_free_staff
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_office
from iqm_coe.lib.permissions import anyone_of, declare
from reviews.reports.enums import Recommendation
from reviews.reports.models.report import Report
from reviews.visits.rules import assesses, speaks_as_school
from schools.enums import SPEAKERS
from schools.rules import heads


def writes(user: User, subject: Report) -> bool:
    """The report's author, while they assess the review; where the author left, who of the staff finishes it."""
    if subject.finished_by_id is not None:
        return subject.finished_by_id == user.pk and is_free_staff(user, subject)
    return subject.author_id == user.pk and assesses(user, subject)


def finishes(user: User, subject: Report) -> bool:
    """Free staff who are not its author (R24e): who gets it by that writes it, and checks it no more."""
    return is_free_staff(user, subject) and subject.author_id != user.pk


def checks(user: User, subject: Report) -> bool:
    """Free staff who did not write the report (R24, R48)."""
    return is_free_staff(user, subject) and user.pk not in {subject.author_id, subject.finished_by_id}


def issues(user: User, subject: Report) -> bool:
    """Whoever may check it; a report that does not maintain the membership needs a second person (R25)."""
    is_second = subject.recommendation != Recommendation.NOT_MAINTAINED or subject.checked_by_id != user.pk
    return checks(user, subject) and is_second


def speaks_in_centre(user: User, subject: CentreYear) -> bool:
    """Speaks for a school that stands in the Centre of the year."""
    return subject.centre_id in centres_joined_by(user, *SPEAKERS)


def heads_as_school(user: User, subject: Report) -> bool:
    """The head, or the delegate, accepts the facts for the school: who coordinates writes and reads with them (R24)."""
    return heads(user, subject) and speaks_as_school(user, subject)


PERMISSIONS = declare(
    {
        "reports.list_reports": is_office,
        "reports.write_report": writes,
        "reports.finish_report": finishes,
        "reports.check_report": checks,
        "reports.send_report_back": checks,
        "reports.answer_facts": heads_as_school,
        "reports.issue_report": issues,
        "reports.keep_deadline": is_free_staff,
        "reports.ask_pack": anyone_of(is_office, speaks_in_centre, advises),
    },
    reading={"reports.ask_pack"},
)
