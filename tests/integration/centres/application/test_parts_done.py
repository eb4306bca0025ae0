"""Whoever writes a criterion says that their part is done: on the line of who sends it, on the page, in the trail."""

import html

import pytest
from django.urls import reverse

from centres.application.flows import criterion as flows
from centres.application.models.application import Application
from centres.application.models.criterion import CriterionAnswer
from centres.application.selectors.application import application_page
from centres.membership.selectors.history import history_of
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.calling import names_of
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.templatetags.words import short_date
from iqm_coe.lib.worklist import Line, lines_for
from tests import scene
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolRoleFactory
from tests.integration.centres.application.test_application import answer, ask_for
from tests.integration.home.test_work import browser

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R9i", "R15e")]


LATER = NOW + days(1)


def part_of(played: scene.Scene, criterion: str = "C1") -> CriterionAnswer:
    return played.application.answers.select_related("application").get(criterion=criterion)


def say(played: scene.Scene, criterion: str, by: User, *, is_done: bool = True) -> CriterionAnswer:
    return flows.say_done(part_of(played, criterion), is_done=is_done, by=by, at=NOW)


def line_of_the_lead(played: scene.Scene) -> Line:
    lines = lines_for(User.objects.get(pk=played.lead.coordinator.pk), TODAY)
    return next(line for line in lines if line.url == reverse("application:application", args=[played.centre.pk]))


def test_lead_reads_on_its_line_how_many_parts_are_done_and_whose(forming) -> None:
    second = forming.members[0].coordinator
    for criterion in ("C1", "C2"):
        answer(forming, criterion, by=second)
    assert line_of_the_lead(forming).told == ""

    say(forming, "C1", second)
    assert line_of_the_lead(forming).told == f"1 part done: {second.name} (C1)"

    say(forming, "C2", forming.lead.coordinator)
    names = " and ".join(sorted([f"{second.name} (C1)", f"{forming.lead.coordinator.name} (C2)"]))
    assert line_of_the_lead(forming).told == f"2 parts done: {names}"
    assert f"2 parts done: {names}" in browser(forming.lead.coordinator).get(reverse("home:index")).text


def test_page_of_the_whole_says_of_which_part_who_has_finished(forming) -> None:
    second = forming.members[0].coordinator
    answer(forming, "C1", by=second)
    answer(forming, "C2", by=second)
    say(forming, "C1", second)

    first, other = application_page(forming.application, forming.lead.coordinator, NOW).items[:2]

    assert first["status"] == {"tone": "good", "label": "Done"}
    assert str(first["hint"]).startswith(f"{second.name} marked it done on ")
    assert other["status"] == {"tone": "good", "label": "Answered"}
    assert other["hint"] == ""
    page = browser(second).get(reverse("application:application", args=[forming.centre.pk])).text
    assert "<strong>2 of 8</strong> answered or agreed" in page


def test_it_is_said_by_the_button_of_the_part_and_taken_back(forming) -> None:
    second = forming.members[0].coordinator
    answer(forming, "C1", by=second)
    page = reverse("application:criterion", args=[forming.centre.pk, "C1"])
    button, client = (
        reverse("texts:say_done", args=["application.criterionanswer", part_of(forming).pk]),
        browser(second),
    )
    assert button in client.get(page).text

    assert client.post(button).url == page
    assert (part_of(forming).done_by, part_of(forming).done_at is None) == (second, False)
    shown = browser(forming.lead.coordinator).get(page).text
    assert f"{second.name} said on" in shown
    assert "Open it again</button>" in shown
    assert "My part is done</button>" not in shown

    client.post(button, {"write_on": "1"})
    assert (part_of(forming).done_by, part_of(forming).done_at) == (None, None)
    assert list(Event.objects.of(part_of(forming)).order_by("pk").values_list("action", flat=True)) == [
        "save",
        "say_done",
        "write_on",
    ]


def test_nobody_says_of_nothing_that_it_is_done_and_only_who_writes_it(forming) -> None:
    with pytest.raises(Refused):
        say(forming, "C1", forming.lead.coordinator)
    answer(forming, "C1")
    stranger, contributor = scene.person("Nina"), SchoolRoleFactory(school=forming.lead.school, kind="contributor").user
    for who in (stranger, contributor, scene.iqm_person("Sue", "staff")):
        with pytest.raises(NotPermitted):
            say(forming, "C1", who)
    button = reverse("texts:say_done", args=["application.criterionanswer", part_of(forming).pk])
    assert browser(stranger).post(button).status_code == 404


def test_text_that_has_no_parts_knows_no_such_button(forming) -> None:
    url = reverse("texts:say_done", args=["year.activity", 1])
    assert browser(forming.lead.coordinator).post(url).status_code == 404


def test_what_was_sent_is_shut_and_a_new_round_begins_with_nothing_done() -> None:
    played = scene.ready()
    say(played, "C1", played.lead.coordinator)
    say(played, "C2", played.lead.coordinator)
    played.send()
    with pytest.raises(Refused):
        say(played, "C3", played.lead.coordinator)

    ask_for(played, "C1")

    assert not played.application.answers.exclude(done_at=None).exists()
    assert line_of_the_lead(played).told == ""
    second = played.members[0].coordinator
    with pytest.raises(Refused, match="IQM asks for a change to C1, and nothing has changed since"):
        say(played, "C1", second)
    answer(played, "C1", text="More, as you asked.", by=second, at=LATER)
    say(played, "C1", second)
    assert line_of_the_lead(played).told == f"1 part done: {second.name} (C1)"


# ---- what was said before, and what was changed after


def pressed(who: User, part: CriterionAnswer, **told: str) -> str:
    """The page as it answers to the button."""
    url = reverse("texts:say_done", args=["application.criterionanswer", part.pk])
    return html.unescape(browser(who).post(url, told, follow=True).text)


def test_who_comes_second_reads_who_was_first_and_nothing_is_claimed(forming) -> None:
    first, second = forming.lead.coordinator, forming.members[0].coordinator
    answer(forming, "C1")
    part = part_of(forming)
    assert "It is open already. Nothing was changed." in pressed(second, part, write_on="1")
    assert "Marked as done. Your colleagues can see this." in pressed(first, part)

    page = pressed(second, part)
    assert f"{first.name} had marked it done on {short_date(NOW)}; it stays so." in page
    assert "Marked as done" not in page
    assert part_of(forming).done_by == first

    pressed(first, part, write_on="1")
    page = pressed(second, part, write_on="1")
    assert f"{first.name} had opened it again on {short_date(NOW)}; it stays open." in page
    assert Event.objects.of(part).filter(action__in=["say_done", "write_on"]).count() == 2


def test_what_is_written_after_it_was_done_is_told_everywhere_until_it_is_said_anew(forming) -> None:
    first, second = forming.lead.coordinator, forming.members[0].coordinator
    answer(forming, "C1")
    say(forming, "C1", first)
    page = reverse("application:criterion", args=[forming.centre.pk, "C1"])
    assert "changed" not in line_of_the_lead(forming).told
    assert "has changed it since" not in browser(first).get(page).text

    answer(forming, "C1", text="All of it other words.", by=second, at=LATER)

    changed = f"changed since by {second.name} on {short_date(LATER)}"
    assert line_of_the_lead(forming).told == f"1 part done: {first.name} (C1); C1 {changed}"
    item = application_page(forming.application, first, NOW).items[0]
    assert item["status"] == {"tone": "good", "label": "Done, changed since"}
    assert item["hint"] == f"{first.name} marked it done on {short_date(NOW)}, {changed}"
    assert f"{second.name} has changed it since" in browser(first).get(page).text

    assert "Marked as done" in pressed(first, part_of(forming))
    assert line_of_the_lead(forming).told == f"1 part done: {first.name} (C1)"


def test_evidence_and_the_own_words_count_as_a_change_and_the_same_words_do_not(forming) -> None:
    second = forming.members[0].coordinator
    answer(forming, "C1", by=second)
    say(forming, "C1", second)
    answer(forming, "C1", by=second, at=LATER)
    assert not part_of(forming).is_changed_since

    told = {"url": "https://a.example/x", "title": "Notes"}
    flows.add_evidence(forming.application, "C1", **told, by=second, at=LATER)

    assert part_of(forming).changed_by == second


def test_who_may_not_write_it_now_reads_of_nothing_typed_that_was_not(forming) -> None:
    played = forming
    answer(played, "C1")
    part = part_of(played)
    Application.objects.filter(pk=played.application.pk).update(
        state="submitted", submitted_at=NOW, submitted_by=played.lead.coordinator, decide_by=TODAY
    )
    page = pressed(played.lead.coordinator, part)

    assert "This criterion is not open for writing now." in page
    assert "What you typed" not in page
    with pytest.raises(Refused, match="What you typed is still in the form"):
        answer(played, "C1", text="Other words.")


def test_trail_and_history_name_the_criterion(forming) -> None:
    part, staff = part_of(forming, "C3"), forming.staff
    answer(forming, "C3")
    say(forming, "C3", forming.lead.coordinator)

    label, name = part._meta.label_lower, f"C3, {forming.centre.name}"
    assert names_of({label: [part.pk]}, staff)[label, part.pk].words == name
    assert "A part was marked done: C3" in [line.what for line in history_of(forming.centre, staff, {}).lines]
