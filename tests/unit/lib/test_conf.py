"""Settings: every one declared with type and default, within its own bounds, and known to constance."""

import pytest
from django.conf import settings as django_settings

from iqm_coe.lib.conf import Setting, constance_config, declared_in
from schools import conf as schools_conf

EXPECTED_DEFAULTS = {
    "IQM_INVITATION_DAYS": 7,
    "INVITATIONS_A_DAY": 50,
    "INVITATIONS_OF_IQM_A_DAY": 300,
    "PROOF_MINUTES": 15,
    "IDLE_MINUTES": 120,
    "IDLE_MINUTES_AT_IQM": 60,
    "STILL_AFTER_SECONDS": 180,
    "DOCUMENT_SENDER_EMAIL": "office@iqm.example",
    "DOCUMENT_SENDER_TELEPHONE": "020 7946 0000",
    "AWARD_YEARS": 3,
    "SCHOOL_INVITATION_DAYS": 7,
    "SCHOOL_INVITATIONS_A_DAY": 40,
    "JOINING_DAYS": 30,
    "JOINING_DAYS_OF_THE_SCHOOL": 7,
    "JOININGS_A_DAY": 5,
    "SCHOOL_SEARCHES_AN_HOUR": 60,
    "FACTOR_RESET_DAYS": 3,
    "ORIGINS_KEPT_MONTHS": 12,
    "INVITATIONS_KEPT_MONTHS": 24,
    "MAIL_KEPT_MONTHS": 24,
    "FILES_MB": 500,
    "ROLE_REMINDER_DAYS": "-14, -3",
    "ROLE_SHOWN_DAYS": 14,
    "ACTING_HEAD_MONTHS": 12,
    "SCHOOL_ROLE_MONTHS": 24,
    "QUALIFYING_AWARD_KINDS": ["inclusive_school", "international"],
    "AWARD_REMINDER_DAYS": "-180, -90, -60, -30, -7, 0",
    "CENTRE_INVITATION_DAYS": 30,
    "CENTRE_INVITATIONS_A_DAY": 50,
    "APPLICATION_CHANGE_DAYS": 14,
    "PLAN_DUE_MONTH": 3,
    "PLAN_SHOWN_DAYS": 45,
    "PLAN_READING_DAYS": 10,
    "APPLICATION_DECISION_DAYS": 10,
    "REPORT_CHECK_DAYS": 2,
    "REPORT_ISSUE_DAYS": 20,
    "INVOICE_DAYS": 30,
    "PAYMENT_EXPECTED_DAYS": 60,
    "WRITE_OFF_LIMIT": 500,
    "PRO_RATA": True,
    "INCLUDED_MINUTES": 60,
    "PAYMENT_REMINDER_DAYS": "-7, 0, 7, 14, 30",
    "INVOICE_SENDER": "Inclusion Quality Mark (example)",
    "INVOICE_SENDER_ADDRESS": "1 Example Street, Exampleton, EX1 1EX",
    "INVOICE_SENDER_EMAIL": "finance@iqm.example",
    "INVOICE_VAT_NUMBER": "GB 000 0000 00",
    "BANK_ACCOUNT_NAME": "Inclusion Quality Mark (example)",
    "BANK_SORT_CODE": "00-00-00",
    "BANK_ACCOUNT_NUMBER": "00000000",
    "BANK_IBAN": "GB00 XXXX 0000 0000 0000 00",
    "DEFAULT_FRAMEWORK": "ten",
    "UPDATE_DUE_MONTH": 10,
    "UPDATE_SHOWN_DAYS": 60,
    "UPDATE_WORKING_DAYS": 20,
    "ASSESSOR_ROLE_YEARS": 3,
    "APPOINTED_BY_MONTH": 6,
    "APPOINTED_SHOWN_DAYS": 120,
    "ASSESSOR_ANSWER_DAYS": 5,
    "VISITED_BY_MONTH": 10,
    "AGENDA_SHOWN_DAYS": 14,
    "VISIT_DAYS_A_ROUND": 5,
    "LEAST_TARGETS": 3,
    "REPORT_WORKING_DAYS": 5,
    "FACTUAL_SCHOOL_DAYS": 10,
    "REPORT_CONFIRMER_TITLE": "for IQM",
    "REPORT_CLOSING_MAINTAIN": (
        "The Centre's membership is maintained; the school will be reviewed again in 12 months."
    ),
    "REPORT_CLOSING_CONDITIONS": (
        "The Centre's membership is maintained on the conditions named; the school will be reviewed again in 12 months."
    ),
    "REPORT_CLOSING_NOT_MAINTAINED": (
        "The school's membership of the Centre is not maintained; it ends with the Centre's year."
    ),
}


def every_setting() -> dict[str, Setting]:
    return {one.name: one for module in django_settings.SETTINGS_MODULES for one in declared_in(module)}


@pytest.mark.rule("R47b")
def test_defaults_are_those_of_the_programme() -> None:
    assert {name: one.default for name, one in every_setting().items()} == EXPECTED_DEFAULTS


@pytest.mark.rule("R47b")
def test_every_number_has_a_default_within_its_bounds() -> None:
    outside = [
        one.name
        for one in every_setting().values()
        if isinstance(one.default, int) and not one.minimum <= one.default <= one.maximum
    ]
    assert outside == []


def test_constance_config_names_default_words_and_type() -> None:
    default, words, kind = constance_config("schools.conf")["AWARD_YEARS"]
    assert (default, str(words), kind) == (3, "Years that an award is valid, less a day", int)


def test_constance_knows_every_declared_setting() -> None:
    assert set(django_settings.CONSTANCE_CONFIG) == set(EXPECTED_DEFAULTS)


@pytest.mark.django_db
def test_get_gives_the_default_until_somebody_changes_it() -> None:
    assert schools_conf.award_years.get() == 3
    assert schools_conf.qualifying_kinds.get() == ["inclusive_school", "international"]
