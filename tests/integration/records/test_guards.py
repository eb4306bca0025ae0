"""Rows that the database refuses, and two who withdraw the same at the same moment."""

import pytest
from django.db import IntegrityError, transaction

from iqm_coe.lib import files
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.transitions import record_event
from iqm_coe.records.conditions import withdrawal as conditions
from iqm_coe.records.flows import hold as hold_flows
from iqm_coe.records.flows import withdrawal as flows
from iqm_coe.records.models.clearing import OpenedRow
from iqm_coe.records.models.erasure import Certificate, Erasure
from iqm_coe.records.models.export import KEPT, Export, ExportFile
from iqm_coe.records.models.hold import Hold
from iqm_coe.records.models.withdrawal import Withdrawal, WithdrawnPlace
from tests.clock import NOW
from tests.integration.test_races import race
from tests.scene import iqm_person, person

NAME, WHY = "Zebedee Quill", "A pupil was named."


def held(user, **fields) -> Hold:
    told = {"subject_type": "accounts.user", "subject_id": user.pk, "reason": WHY, "begun_at": NOW, "begun_by": user}
    return Hold(**told | fields)


def place(user, **fields) -> WithdrawnPlace:
    withdrawal = Withdrawal.objects.create(by=user, at=NOW, reason=WHY, is_passage=True)
    told = {"withdrawal": withdrawal, "table_name": "accounts_eventnote", "column_name": "text", "row_id": 1}
    return WithdrawnPlace(**told | fields)


def asked(user, **wrong) -> Export:
    told = {"person": user, "asked_by": user, "asked_at": NOW, "ends_at": NOW + KEPT}
    return Export(**told | wrong)


def export_file(user, **wrong) -> ExportFile:
    one = asked(user)
    one.save()
    return ExportFile(**{"export": one, **files.made(b"bytes", name="All.pdf"), **wrong})


def erased(user, **wrong) -> Erasure:
    told = {"person": person("Gwen"), "pseudonym": "Person 12ab", "cause": "asked", "erased_at": NOW, "counts": {}}
    return Erasure(**{"erased_by": user, **told, **wrong})


def certificate(user, **wrong) -> Certificate:
    one = erased(user)
    one.save()
    return Certificate(**{"erasure": one, **files.made(b"bytes", name="Certificate.pdf"), **wrong})


def twice(row) -> object:
    row.save()
    row.pk = None
    return row


REFUSED_ROWS = {
    "legal_hold_subject_known": lambda user: held(user, subject_type="accounts.event"),
    "legal_hold_says_why": lambda user: held(user, reason=""),
    "legal_hold_ended_by_and_at_together": lambda user: held(user, ended_at=NOW, ended_reason=WHY),
    "legal_hold_ended_with_a_reason": lambda user: held(user, ended_at=NOW, ended_by=user),
    "legal_hold_once_a_subject": lambda user: twice(held(user)),
    "export_in_the_making_once_a_receiver": lambda user: twice(asked(user)),
    "export_ends_after_it_was_asked": lambda user: asked(user, ends_at=NOW),
    "export_ends_in_one_way": lambda user: asked(user, finished_at=NOW, failed_at=NOW),
    "export_claimed_and_heard_together": lambda user: asked(user, heard_at=NOW),
    "export_is_never_more_than_done": lambda user: asked(user, done=2),
    "exportfile_has_a_hash": lambda user: export_file(user, sha256="x"),
    "exportfile_is_not_empty": lambda user: export_file(user, size=0),
    "erasure_has_a_pseudonym": lambda user: erased(user, pseudonym="Clara"),
    "nobody_erases_themselves": lambda user: erased(user, person=user),
    "erasure_for_a_known_cause": lambda user: erased(user, cause="why not"),
    "certificate_has_a_hash": lambda user: certificate(user, sha256="x"),
    "certificate_is_not_empty": lambda user: certificate(user, size=0),
    "row_opened_once": lambda user: twice(OpenedRow(table_name="accounts_eventnote", row_id=1, columns=["text"])),
    "withdrawal_says_why": lambda user: Withdrawal(by=user, at=NOW, reason="", is_passage=True),
    "withdrawn_place_has_hashes": lambda user: place(user, before_sha256="x"),
    "withdrawn_place_once_a_withdrawal": lambda user: twice(place(user)),
}


@pytest.mark.rule("R46j", "R46k")
@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED_ROWS)
def test_database_refuses(name):
    wrong = REFUSED_ROWS[name](iqm_person("Ada", "administrator"))

    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        wrong.save()


@pytest.mark.rule("R46d")
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_withdraw_the_same_at_once_do_it_once():
    ada, bea = iqm_person("Ada", "administrator"), iqm_person("Bea", "administrator")
    record_event(ada, "note", by=ada, at=NOW, reason=f"About {NAME}.")
    places = list(conditions.found(NAME))

    def act(by):
        return lambda: flows.withdraw_passage(places, NAME, by=by, at=NOW, reason=WHY)

    won, refused = race(act(ada), act(bea))

    assert (len(won), len(refused)) == (1, 1)
    assert "Nothing of it stands there any more" in str(refused[0])
    assert Withdrawal.objects.count() == 1


@pytest.mark.rule("R46k")
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_hold_and_a_withdrawal_at_once_come_one_after_the_other():
    ada, bea = iqm_person("Ada", "administrator"), iqm_person("Bea", "administrator")
    record_event(ada, "note", by=ada, at=NOW, reason=f"About {NAME}.")
    places = list(conditions.found(NAME))

    _won, refused = race(
        lambda: flows.withdraw_passage(places, NAME, by=ada, at=NOW, reason=WHY),
        lambda: hold_flows.begin(ada, by=bea, at=NOW, reason=WHY),
    )

    held_first = bool(refused)
    assert Hold.objects.count() == 1
    assert bool(conditions.found(NAME)) == held_first
    assert all(isinstance(one, Refused) and "legal hold" in str(one) for one in refused)
