"""Settings: every one declared with type and default, within its own bounds, and known to constance."""

import pytest
from django.conf import settings as django_settings

from iqm_coe.lib.conf import Setting, constance_config, declared_in
from schools import conf as schools_conf

EXPECTED_DEFAULTS = {
    "IQM_INVITATION_DAYS": 7,
    "AWARD_YEARS": 3,
    "SCHOOL_INVITATION_DAYS": 7,
    "QUALIFYING_AWARD_KINDS": ["inclusive_school", "international"],
    "CENTRE_INVITATION_DAYS": 30,
    "APPLICATION_CHANGE_DAYS": 14,
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
