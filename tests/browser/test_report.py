"""From the appointment of an assessor to the sealed report, by what assessor, school, staff and the public see."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pypdfium2
import pytest
import time_machine
from django.core import mail

from iqm_coe.accounts.models.user import User
from reviews.reports.flows import seal
from reviews.reports.models.seal import SealedReport
from reviews.update.models.target import TargetProgress
from tests import visits
from tests.browser.conftest import delivered, link_in, with_password
from tests.clock import NOW
from tests.whole import in_the_whole

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_mail_names_the_server"),
]

WHEN_IT_IS_ASKED_FOR = datetime(2027, 2, 8, 9, 0, tzinfo=NOW.tzinfo)
A_WEEK_LATER = datetime(2027, 1, 26, 9, 0, tzinfo=NOW.tzinfo)
PROPOSED = ("2027-03-16", "2027-03-18")
ELEMENTS = 10
ADVICE = "Let the pupils' council read the behaviour policy."
AIMS = ("Every pupil takes part in a club", "Parents write the policy with us", "Every lesson has a quiet place")
OVERVIEW = "A school that knows each of its pupils."
REASON = "Say in the overview who told you."
WRONG = "We met three governors, not two."
PUBLIC = [
    *("This report is genuine", "Maintain"),
    *("School", "Lead School"),
    *("Centre of Excellence", "Trent Valley"),
    *("Recommendation", "Maintain"),
    *("Centre year", "Monday 23 November 2026 – Monday 22 November 2027"),
    *("Visited on", "Tuesday 19 January 2027"),
    *("Issued on", "Tuesday 26 January 2027"),
]


@pytest.fixture
def clock(transactional_db) -> Iterator[time_machine.Traveller]:
    """The time of the server and of the worker; the browsers keep their own."""
    with time_machine.travel(NOW) as travelling:
        yield travelling


def cast(made: visits.Visited) -> dict[str, User]:
    """Assessor, two of the staff, and the lead school's coordinator and head."""
    everybody = {"asha": made.assessor, "sam": made.staff, "sue": made.second}
    everybody |= {"clara": made.lead.coordinator, "howard": made.lead.head}
    return {name: with_password(user) for name, user in everybody.items()}


def enter(somebody, user: User) -> None:
    """Signed in with all that this person needs, on their own first page."""
    somebody.sign_in(user, code=user.iqm_role_set.exists())
    assert somebody.sees("What needs me") or somebody.sees("This year")


def work_of(somebody) -> str:
    """What stands on the page of what needs this person, without what waits for others."""
    text = somebody.open("/work/").get_by_role("main").inner_text()
    text, _sign, _others = text.partition("With others")
    assert text.startswith(("What needs me", "This year"))
    return text


def appoint(sam) -> None:
    assert "Appoint an assessor for Trent Valley" in work_of(sam)
    sam.take_up("Appoint")
    assert sam.sees("This mail will go")
    sam.page.get_by_label("Assessor", exact=True).select_option(label="Asha")
    sam.press("Ask the assessor")
    assert sam.sees("Asha is asked. You hear when they have answered.")
    assert "Appoint an assessor" not in work_of(sam)


def declare_and_accept(asha) -> None:
    assert "IQM asks you to assess Trent Valley: declare your interests" in work_of(asha)
    asha.click("Declare and answer")
    asha.fill("Your interests", "   ")
    asha.press("Declare and accept")
    assert asha.sees("Declare your interests, or write “none”.")
    asha.fill("Your interests", "My cousin taught at Second School until 2019.")
    asha.press("Declare and accept")
    assert asha.sees("Accepted. Agree a day with the host school next.")
    assert "declare your interests" not in work_of(asha)


def propose_days(asha) -> None:
    assert "Propose days for the visit to Trent Valley" in work_of(asha)
    asha.take_up("Propose days")
    for number, day in enumerate(PROPOSED, 1):
        asha.fill(f"Day {number}", day)
    asha.press("Propose these days")
    assert asha.sees("Proposed. The other side is told by mail.")
    assert "Propose days" not in work_of(asha)


def accept_the_second_day(clara) -> None:
    assert "Asha proposes days for the visit to Trent Valley" in work_of(clara)
    clara.click("Answer")
    clara.page.get_by_label("Thursday 18 March 2027").check()
    clara.press("Go on with this day")
    clara.press("Accept Thursday 18 March 2027")
    assert clara.sees("Agreed. Everybody concerned is told the day.")
    assert clara.sees("Visit on Thursday 18 March 2027")
    assert "proposes days" not in work_of(clara)


@in_the_whole
@pytest.mark.rule("R19d", "R20a")
def test_assessor_is_appointed_declares_interests_and_agrees_a_day(meet, clock) -> None:
    made = visits.opened()
    people = cast(made)
    clock.move_to(WHEN_IT_IS_ASKED_FOR)
    sam, asha, clara = meet(), meet(), meet()
    enter(sam, people["sam"])
    appoint(sam)
    assert "Lead School, Second School" in delivered(people["asha"].email, "declare your interests")

    enter(asha, people["asha"])
    declare_and_accept(asha)
    assert "accepted the visit to Lead School" in delivered(people["sam"].email, "Asha has answered")
    assert f"You reach Asha at {people['asha'].email}" in delivered(people["clara"].email, "Your assessor this year")
    sam.open(link_in(delivered(people["sam"].email, "Asha has answered")).removeprefix(sam.root))
    assert sam.sees("My cousin taught at Second School until 2019.")

    enter(clara, people["clara"])
    propose_days(asha)
    assert "18 March 2027" in delivered(people["clara"].email, "Days proposed")
    accept_the_second_day(clara)
    assert "Lead School: Thursday 18 February 2027" in delivered(people["howard"].email, "is on Thursday 18 March 2027")
    assert "is on Thursday 18 March 2027" in delivered(people["asha"].email)
    asha.click("My visits")
    assert asha.sees("18 March 2027")


def of_the_day(made: visits.Visited) -> str:
    """A day is agreed and the update sent, with one target of the year before; gives what was aimed at."""
    aimed = visits.last_year(made)
    TargetProgress.objects.create(review=made.review, target=aimed)
    visits.update_sent(made.appoint().accept().agree())
    return aimed.aim


def record(asha, aim: str) -> None:
    """Last year's target, then element by element; no element is passed over."""
    assert "Record your visit to Lead School" in work_of(asha)
    asha.click("Open the notebook")
    asha.click(aim)
    assert asha.sees("What the school says")
    assert asha.sees("Done.")
    asha.page.get_by_label("Partly met").check()
    asha.fill("Remarks", "Two of three classes.")
    asha.press("Save the judgement")
    assert asha.sees("The judgement is saved.")
    asha.click("Pupil progress")
    for number in range(1, ELEMENTS):
        save_finding(asha, number, "Save and go on")
    go_on_where_something_is_open(asha)
    save_finding(asha, ELEMENTS, "Save")


def save_finding(asha, number: int, button: str) -> None:
    """The second element with advice, which wants remarks; the others ratified."""
    assert asha.sees(f"Element {number} · Lead School")
    assert asha.sees("Better.")
    if number == 2:
        asha.page.get_by_label("Ratified with advice").check()
        asha.press(button)
        assert asha.sees("Say what else is needed: without remarks an element can only be ratified.")
        asha.fill("Remarks", ADVICE)
    else:
        asha.page.get_by_label("Ratified", exact=True).check()
        asha.fill("Remarks", f"Seen for element {number}.")
    asha.press(button)
    assert asha.sees(f"Element {number} is saved.")


def go_on_where_something_is_open(asha) -> None:
    asha.click("All elements")
    assert asha.page.get_by_role("link", name="Finish the record").count() == 0
    asha.click("Go on recording")


def finish(asha) -> None:
    asha.click("Finish the record")
    assert asha.sees("nothing in the notebook can be changed")
    asha.press("Finish the record")
    assert asha.sees("The record is finished. The report is next.")
    assert asha.sees("Due on Tuesday 26 January 2027.")
    assert "Record your visit" not in work_of(asha)


def plan_for_next_year(asha) -> None:
    assert "Draft and agree the plan for development of Lead School" in work_of(asha)
    asha.click("Open the plan")
    for lacking, aim in zip(("3 more targets are", "2 more targets are", "1 more target is"), AIMS, strict=True):
        assert asha.sees(f"{lacking} needed before it can be agreed.")
        assert not asha.page.get_by_role("link", name="Read and agree it").count()
        add_target(asha, aim)
    asha.click("Read and agree it")
    assert asha.sees("The other side is asked by mail.")
    asha.press("Agree the plan")
    assert asha.sees("Agreed in your name. The other side is asked.")
    assert "plan for development" not in work_of(asha)


def add_target(asha, aim: str) -> None:
    asha.click("Add a target")
    asha.fill("Target", aim)
    asha.page.get_by_label("Element").select_option(label="2 Pupil attitudes, values and personal development")
    asha.fill("Actions", "A working group meets each month.")
    asha.fill("Who leads it", "the SENCo")
    asha.fill("By when", "2027-07-20")
    asha.fill("How success shows", "The survey of pupils in July.")
    asha.press("Save the target")
    assert asha.sees("The target is added.")


def agree_the_plan(howard) -> None:
    assert "Read and agree the plan for development of Lead School" in work_of(howard)
    howard.click("Read and agree")
    assert howard.sees("The other side has agreed, and waits for you.")
    howard.click("Read and agree it")
    for aim in AIMS:
        assert howard.sees(aim)
    howard.press("Agree the plan")
    assert howard.sees("Both sides have agreed. The targets stand.")
    assert not howard.page.get_by_role("link", name="Change").count()
    assert "plan for development" not in work_of(howard)


def write_the_report(asha) -> None:
    assert "Write the report on Lead School" in work_of(asha)
    asha.take_up("Write")
    asha.fill("Sources of evidence", "Twelve lessons and the inclusion register.")
    asha.fill("Meetings held with", "The SENCo and two governors.")
    asha.page.get_by_label("Maintain", exact=True).check()
    asha.press("Save the draft")
    assert asha.sees("The draft is saved.")
    assert asha.sees("“Overview” is not written yet.")
    asha.fill("Overview", OVERVIEW)
    sign_and_send(asha)


def sign_and_send(asha) -> None:
    asha.press("Save and read it through")
    assert asha.sees("You sign it under your name and today's date.")
    assert not asha.page.get_by_text("Something is still missing").count()
    asha.press("Sign and send it")
    assert asha.sees("The report is with IQM for its quality check.")
    assert "report" not in work_of(asha)


def send_back(sam) -> None:
    assert "Check the report on Lead School" in work_of(sam)
    sam.click("Read and check")
    assert sam.sees(OVERVIEW)
    assert sam.sees(ADVICE)
    sam.click("Send it back")
    sam.fill("Reason", REASON)
    sam.press("Send it back")
    assert sam.sees("Asha has it back, with your reasons.")
    assert "the report on Lead School" not in work_of(sam)


def write_again(asha) -> None:
    assert "Correct the report on Lead School, which came back" in work_of(asha)
    asha.take_up("Correct")
    assert asha.sees("IQM sent it back")
    assert asha.sees(REASON)
    asha.fill("Overview", f"{OVERVIEW} Its pupils told me so.")
    sign_and_send(asha)


def pass_the_check(sam) -> None:
    assert "Check the report on Lead School" in work_of(sam)
    sam.click("Read and check")
    assert sam.sees("Its pupils told me so.")
    sam.click("Pass the check")
    sam.press("Pass the check")
    assert sam.sees("The check is passed.")
    assert "the report on Lead School" not in work_of(sam)


def find_nothing_at(somebody, path: str) -> None:
    somebody.open(path)
    assert somebody.sees("There is nothing here")


def confirm_the_facts(howard) -> None:
    assert "Check the facts of the report on Lead School" in work_of(howard)
    howard.click("Read and answer")
    assert howard.sees("If nobody answers, the facts count as accepted.")
    assert howard.sees("Its pupils told me so.")
    howard.press("The facts are right")
    assert howard.sees("Thank you. IQM and the assessor are told.")
    assert "facts" not in work_of(howard)


def issue(sue) -> None:
    assert "Issue the report on Lead School" in work_of(sue)
    sue.click("Read and issue")
    sue.click("Issue the report")
    assert sue.sees("Nothing in it can ever change again.")
    sue.press("Issue and seal it")
    assert sue.sees("The report is issued and sealed. The school is told.")
    assert "the report on Lead School" not in work_of(sue)


def download(somebody) -> str:
    """The words of the sealed report's file, once a worker has made it."""
    seal.build_everything_waiting()
    with somebody.page.expect_download() as given:
        somebody.click("Download the PDF")
    sheets = pypdfium2.PdfDocument(Path(given.value.path()).read_bytes())
    return " ".join(" ".join(sheet.get_textpage().get_text_range() for sheet in sheets).split())


def confirmed(anybody, code: str) -> list[str]:
    """What somebody who typed the code reads, line by line."""
    anybody.open("/confirm/")
    anybody.fill("Code", code)
    anybody.press("Confirm")
    assert anybody.sees("This report is genuine")
    return [one.strip() for one in anybody.page.get_by_role("main").inner_text().splitlines() if one.strip()]


def sealed_for(somebody, path: str) -> None:
    somebody.open(path)
    assert somebody.sees("Issued and sealed: nothing in it can change.")
    assert somebody.sees("Issued by Sue on Tuesday 26 January 2027.")


def on_the_day(meet, people, aim: str) -> tuple:
    asha, howard = meet(java_script_enabled=False), meet(java_script_enabled=False)
    enter(asha, people["asha"])
    record(asha, aim)
    finish(asha)
    plan_for_next_year(asha)
    assert "Asha has agreed the plan" in delivered(people["howard"].email, "Please read and agree")
    enter(howard, people["howard"])
    agree_the_plan(howard)
    assert all(f"- {aim}" in delivered(people["asha"].email, "are agreed") for aim in AIMS)
    return asha, howard


def until_the_facts_stand(meet, people, asha, howard, path: str) -> None:
    sam = meet(java_script_enabled=False)
    enter(sam, people["sam"])
    write_the_report(asha)
    assert "Asha has sent the report on Lead School" in delivered(people["sam"].email, "A report to check")
    send_back(sam)
    assert REASON in delivered(people["asha"].email, "comes back")
    write_again(asha)
    find_nothing_at(howard, path)
    pass_the_check(sam)
    told = " ".join(delivered(people["howard"].email, "Please check the facts").split())
    assert "The headteacher, or the delegate, answers by Tuesday 2 February 2027." in told
    confirm_the_facts(howard)
    assert "ready to be issued" in delivered(people["sue"].email, "Facts confirmed")


@in_the_whole
@pytest.mark.rule("R22a", "R22c", "R23a", "R24a", "R26a", "R44g")
def test_visit_is_recorded_and_its_report_written_checked_and_sealed(meet, clock) -> None:
    made = visits.opened()
    people, aim = cast(made), of_the_day(made)
    clock.move_to(visits.ON_THE_DAY)
    asha, howard = on_the_day(meet, people, aim)
    path = f"/reviews/reports/{made.report.pk}/"
    until_the_facts_stand(meet, people, asha, howard, path)

    clock.move_to(A_WEEK_LATER)
    sue, clara, anybody = (meet(java_script_enabled=False) for _person in range(3))
    enter(sue, people["sue"])
    issue(sue)
    code = SealedReport.objects.get().code
    for name in ("clara", "howard"):
        assert f"by its code {code}" in delivered(people[name].email, "is issued")
    enter(clara, people["clara"])
    enter(howard, people["howard"])
    for somebody in (clara, howard, sue):
        sealed_for(somebody, path)
    printed = download(clara)
    assert all(words in printed for words in (OVERVIEW, ADVICE, *AIMS, code))
    enter(asha, people["asha"])
    find_nothing_at(asha, path)

    anybody.page.goto(link_in(delivered(people["asha"].email, "is issued")))
    assert anybody.sees("This report is genuine")
    assert confirmed(anybody, code) == [*PUBLIC, "Code", code, "Confirm another code"]
    assert not [words for words in ("Asha", "Sue", OVERVIEW, ADVICE, *AIMS) if words in anybody.page.content()]


def list_what_is_wrong(howard) -> None:
    assert "Check the facts of the report on Lead School" in work_of(howard)
    howard.click("Read and answer")
    howard.press("Send these corrections")
    assert howard.sees("Write what is wrong and how it should read")
    howard.fill("What is wrong, and how it should read", WRONG)
    howard.press("Send these corrections")
    assert howard.sees("Thank you. IQM and the assessor are told.")
    assert "facts" not in work_of(howard)


def correct(asha) -> None:
    assert "Correct the report on Lead School, which came back" in work_of(asha)
    asha.take_up("Correct")
    assert asha.sees("What the school says is wrong")
    assert asha.sees(WRONG)
    asha.fill("Meetings held with", "The SENCo and three governors.")
    sign_and_send(asha)


def accept_the_corrections(sam) -> None:
    assert "Check the report on Lead School" in work_of(sam)
    sam.click("Read and check")
    assert sam.sees("The SENCo and three governors.")
    assert sam.sees("The text has changed since the school read it.")
    sam.click("Pass the check")
    assert sam.sees("The school has read it for its facts already, once.")
    sam.press("Pass the check")
    assert sam.sees("The facts stand. IQM issues it next.")
    assert "Issue the report on Lead School" in work_of(sam)


@in_the_whole
@pytest.mark.rule("R24c")
def test_report_with_a_wrong_fact_goes_back_and_is_checked_again(meet, clock) -> None:
    made = visits.factual()
    people = cast(made)
    clock.move_to(visits.ON_THE_DAY)
    howard, asha, sam = meet(), meet(), meet()
    enter(howard, people["howard"])
    list_what_is_wrong(howard)
    assert "sends it to the quality check again" in delivered(people["asha"].email, "Corrections sent")
    enter(asha, people["asha"])
    correct(asha)
    enter(sam, people["sam"])
    accept_the_corrections(sam)
    assert "can be issued" in delivered(people["sue"].email, "Ready to issue")
    assert "facts" not in work_of(howard)
    asked = sorted(one.to[0] for one in mail.outbox if "check the facts" in one.subject)
    assert asked == sorted(people[name].email for name in ("clara", "howard"))
