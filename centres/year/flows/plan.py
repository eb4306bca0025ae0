"""The three plans of a year: expected, lodged as files, accepted or returned (R14)."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from centres.membership.models.membership import Membership
from centres.year import conf
from centres.year.conditions.quota import require_room
from centres.year.emails import plan as emails
from centres.year.enums import PlanKind
from centres.year.models.plan import Plan, PlanVersion
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.files.flows import scan
from iqm_coe.lib.dates import end_of_month_of_year, london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.files import TakenFile
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import advance, record_event
from iqm_coe.lib.working_days import OFFICE, working_days_from
from schools.models.school import School


def expect(year: CentreYear) -> None:
    """Expect the three plans of a year that has just been opened, each with its day (R11, R47)."""
    due_on = end_of_month_of_year(year.opens_on, conf.plan_due_month.get())
    Plan.objects.bulk_create(Plan(year=year, kind=kind, due_on=due_on) for kind in PlanKind)


def lodge(plan: Plan, upload: UploadedFile, *, note: str = "", by: User, at: datetime) -> PlanVersion:
    """Lodge a file; one that was lodged before stays readable. Raises Refused for a file that is not taken."""
    require(by, "year.lodge_plan", plan)
    return _lodge(plan, scan.take(upload, at=at), note=note, by=by, at=at)


@transaction.atomic
def _lodge(plan: Plan, taken: TakenFile, *, note: str, by: User, at: datetime) -> PlanVersion:
    before = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    require_room(plan.named_school_id or plan.year.centre.lead_school_id, plan.year, taken["size"])
    _require_new(before, taken["sha256"])
    facts = {"sha256": taken["sha256"], "size": taken["size"]}
    read_by = working_days_from(london_date(at), conf.plan_reading_days.get(), OFFICE)
    lodged = advance(
        before,
        "lodge",
        by=by,
        at=at,
        facts=facts,
        read_by=read_by,
        judged_at=None,
        judged_by=None,
        return_reason="",
    )
    number = (lodged.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version: PlanVersion = PlanVersion.objects.create(
        plan=lodged, number=number, lodged_by=by, lodged_at=at, note=note, **taken
    )
    emails.plan_lodged(version, by=by, at=at)
    return version


def _require_new(plan: Plan, sha256: str) -> None:
    """The same bytes twice are one version: a second press of the button, or the wrong file chosen again."""
    last = plan.versions.first()
    if last is not None and last.sha256 == sha256:
        words = _("This file is lodged already, as version %d. Choose another file if you meant to replace it.")
        raise Refused(words % last.number)


@transaction.atomic
def accept(plan: Plan, *, version: int, by: User, at: datetime) -> Plan:
    """Accept what was read. Raises Refused when another version has come meanwhile."""
    _require_read(plan, version)
    accepted = advance(plan, "accept", by=by, at=at, facts={"version": version}, judged_at=at, judged_by=by)
    emails.plan_accepted(accepted, at=at)
    return accepted


@transaction.atomic
def give_back(plan: Plan, *, version: int, reason: str, by: User, at: datetime) -> Plan:
    """Return what was read, with a reason that the schools read."""
    if not reason.strip():
        raise Refused(_("Say what is to be changed: the schools will read it."))
    _require_read(plan, version)
    returned = advance(
        plan,
        "return",
        by=by,
        at=at,
        reason=reason,
        facts={"version": version},
        judged_at=at,
        judged_by=by,
        return_reason=reason,
    )
    emails.plan_returned(returned, at=at)
    return returned


def _require_read(plan: Plan, version: int) -> None:
    """Whoever judges judges the version they read; the row is locked, so that no other comes in between."""
    fresh = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    last = fresh.versions.first()
    if last is None or last.number != version:
        raise Refused(_("Another version has been lodged since you opened this page. Read that one first."))


@transaction.atomic
def name_school(plan: Plan, school: School | None, *, by: User, at: datetime) -> Plan:
    """Let a member lodge this plan in place of the lead school, or take that back with None."""
    fresh: Plan = Plan.objects.select_for_update(of=("self",)).select_related("year").get(pk=plan.pk)
    require(by, "year.name_lodging_school", fresh)
    if school is not None and not Membership.objects.belonging().filter(
        centre=fresh.year.centre_id, school=school
    ).exists():  # fmt: skip
        raise Refused(_("%s does not stand in this Centre.") % school.name)
    fresh.named_school = school
    fresh.save(update_fields=["named_school"])
    record_event(fresh, "name_school", by=by, at=at, facts={"school": school.pk if school else None})
    return fresh
