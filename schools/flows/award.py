"""Awards as the office records them (R1, R2)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import last_day_of_years
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.transitions import record_event
from schools import conf, signals
from schools.enums import AwardKind
from schools.models.award import Award
from schools.models.school import School
from schools.validators import validate_period


def usual_period(awarded_on: date, previous: Award | None) -> tuple[date, date]:
    """The period an award has by the rule: from the day after a standing older one ends, 3 years less a day (R1)."""
    starts = awarded_on
    if previous and previous.valid_until >= awarded_on:
        starts = date.fromordinal(previous.valid_until.toordinal() + 1)
    return starts, last_day_of_years(starts, conf.award_years.get())


def previous_award(school: School, kind: str, awarded_on: date) -> Award | None:
    """The standing award of the kind that began before this day and ends last."""
    earlier = school.awards.standing().filter(kind=kind, valid_from__lt=awarded_on)
    award: Award | None = earlier.order_by("-valid_until").first()
    return award


class LooksRecorded(Refused):
    """An award of this kind, awarded on this day or near it, is there already (R1)."""

    def __init__(self, known: Award) -> None:
        words = _(
            "This school holds the award “%(kind)s” of %(day)s already, valid until %(until)s. Nothing is recorded "
            "yet: if this is another award, say so below."
        )
        facts = {"kind": known, "day": long_date(known.awarded_on), "until": long_date(known.valid_until)}
        super().__init__(words % facts)


def to_be(
    school: School, *, kind: str, awarded_on: date, valid_from: date | None = None, valid_until: date | None = None
) -> Award:
    """The award as it would be recorded, not saved; days left out follow the rule of R1. Raises Refused."""
    _require_sane(awarded_on, valid_from)
    usual_from, usual_until = usual_period(awarded_on, previous_award(school, kind, awarded_on))
    if valid_from and not valid_until:
        usual_until = last_day_of_years(valid_from, conf.award_years.get())
    first, last = valid_from or usual_from, valid_until or usual_until
    award = Award(school=school, kind=AwardKind(kind), awarded_on=awarded_on, valid_from=first, valid_until=last)
    _require_period(award)
    if other := _overlapping(award):
        raise Refused(_overlap_words(other))
    return award


@transaction.atomic
def record(
    school: School,
    *,
    kind: str,
    awarded_on: date,
    by: User,
    at: datetime,
    valid_from: date | None = None,
    valid_until: date | None = None,
    is_another: bool = False,
) -> Award:
    """Write an award; `is_another` says that one that looks like it is not the same.

    Raises LooksRecorded, and Refused for a bad or overlapping period.
    """
    require(by, "schools.record_award", school)
    School.objects.select_for_update(no_key=True, of=("self",)).get(pk=school.pk)
    award = to_be(school, kind=kind, awarded_on=awarded_on, valid_from=valid_from, valid_until=valid_until)
    if not is_another and (known := school.awards.alike(award).first()):
        raise LooksRecorded(known)
    award.recorded_by, award.recorded_at = by, at
    _save(award)
    record_event(award, "record", by=by, at=at, facts=_facts(award))
    signals.awards_changed.send(sender=Award, award=award, by=by, at=at)
    return award


@transaction.atomic
def amend(award: Award, *, valid_from: date, valid_until: date, by: User, at: datetime, reason: str) -> Award:
    """Correct the period of a standing award, with the reason on record."""
    fresh: Award = Award.objects.select_for_update().get(pk=award.pk)
    require(by, "schools.record_award", fresh)
    _require_standing(fresh)
    before = _facts(fresh)
    fresh.valid_from, fresh.valid_until = valid_from, valid_until
    _save(fresh)
    record_event(fresh, "amend", by=by, at=at, reason=reason, facts={"before": before, "after": _facts(fresh)})
    signals.awards_changed.send(sender=Award, award=fresh, by=by, at=at)
    return fresh


@transaction.atomic
def withdraw(award: Award, *, by: User, at: datetime, reason: str) -> Award:
    """Take an award out of force for good; the row stays as history."""
    fresh: Award = Award.objects.select_for_update().get(pk=award.pk)
    require(by, "schools.record_award", fresh)
    _require_standing(fresh)
    fresh.withdrawn_at, fresh.withdrawn_by = at, by
    fresh.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record_event(fresh, "withdraw", by=by, at=at, reason=reason, facts=_facts(fresh))
    signals.awards_changed.send(sender=Award, award=fresh, by=by, at=at)
    return fresh


def _require_sane(*days: date | None) -> None:
    """Each given day lies in the years that awards lie in, so that a period can be counted from it."""
    for day in days:
        if day is not None:
            _require_period(Award(valid_from=day, valid_until=day))


def _require_period(award: Award) -> None:
    try:
        validate_period(award.valid_from, award.valid_until)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def _require_standing(award: Award) -> None:
    if award.withdrawn_at:
        raise Refused(_("This award was withdrawn before; nothing was changed."))


def _save(award: Award) -> None:
    """One at a time for a school: two that insert at once wait for each other's period, and PostgreSQL ends one of them
    with an error that tells nobody why.
    """
    School.objects.select_for_update(no_key=True, of=("self",)).get(pk=award.school_id)
    _require_period(award)
    try:
        with transaction.atomic():
            award.save()
    except IntegrityError as error:
        other = _overlapping(award)
        if other is None:
            raise
        raise Refused(_overlap_words(other)) from error


def _overlapping(award: Award) -> Award | None:
    """The first standing award of the kind that stands in the way; None when the refusal was of another sort."""
    standing = award.school.awards.standing().filter(kind=award.kind).exclude(pk=award.pk)
    touching = standing.filter(valid_from__lte=award.valid_until, valid_until__gte=award.valid_from)
    touched: Award | None = touching.order_by("valid_from").first()
    return touched


def _overlap_words(other: Award) -> str:
    words = _(
        "The school already holds the award “%(kind)s” from %(from)s to %(until)s, and two periods of one kind never "
        "overlap. An early renewal starts the day after the old one ends."
    )
    return words % {"kind": other, "from": long_date(other.valid_from), "until": long_date(other.valid_until)}


def _facts(award: Award) -> dict[str, object]:
    days = ("awarded_on", "valid_from", "valid_until")
    return {"school": award.school_id, "kind": award.kind, **{day: getattr(award, day).isoformat() for day in days}}
