"""Every word that a form takes is printed, once, within its page: all fields of a document filled at once."""

import pytest

from centres.year.models.activity import Activity, Attendance
from reviews.reports.conditions.report import NewCondition
from reviews.reports.flows import pack
from reviews.reports.models.pack import PackFile
from reviews.reports.pdf import report as pdf
from reviews.update.models.answer import Answer
from reviews.update.models.target import Target, TargetProgress
from reviews.visits.conditions.development import fingerprint_of as shown_of
from reviews.visits.flows import development
from reviews.visits.models.finding import Finding, TargetJudgement
from schools.models.school import School
from tests import visits
from tests.clock import NOW, days
from tests.documents import Words, astray, errors_in
from tests.visits import ON_THE_DAY, SECTIONS
from tests.whole import in_the_whole

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FURNITURE = {"Lead School · Trent Valley", "Trent Valley · Year 1", "IQM Centres of Excellence", "Annual review pack"}


def filled(words: Words) -> visits.Visited:
    """An issued report of which every text is as long as `words` says, and the update it is about."""
    made = visits.opened()
    last = visits.last_year(made)
    TargetProgress.objects.create(review=made.review, target=last)
    visits.update_sent(made.appoint().accept().agree())
    activity(made, words)
    facts = {name: words.text(length=100) for name in ("street", "locality", "county")}
    School.objects.filter(pk=made.lead.school.pk).update(**facts, telephone="01632 960001", pupils=412)
    made.record()
    for number in (1, 2, 3):
        target = made.target(number)
        short = {name: words.text(length=100) for name in ("aim", "owner")}
        Target.objects.filter(pk=target.pk).update(**short, actions=words.text(), measure=words.text())
    for by in (made.assessor, made.lead.head):
        development.agree(made.review, read=shown_of(made.review), by=by, at=ON_THE_DAY)
    for answer in Answer.objects.filter(review=made.review):
        texts = {name: words.text() for name in ("progress", "evidence", "next_steps")}
        Answer.objects.filter(pk=answer.pk).update(**texts)
    progress = words.text()
    TargetProgress.objects.filter(target=last).update(text=progress)
    for found in Finding.objects.filter(review=made.review):
        rest = {name: words.text(length=min(words.length, 1000)) for name in ("strengths", "areas")}
        Finding.objects.filter(pk=found.pk).update(remarks=words.text(), outcome="advice", **rest)
    TargetJudgement.objects.filter(target=last).update(remarks=words.text())
    conditions = [NewCondition(words.text(), visits.VISIT_DAY + days(30)) for _number in range(4)]
    sections = {name: words.text() for name in SECTIONS}
    made.send(recommendation="conditions", conditions=conditions, sections=sections).check().confirm().issue()
    return made


def activity(made: visits.Visited, words: Words) -> None:
    """Held before the visit, with a place and a focus as long as they may be."""
    facts = {"kind": "meeting", "place": words.text(length=200), "focus": words.text(length=300)}
    people = {"planned_by": made.lead.head, "recorded_by": made.lead.head}
    held = Activity.objects.create(
        centre=made.year.centre,
        held_on=visits.VISIT_DAY - days(7),
        state="held",
        taken_back="Ideas.",
        **facts,
        **people,
        planned_at=NOW,
        recorded_at=NOW,
    )
    for school in (made.lead.school, made.member.school):
        Attendance.objects.create(activity=held, school=school, staff=3)


def of_the_report(words: Words) -> set[str]:
    """The words of the update alone are not in the report."""
    return set(words.given) - {
        word
        for answer in Answer.objects.all()
        for text in (answer.progress, answer.evidence, answer.next_steps)
        for word in text.split()
    }


@pytest.mark.rule("R26a", "R27b")
@pytest.mark.parametrize("length", [100, pytest.param(4_000, marks=in_the_whole)])
def test_report_and_pack_print_every_word_within_their_pages(length, on_monday, monkeypatch):
    for most in ("MOST_PAGES_OF_A_PART", "SIGNS_A_PART"):
        monkeypatch.setattr(f"reviews.reports.pdf.pack.{most}", 10**9)  # one document, however long
    words = Words(length)
    made = filled(words)

    printed = pdf.report(made.report.sealed)
    assert not of_the_report(words) & set(words.missing_in(printed))
    assert astray(printed, furniture=FURNITURE) == []
    assert errors_in(printed) == []

    asked = pack.ask(made.year, by=made.lead.head, at=ON_THE_DAY)
    pack.build_one(pack.claim_one(ON_THE_DAY))
    with PackFile.objects.get(pack=asked).file.open() as file:
        document = file.read()
    progress, held = TargetProgress.objects.get(review=made.review), Activity.objects.get()
    twice = set(f"{progress.text} {held.place} {held.focus}".split())
    assert set(words.missing_in(document)) == twice  # as the update's or the Centre's own, and in the report
    assert astray(document, furniture=FURNITURE) == []
    assert errors_in(document) == []
