"""tmp"""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import visits
from tests.clock import NOW
from tests.meta.cast import BACKEND
from tests.visits import ON_THE_DAY

pytestmark = pytest.mark.django_db


def look(user, *names):
    c = Client()
    c.force_login(user, backend=BACKEND)
    out = []
    for name, *args in names:
        r = c.get(reverse(name, args=args))
        out.append((name, r.status_code))
        assert r.status_code == 200, (name, args, r.status_code)
    return out


def test_before(opened):
    made = opened
    look(
        made.staff,
        ("reviews:visits",),
        ("reviews:assessors",),
        ("reviews:accredit", made.assessor.pk),
        ("reviews:withdraw_accreditation", made.assessor.accreditations.get().pk),
        ("reviews:appoint", made.year.pk),
        ("centres:year", made.year.pk),
        ("home:index",),
        ("reviews:reports",),
    )
    made.appoint()
    v = made.visit.pk
    look(
        made.assessor,
        ("reviews:my_visits",),
        ("reviews:visit", v),
        ("reviews:answer_appointment", v),
        ("reviews:agenda", v),
        ("home:index",),
    )
    look(made.staff, ("reviews:visit", v), ("reviews:cancel_visit", v), ("reviews:visits",))
    made.accept()
    look(made.assessor, ("reviews:visit", v), ("reviews:dates", v), ("home:index",))
    look(
        made.lead.coordinator,
        ("reviews:visit", v),
        ("reviews:dates", v),
        ("home:index",),
        ("centres:year", made.year.pk),
        ("schools:school", made.lead.school.pk),
    )
    look(made.staff, ("reviews:fix_date", v))
    from reviews.flows import dates

    made2 = dates.propose(made.visit, [visits.VISIT_DAY], by=made.assessor, at=NOW)
    look(made.lead.coordinator, ("reviews:answer_dates", made2.pk), ("home:index",), ("reviews:visit", v))


def test_during(agreed):
    made = agreed
    r = made.review.pk
    with time_machine.travel(ON_THE_DAY):
        look(
            made.assessor,
            ("reviews:visit", made.visit.pk),
            ("reviews:notebook", r),
            ("reviews:finding", r, 1),
            ("reviews:finding", r, 10),
            ("reviews:finish_record", r),
            ("reviews:plan", r),
            ("reviews:add_target", r),
            ("home:index",),
            ("reviews:my_visits",),
        )
        made.record()
        t = made.target(1)
        look(
            made.assessor,
            ("reviews:change_target", t.pk),
            ("reviews:plan", r),
            ("reviews:notebook", r),
            ("reviews:finding", r, 1),
            ("reviews:agree_plan", r),
            ("home:index",),
        )
        look(made.lead.coordinator, ("reviews:change_target", t.pk), ("reviews:plan", r), ("reviews:agree_plan", r))


def test_report(recorded):
    made = recorded
    p = made.report.pk
    with time_machine.travel(ON_THE_DAY):
        look(
            made.assessor,
            ("reviews:write_report", p),
            ("reviews:send_report", p),
            ("reviews:report", p),
            ("home:index",),
            ("reviews:my_visits",),
        )
        made.send()
        look(
            made.staff,
            ("reviews:report", p),
            ("reviews:check_report", p),
            ("reviews:send_report_back", p),
            ("reviews:reports",),
            ("home:index",),
            ("centres:year", made.year.pk),
        )
        made.check()
        look(
            made.lead.head,
            ("reviews:report", p),
            ("reviews:facts", p),
            ("home:index",),
            ("reviews:visit", made.visit.pk),
            ("schools:school", made.lead.school.pk),
        )
        made.confirm()
        look(made.staff, ("reviews:issue_report", p), ("home:index",))
        sealed = made.issue()
        look(made.staff, ("reviews:report", p), ("reviews:report_pdf", p))
        look(
            made.lead.head,
            ("reviews:report", p),
            ("reviews:report_pdf", p),
            ("reviews:facts", p),
            ("centres:year", made.year.pk),
        )
        c = Client()
        assert c.get(reverse("reviews:confirm")).status_code == 200
        got = c.get(reverse("reviews:confirm_code", args=[sealed.code]))
        assert got.status_code == 200 and b"Lead School" in got.content
        assert c.get(reverse("reviews:confirm_code", args=["ABCDEFGHJK"])).status_code == 404
        assert c.get(reverse("reviews:confirm"), {"code": sealed.code.lower()}).status_code == 302
