"""A Centre year by what its people see: plans, update, visit, report; each role its own half."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from reviews.update.models.review import Review
from reviews.visits.flows import assessor
from tests import scene
from tests.browser.conftest import delivered, office, with_password
from tests.documents import PDF
from tests.handed_in.pdfs import pdf

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_mail_names_the_server"),
]


@pytest.fixture
def played(transactional_db) -> scene.Scene:
    """An active Centre of two schools whose first year has begun."""
    return scene.submitted().approve(timezone.now())


@pytest.fixture
def people(played) -> dict[str, User]:
    """Coordinator and head of the lead school, and staff."""
    cast = {"clara": played.lead.coordinator, "howard": played.lead.head, "sam": played.staff}
    return {name: with_password(user) for name, user in cast.items()}


def test_plan_is_lodged_returned_lodged_again_and_accepted(meet, people, tmp_path: Path) -> None:
    clara, sam = meet(java_script_enabled=False), meet(java_script_enabled=False)
    first, second = tmp_path / "plan.pdf", tmp_path / "better.pdf"
    first.write_bytes(PDF)
    second.write_bytes(pdf(b"(better)"))
    clara.sign_in(people["clara"])
    sam.sign_in(people["sam"], code=True)

    lodge(clara, first)
    assert clara.sees("Lodged as version 1. IQM is told.")
    give_back(sam)
    assert "Say who leads it." in delivered(people["clara"].email, "comes back")

    clara.open("/work/")
    assert clara.sees("IQM asks for changes to “Detailed planning for sustained practice”")
    clara.click("Lodge the plan")
    assert clara.sees("Say who leads it.")
    clara.click("Lodge a new version")
    clara.page.set_input_files("input[type=file]", second)
    clara.press("Lodge the plan")
    assert clara.sees("Lodged as version 2.")

    sam.open("/work/")
    sam.click("Read the plan")
    sam.click("Accept")
    assert sam.sees("Version 2, lodged by")
    sam.press("Accept the plan")
    assert sam.sees("The school is told by mail.")


def lodge(clara, file: Path) -> None:
    clara.open("/centres/")
    clara.click("Trent Valley")
    clara.click("Plans")
    clara.click("Detailed planning for sustained practice")
    clara.click("Lodge the plan")
    clara.page.set_input_files("input[type=file]", file)
    clara.press("Lodge the plan")


def give_back(sam) -> None:
    sam.open("/work/")
    sam.click("Read the plan")
    sam.click("Return with a reason")
    assert sam.sees("This mail will go")
    sam.fill("What is to be changed", "Say who leads it.")
    sam.press("Return the plan")


@pytest.mark.rule("R15b", "R16a")
def test_update_is_saved_by_itself_clashes_and_is_declared(meet, played, people) -> None:
    clara, howard = meet(), meet()
    review = played.write_update(at=timezone.now())
    clara.sign_in(people["clara"])
    howard.sign_in(people["howard"])
    url = f"/reviews/{review.pk}/elements/1/"
    howard.open(url)
    clara.open(url)

    clara.fill("Progress since last year", "Clara was here.")
    assert clara.sees("Saved at")
    howard.fill("Progress since last year", "Howard was here too.")
    howard.press("Save")
    assert howard.sees("Two texts in one place")
    assert howard.sees("Clara was here.")
    howard.fill("Progress since last year", "Clara and Howard were here.")
    howard.press("Save this text")
    assert howard.sees("It is saved. Both texts are kept.")

    clara.open(f"/reviews/{review.pk}/")
    clara.click("Ask the head to declare it")
    clara.press("Ask the head")
    assert clara.sees("The head is asked")
    declare(howard)
    assert Review.objects.get(pk=review.pk).state == "sent"


def declare(howard) -> None:
    howard.open("/work/")
    howard.click("Read and declare")
    assert howard.sees("Clara and Howard were here.")
    howard.page.get_by_label("I have read this update").check()
    howard.press("Declare and send the update")
    assert howard.sees("The update is sent. Thank you.")


@pytest.mark.rule("R19a", "R20a")
def test_assessor_and_school_agree_a_day(meet, played, people) -> None:
    asha = office("Asha Verma", "assessor")
    today = london_date(timezone.now())
    until = today + timedelta(days=700)
    assessor.accredit(asha, valid_from=today, valid_until=until, by=played.staff, at=timezone.now())
    sam, visiting, clara = meet(), meet(), meet()
    sam.sign_in(people["sam"], code=True)
    sam.open(f"/centres/years/{played.year.pk}/")
    sam.click("Appoint an assessor")
    assert sam.sees("Asha Verma")

    visiting.sign_in(asha, code=True)
    assert visiting.sees("What needs me")
    visiting.click("My visits")
    assert visiting.sees("My visits")
    clara.sign_in(people["clara"])
    clara.open(f"/centres/years/{played.year.pk}/")
    assert clara.sees("assessor to be appointed")
