"""The pages of visits and reports: what each side finds on them, and that nothing typed is lost."""

import hashlib
import re
from datetime import date, timedelta
from io import BytesIO

import pikepdf
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.versioned import written
from iqm_coe.lib.worklist import lines_for
from iqm_coe.lib.year_line import steps_of
from iqm_coe.texts.models.kept import KeptText
from reviews.reports.flows import report, seal
from reviews.reports.models.report import Report
from reviews.reports.models.seal import SealedFile, SealedPrint, SealedReport
from reviews.reports.views.seal import MISSES
from reviews.update.models.review import Review
from reviews.visits.conditions import development as development_conditions
from reviews.visits.flows import date as date_flows
from reviews.visits.flows import development, finding
from reviews.visits.models.visit import Visit
from reviews.visits.selectors import finding as finding_selectors
from schools.models.school import LocalAuthority, School
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.documents import errors_in
from tests.factories.schools import SchoolFactory, SchoolRoleFactory
from tests.meta.cast import BACKEND
from tests.visits import ON_THE_DAY, SECTIONS, VISIT_DAY, fingerprint_of, shown_of

pytestmark = pytest.mark.django_db

IN_SPRING = date(2027, 4, 1)  # an assessor is appointed by the end of May


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def page(user, name, *args) -> str:
    answer = client_of(user).get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def post(user, name, *args, **data):
    return client_of(user).post(reverse(name, args=args), data)


def waiting_for(user, on=TODAY) -> set[str]:
    return {line.action for line in lines_for(type(user).objects.get(pk=user.pk), on)}


# ---- what waits for whom ----


@pytest.mark.rule("R19d", "R20a")
def test_each_side_finds_what_is_asked_of_it(opened):
    assert "Appoint" not in waiting_for(opened.staff)  # not before it is time
    assert "Appoint" in waiting_for(opened.staff, TODAY + days(70))
    opened.appoint(reviews=list(opened.year.reviews.all()))
    assert "Appoint" not in waiting_for(opened.staff, TODAY + days(70))
    assert waiting_for(opened.assessor) == {"Declare and answer"}
    opened.accept()
    assert "Propose days" in waiting_for(opened.assessor) & waiting_for(opened.lead.head)
    assert "Propose days" not in waiting_for(opened.member.head)
    made = date_flows.propose(opened.visit, [VISIT_DAY], by=opened.assessor, at=NOW)
    assert "Answer" in waiting_for(opened.lead.coordinator)
    assert waiting_for(opened.assessor) == set()
    date_flows.accept(made.proposals.get(), by=opened.lead.head, at=NOW)
    assert "Answer" not in waiting_for(opened.lead.coordinator)
    assert waiting_for(opened.assessor, VISIT_DAY) == {"Open the notebook"}


@pytest.mark.rule("R23a", "R24a")
def test_the_report_waits_for_one_after_the_other(agreed):
    agreed.record()
    assert waiting_for(agreed.assessor, VISIT_DAY) == {"Open the plan", "Write"}
    for number in (1, 2, 3):
        agreed.target(number)
    development.agree(agreed.review, read=shown_of(agreed.review), by=agreed.assessor, at=ON_THE_DAY)
    assert "Read and agree" in waiting_for(agreed.lead.head, VISIT_DAY)
    development.agree(agreed.review, read=shown_of(agreed.review), by=agreed.lead.head, at=ON_THE_DAY)
    assert waiting_for(agreed.assessor, VISIT_DAY) == {"Write"}
    agreed.send()
    assert "Read and check" in waiting_for(agreed.staff, VISIT_DAY)
    agreed.check()
    assert "Read and answer" in waiting_for(agreed.lead.head, VISIT_DAY)
    assert "Read" in waiting_for(agreed.lead.coordinator, VISIT_DAY)
    assert "Read and answer" not in waiting_for(agreed.lead.coordinator, VISIT_DAY)
    agreed.confirm()
    assert "Read and issue" in waiting_for(agreed.second, VISIT_DAY)
    agreed.issue()
    assert waiting_for(agreed.assessor, VISIT_DAY) == set()
    assert "Read and issue" not in waiting_for(agreed.staff, VISIT_DAY)


# ---- forms that keep what was typed ----


@pytest.mark.rule("R19b", "R19c")
def test_appointing_names_the_tie_and_takes_a_reason(opened):
    SchoolRoleFactory(user=opened.assessor, school=opened.member.school)
    facts = {
        "reviews": opened.review.pk,
        "host": opened.lead.school.pk,
        "mode": "remote",
        "assessor": opened.assessor.pk,
    }

    refused = post(opened.staff, "visits:appoint", opened.year.pk, **facts, waiver_reason="")
    assert "Second School, a school of this Centre" in refused.content.decode()
    taken = post(opened.staff, "visits:appoint", opened.year.pk, **facts, waiver_reason="Nobody else.")

    assert (taken.status_code, Visit.objects.get().waiver_reason) == (302, "Nobody else.")


@pytest.mark.rule("R20b")
def test_a_refused_day_stays_in_the_form(opened):
    opened.appoint().accept()

    answer = post(opened.assessor, "visits:dates", opened.visit.pk, day_1="2026-12-25", day_2="2027-01-19")

    words = answer.content.decode()
    assert "public holiday (Christmas Day)" in words
    assert 'value="2027-01-19"' in words


@pytest.mark.rule("R22b")
def test_a_clash_leads_to_both_texts(agreed):
    element = agreed.review.framework.elements.get(number=1)
    found = written(outcome="advice", remarks="From the tablet.")
    finding.save_finding(agreed.review, element, found, by=agreed.assessor, at=ON_THE_DAY)

    with time_machine.travel(ON_THE_DAY):
        went = post(agreed.assessor, "visits:finding", agreed.review.pk, 1, outcome="advice", remarks="From the desk.")
        words = page(agreed.assessor, "texts:kept", KeptText.objects.get().pk)

    assert went.url == reverse("texts:kept", args=[KeptText.objects.get().pk])
    assert ("tablet" in words, "desk" in words) == (True, True)


@pytest.mark.rule("R24d")
def test_a_clash_of_a_report_leads_to_both_texts(recorded):
    recorded.write(sections={"overview": "Saved first."})

    post(recorded.assessor, "reports:write_report", recorded.report.pk, overview="Typed later.")
    words = page(recorded.assessor, "texts:kept", KeptText.objects.get(box="overview").pk)

    assert ("Saved" in words, "Typed" in words) == (True, True)


@pytest.mark.rule("R25a")
def test_conditions_are_typed_with_their_days(recorded):
    facts = {"recommendation": "conditions", "condition_1": "Train new staff."}

    refused = post(recorded.assessor, "reports:write_report", recorded.report.pk, **facts)
    assert "Give the day by which this condition is met" in refused.content.decode()
    post(recorded.assessor, "reports:write_report", recorded.report.pk, **facts, condition_1_due_on="2027-06-01")

    assert recorded.report.conditions.get().text == "Train new staff."


# ---- the school's side ----


@pytest.mark.rule("R44g")
def test_the_school_reads_the_version_that_was_sent_and_no_other(factual):
    report.dispute_facts(factual.report, corrections="412 pupils.", by=factual.lead.head, at=ON_THE_DAY)
    factual.write(sections={"overview": "An amended draft."})

    conflicted = scene.iqm_person("Conflicted", "staff")
    SchoolRoleFactory(user=conflicted, school=factual.lead.school, kind="contributor")

    for_the_school = page(factual.lead.head, "reports:report", factual.report.pk)
    for_tied_staff = page(conflicted, "reports:report", factual.report.pk)
    for_the_office = page(factual.staff, "reports:report", factual.report.pk)

    assert "An amended draft." not in for_the_school
    assert "An amended draft." not in for_tied_staff
    assert "Our Overview." in for_the_school
    assert "An amended draft." in for_the_office
    assert "412 pupils." in for_the_office


@pytest.mark.rule("R24c")
def test_the_school_answers_on_its_page(factual):
    assert "Tuesday 2 February 2027" in page(factual.lead.head, "reports:facts", factual.report.pk)

    refused = post(factual.lead.head, "reports:facts", factual.report.pk, correct="1", corrections="")
    assert "Write what is wrong and how it should read" in refused.content.decode()
    post(factual.lead.head, "reports:facts", factual.report.pk, correct="1", corrections="412 pupils.")

    assert Report.objects.get().factual.corrections == "412 pupils."


@pytest.mark.rule("R24c")
def test_corrections_are_not_lost_to_the_button_that_says_all_is_right(factual):
    refused = post(factual.lead.head, "reports:facts", factual.report.pk, confirm="1", corrections="412 pupils.")

    assert "You wrote corrections. Send them, or empty the box if" in refused.content.decode()
    assert "412 pupils." in refused.content.decode()
    assert (Report.objects.get().state, Report.objects.get().factual.answer) == ("factual", "")


@pytest.mark.rule("R22a")
def test_the_notebook_leads_on_until_nothing_is_open(agreed):
    open_page, first = page_on_the_day(agreed), agreed.review.framework.elements.first()
    assert ("Go on recording" in open_page, "Finish the record" in open_page) == (True, False)
    assert reverse("visits:finding", args=[agreed.review.pk, first.number]) in open_page

    for element in agreed.review.framework.elements.all():
        found = written(outcome="ratified", remarks="")
        finding.save_finding(agreed.review, element, found, by=agreed.assessor, at=ON_THE_DAY)

    whole = page_on_the_day(agreed)
    assert ("Go on recording" in whole, "Finish the record" in whole) == (False, True)


def page_on_the_day(made) -> str:
    with time_machine.travel(ON_THE_DAY, tick=False):
        return page(made.assessor, "visits:notebook", made.review.pk)


@pytest.mark.rule("R23b")
def test_words_written_into_a_target_that_was_taken_out_meanwhile_are_still_there(agreed):
    made = agreed.record()
    target = made.target(1)
    development.remove_target(target, by=made.lead.coordinator, at=ON_THE_DAY)
    words = {"aim": "My long words", "element": target.element_id, "actions": "a", "owner": "o", "measure": "m"}

    answer = post(made.assessor, "visits:change_target", target.pk, **words, by_when="2027-07-20")

    assert "was taken out meanwhile" in answer.content.decode()
    assert "My long words" in answer.content.decode()


@pytest.mark.rule("R15c")
def test_the_page_of_days_says_until_when_the_updates_are_then_due(opened):
    opened.appoint().accept()
    offered = date_flows.propose(opened.visit, [VISIT_DAY], by=opened.assessor, at=NOW)

    shown = page(opened.lead.coordinator, "visits:answer_dates", offered.pk)

    assert "then due by Thursday 17 December 2026" in shown


@pytest.mark.rule("R20g")
def test_a_chosen_day_says_whom_it_binds_and_is_agreed_on_the_next_page_alone(opened):
    opened.appoint(reviews=list(opened.year.reviews.all())).accept()
    other = date(2027, 1, 20)
    offered = date_flows.propose(opened.visit, [VISIT_DAY, other], by=opened.assessor, at=NOW)
    who, address = client_of(opened.lead.coordinator), reverse("visits:answer_dates", args=[offered.pk])
    listed = who.get(address).content.decode()
    assert "Accept" not in listed
    assert listed.count('type="radio"') == 2

    for day in offered.proposals.all():
        asked = who.get(address, {"day": day.pk}).content.decode()
        told = asked.partition("The day is agreed at once.")[2]
        assert f"Is {long_date(day.on)} the day of the visit?" in asked
        assert f"It binds {opened.assessor.name} and these 2 schools" in told
        for school in (opened.lead.school, opened.member.school):
            assert f"<li>{school.name}</li>" in told
        assert "then due by" in told
        assert "This mail will go" in told
    assert (Visit.objects.get().state, Visit.objects.get().agreed_on) == ("declared", None)

    who.post(address, {"accept": offered.proposals.get(on=other).pk})
    assert (Visit.objects.get().state, Visit.objects.get().agreed_on) == ("agreed", other)
    assert "These days have been answered" in who.get(address, {"day": day.pk}).content.decode()


@pytest.mark.rule("R20g")
@pytest.mark.parametrize("day", ["9" * 5000, "0", "x", ""])
def test_an_odd_day_to_choose_shows_the_list(opened, day):
    opened.appoint().accept()
    offered = date_flows.propose(opened.visit, [VISIT_DAY], by=opened.assessor, at=NOW)
    address = reverse("visits:answer_dates", args=[offered.pk])
    assert "Go on with this day" in client_of(opened.lead.coordinator).get(address, {"day": day}).content.decode()


@pytest.mark.rule("R22a")
def test_missing_remarks_are_asked_for_at_their_field(agreed):
    with time_machine.travel(ON_THE_DAY, tick=False):
        answer = post(agreed.assessor, "visits:finding", agreed.review.pk, 1, outcome="advice", remarks="")

    assert answer.context["form"].errors["remarks"] == [
        "Say what else is needed: without remarks an element can only be ratified."
    ]


# ---- what is issued ----


@pytest.mark.rule("R26a")
def test_the_page_that_issues_says_the_consequence_and_shows_the_letter(confirmed):
    words = page(confirmed.staff, "reports:issue_report", confirmed.report.pk)

    assert "Nothing in it can ever change again" in words
    assert "The report on Lead School is issued" in words


@pytest.mark.rule("R26b")
def test_whoever_is_second_reads_it(confirmed):
    client, url = client_of(confirmed.second), reverse("reports:issue_report", args=[confirmed.report.pk])
    client.get(url)
    confirmed.issue()

    answer = client.post(url, {"read": "what was shown before"})

    words = answer.content.decode()
    assert "the report is now “Issued”" in words
    assert "Somebody was first" in words
    assert SealedReport.objects.get().issued_by == confirmed.staff


def content_of(answer) -> bytes:
    return b"".join(answer.streaming_content)


@pytest.mark.rule("R26a", "R26c")
def test_the_document_says_what_was_sealed(confirmed):
    sealed = confirmed.issue()
    assert seal.build_everything_waiting() == 1

    answer = client_of(confirmed.lead.head).get(reverse("reports:report_pdf", args=[sealed.report_id]))

    content = content_of(answer)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="report-{sealed.code}.pdf"'
    assert errors_in(content) == []
    with pikepdf.open(BytesIO(content)) as document:
        assert document.docinfo["/Title"] == "Report on Lead School, year 1"
        links = {str(one.A.URI) for page in document.pages for one in page.get("/Annots", []) if "/A" in one}
    assert any(link.endswith(f"/confirm/{sealed.code}/") for link in links)


@pytest.mark.rule("R26c")
def test_the_document_is_made_once_and_served_as_it_was_made(confirmed):
    sealed, head = confirmed.issue(), client_of(confirmed.lead.head)
    url = reverse("reports:report_pdf", args=[sealed.report_id])
    assert "Waiting to be built" in head.get(url).text
    seal.build_everything_waiting()
    first = content_of(head.get(url))
    SchoolRoleFactory(user=scene.person("A New Head"), school=confirmed.lead.school, kind="headteacher")

    assert content_of(head.get(url)) == first
    assert (seal.build_everything_waiting(), SealedFile.objects.count()) == (0, 1)
    assert hashlib.sha256(first).hexdigest() == sealed.document.sha256
    assert "Download the PDF" in head.get(url, headers={"HX-Request": "true"}).text


@pytest.mark.rule("R26c")
def test_a_document_that_cannot_be_made_says_so_and_is_tried_again_a_day_later(confirmed, monkeypatch):
    sealed, head = confirmed.issue(), client_of(confirmed.lead.head)
    with monkeypatch.context() as broken:
        broken.setattr("reviews.reports.pdf.report.pdf.render_apart", lambda *_args: 1 / 0)
        seal.build_everything_waiting()
    failed_at = SealedPrint.objects.get().failed_at
    answer = head.get(reverse("reports:report_pdf", args=[sealed.report_id])).text
    assert "The report is sealed all the same" in " ".join(answer.split())

    assert seal.ask_what_lacks(failed_at + seal.TRIED_AGAIN_AFTER - timedelta(seconds=1)) == 0
    assert seal.ask_what_lacks(failed_at + seal.TRIED_AGAIN_AFTER) == 1
    assert (seal.build_everything_waiting(), SealedFile.objects.count()) == (1, 1)


@pytest.mark.rule("R26c")
def test_a_report_sealed_before_documents_were_kept_gets_its_own(confirmed):
    sealed = confirmed.issue()
    sealed.printing.delete()

    seal.ask_what_lacks(ON_THE_DAY)

    assert (seal.build_everything_waiting(), SealedFile.objects.get().sealed) == (1, sealed)


@pytest.mark.rule("R26a", "R44a")
def test_the_public_page_confirms_school_centre_outcome_and_dates_and_nothing_else(confirmed):
    sealed = confirmed.issue()

    answer = Client().get(reverse("reports:confirm_code", args=[sealed.code]))
    words = answer.content.decode()

    for told in ("Lead School", "Trent Valley", "Maintain", "Tuesday 19 January 2027", sealed.code):
        assert told in words
    for hidden in ("Asha", "Our Overview.", "Aim 1", "Pupil progress", "Head of Lead School", sealed.sha256):
        assert hidden not in words


@pytest.mark.rule("R26a")
def test_a_code_is_found_however_it_is_typed(confirmed):
    code = confirmed.issue().code

    answer = Client().get(reverse("reports:confirm"), {"code": f" {code[:5].lower()}-{code[5:]} "}, follow=True)

    assert "This report is genuine" in answer.content.decode()


@pytest.mark.rule("R26a")
def test_an_unknown_code_is_a_plain_no_and_guessing_is_stopped(confirmed):
    code, client = confirmed.issue().code, Client()
    wrong = reverse("reports:confirm_code", args=["ABCDEFGHJK"])

    answers = [client.get(wrong).status_code for _try in range(MISSES + 1)]

    assert answers == [404] * MISSES + [429]
    assert client.get(reverse("reports:confirm_code", args=[code])).status_code == 429
    assert "We know no report" in Client(REMOTE_ADDR="10.1.1.1").get(wrong).content.decode()


@pytest.mark.rule("R26a")
def test_a_code_that_is_looked_up_often_is_no_guess(confirmed):
    url, client = reverse("reports:confirm_code", args=[confirmed.issue().code]), Client()

    assert {client.get(url).status_code for _try in range(MISSES + 5)} == {200}


# ---- the review's page and the year line ----


@pytest.mark.rule("R44g")
def test_the_review_leads_to_what_follows_as_far_as_it_may_be_seen(checking):
    words = page(checking.lead.head, "update:review", checking.review.pk)
    assert reverse("visits:visit", args=[checking.visit.pk]) in words
    assert reverse("visits:plan", args=[checking.review.pk]) in words
    assert reverse("reports:report", args=[checking.report.pk]) not in words

    checking.check()

    words = page(checking.lead.head, "update:review", checking.review.pk)
    assert reverse("reports:report", args=[checking.report.pk]) in words


def steps(made, on=TODAY) -> dict[str, tuple]:
    line = steps_of(made.staff, {made.year.pk: "/year/"}, on)[made.year.pk]
    return {str(step.label): (step.state, step.on, step.note) for step in line if step.label in ("Visit", "Report")}


def test_the_year_line_follows_visit_and_report():
    made = visits.opened()
    made.appoint(reviews=list(made.year.reviews.all()))
    month_ten, last_day = date(2027, 9, 22), date(2027, 11, 22)  # of a year that opens on 23 November 2026
    assert steps(made) == {"Visit": ("coming", month_ten, "assessor asked"), "Report": ("coming", last_day, "")}
    assert steps(made, month_ten + days(1))["Visit"] == ("late", month_ten, "assessor asked")
    made.accept()
    assert steps(made)["Visit"] == ("coming", month_ten, "day to be agreed")
    visits.update_sent(made.agree())
    assert steps(made) == {"Visit": ("coming", VISIT_DAY, ""), "Report": ("coming", last_day, "")}
    assert steps(made, VISIT_DAY)["Visit"] == ("due", VISIT_DAY, "")


# ---- what was shown is what is decided on ----


def read_of(user, name, *args) -> str:
    found = client_of(user).get(reverse(name, args=args)).context["form"]
    return str(found.initial["read"])


@pytest.mark.rule("R24a", "R24d")
@pytest.mark.parametrize("name", ["check_report", "send_report_back"])
def test_the_checker_decides_on_what_the_page_showed(checking, name):
    read = read_of(checking.staff, f"reports:{name}", checking.report.pk)
    report.send_back(
        checking.report, read=fingerprint_of(checking.report), reason="More.", by=checking.second, at=ON_THE_DAY
    )
    checking.send(sections=SECTIONS | {"overview": "Another text."})

    stale = post(checking.staff, f"reports:{name}", checking.report.pk, read=read, reason="Less.")
    assert "Somebody changed the report since you opened this page" in stale.content.decode()
    assert checking.report.state == "checking"
    again = post(checking.staff, f"reports:{name}", checking.report.pk, read=stale.context["page"].read, reason="L.")

    assert (again.status_code, checking.report.state == "checking") == (302, False)


def test_a_refused_form_comes_back_as_it_was_typed(checking):
    stale = post(checking.staff, "reports:send_report_back", checking.report.pk, read="old", reason="Say more, Asha.")

    assert stale.context["form"]["reason"].value() == "Say more, Asha."


@pytest.mark.rule("R24d", "R26b")
def test_nobody_seals_another_text_than_the_one_they_read(confirmed):
    read = read_of(confirmed.second, "reports:issue_report", confirmed.report.pk)
    report.send_back(
        confirmed.report, read=fingerprint_of(confirmed.report), reason="More.", by=confirmed.staff, at=ON_THE_DAY
    )
    confirmed.send(sections=SECTIONS | {"overview": "Another text."}).check()

    stale = post(confirmed.second, "reports:issue_report", confirmed.report.pk, read=read)

    assert "Somebody changed the report" in stale.content.decode()
    assert not SealedReport.objects.exists()


@pytest.mark.rule("R24a")
def test_a_report_sent_back_without_a_reason_is_not_passed_off_as_read(checking):
    read = read_of(checking.second, "reports:send_report_back", checking.report.pk)
    checking.report.sections.filter(kind="overview").update(text="Another text.")

    stale = post(checking.second, "reports:send_report_back", checking.report.pk, read=read, reason="")

    assert "Somebody changed this since you opened the page" in stale.content.decode()


@pytest.mark.rule("R23b")
def test_the_page_that_agrees_a_plan_carries_what_it_showed(agreed):
    targets = [agreed.target(number, at=NOW) for number in (1, 2, 3)]
    read = read_of(agreed.lead.head, "visits:agree_plan", agreed.review.pk)
    development.remove_target(targets[0], by=agreed.assessor, at=NOW)
    agreed.target(4, at=NOW)

    stale = post(agreed.lead.head, "visits:agree_plan", agreed.review.pk, read=read)
    assert "Somebody changed the plan" in stale.content.decode()
    assert f'value="{development_conditions.fingerprint_of(agreed.review)}"' in stale.content.decode()


# ---- odd addresses and what nobody may read yet ----


@pytest.mark.rule("R26b")
@pytest.mark.parametrize("code", ["a/b", "../../x", "//evil.example", "-", "Ä2B3C4D5E6", "0000000000"])
def test_an_odd_code_is_refused_in_words(client, db, code):
    answer = client.get(reverse("reports:confirm"), {"code": code})

    assert (answer.status_code, "letters and figures only" in answer.content.decode()) == (200, True)
    assert client.get(f"/confirm/{'A' * 40}/").status_code == 404


@pytest.mark.rule("R20a")
@pytest.mark.parametrize("chosen", ["9" * 5000, "0", "x", ""])
def test_an_odd_day_is_no_day(opened, chosen):
    opened.appoint().accept()
    made = date_flows.propose(opened.visit, [VISIT_DAY], by=opened.assessor, at=NOW)

    answer = post(opened.lead.coordinator, "visits:answer_dates", made.pk, accept=chosen, reason="")

    assert (answer.status_code, Visit.objects.get().state) == (404, "declared")


@pytest.mark.rule("R44b")
def test_progress_on_a_target_is_not_read_before_the_update_is_sent(opened):
    target = visits.last_year(opened)
    opened.review.progress_on_targets.create(
        target=target, text="Unsent.", version=1, updated_at=NOW, updated_by=opened.lead.head
    )

    assert finding_selectors.judgement_of(opened.review, target) == (None, "")
    Review.objects.filter(pk=opened.review.pk).update(state="sent", sent_at=NOW, sent_by=opened.lead.head)
    assert finding_selectors.judgement_of(opened.review, target) == (None, "Unsent.")


@pytest.mark.rule("R44g")
def test_staff_of_the_school_read_neither_the_later_draft_nor_the_reason(factual):
    SchoolRoleFactory(user=factual.second, school=factual.lead.school, kind="contributor")
    report.dispute_facts(factual.report, corrections="412.", by=factual.lead.head, at=ON_THE_DAY)
    factual.send(sections=SECTIONS | {"overview": "The later draft."})
    report.send_back(
        factual.report,
        read=fingerprint_of(factual.report),
        reason="The office's reason.",
        by=factual.staff,
        at=ON_THE_DAY,
    )

    for user, reads in ((factual.staff, True), (factual.second, False), (factual.lead.head, False)):
        words = page(user, "reports:report", factual.report.pk)
        assert ("The later draft." in words, "s reason." in words) == (reads, reads)


@pytest.mark.rule("R21a")
def test_a_report_whose_visit_was_called_off_is_still_read(recorded):
    Visit.objects.update(state="cancelled")
    recorded.visit.covers.update(released_at=NOW)

    assert "Lead School" in page(recorded.staff, "reports:report", recorded.report.pk)


@pytest.mark.rule("R19b")
def test_the_page_that_appoints_shows_what_it_warns_of(opened):
    area = LocalAuthority.objects.create(name="Derby", code="831")
    School.objects.filter(pk=opened.lead.school.pk).update(local_authority=area)
    SchoolRoleFactory(user=opened.assessor, school=SchoolFactory(local_authority=area))
    scene.iqm_person("Ben", "assessor")

    words = page(opened.staff, "visits:appoint", opened.year.pk)

    assert "Asha – note: the same local authority" in words
    assert "Ben –" not in words


def mail_shown(user, name, *args) -> str:
    """The part of a page that shows the mail which will go."""
    shown = page(user, name, *args)
    assert shown.count("This mail will go") == 1
    return shown[shown.index("This mail will go") :]


def test_each_weighty_page_shows_the_mail_that_will_go(opened):
    opened.appoint()
    key = opened.visit.pk
    assert "will assess Lead School this year" in mail_shown(opened.assessor, "visits:answer_appointment", key)
    assert "(your reason)" in mail_shown(opened.staff, "visits:cancel_visit", key)

    opened.accept()
    offered = date_flows.propose(opened.visit, [VISIT_DAY], by=opened.assessor, at=NOW)
    chosen = {"day": offered.proposals.get().pk}
    confirm = client_of(opened.lead.coordinator).get(reverse("visits:answer_dates", args=[offered.pk]), chosen)
    assert long_date(VISIT_DAY) in confirm.content.decode().partition("This mail will go")[2]
    assert "(the day you fix)" in mail_shown(opened.staff, "visits:fix_date", key)


def test_each_weighty_page_of_a_plan_shows_the_mail_that_will_go(agreed):
    made = agreed.record()
    for number in (1, 2, 3):
        made.target(number)
    asks = mail_shown(made.assessor, "visits:agree_plan", made.review.pk)
    development.agree(made.review, read=shown_of(made.review), by=made.assessor, at=ON_THE_DAY)
    stands = mail_shown(made.lead.coordinator, "visits:agree_plan", made.review.pk)

    assert ("The other side" in asks, "have agreed the plan for development" in asks) == (True, False)
    assert ("The other side" in stands, "have agreed the plan for development" in stands) == (False, True)
    assert "- Aim 1" in stands


def test_each_weighty_page_of_a_report_shows_the_mail_that_will_go(checking):
    assert "(your reasons)" in mail_shown(checking.staff, "reports:send_report_back", checking.report.pk)
    checking.check()
    facts = page(checking.lead.head, "reports:facts", checking.report.pk)
    for button, subject in (("The facts are right", "Facts confirmed"), ("Send these corrections", "Corrections sent")):
        assert re.search(f"This mail will go with “{button}”.*?<dd>{subject}: the report on", facts, re.DOTALL)
