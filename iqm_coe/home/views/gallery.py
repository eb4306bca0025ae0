"""The gallery: every component in every state, with invented content, so that people and tests can look at it."""

from datetime import UTC, date, datetime

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centres.membership.lists import Centres
from centres.membership.models.centre import Centre
from iqm_coe.lib.clean_forms import CleanForm
from iqm_coe.lib.differences import differences
from iqm_coe.lib.forms import text_box
from iqm_coe.lib.lists.page import ShownList
from iqm_coe.lib.lists.table import narrowed_list
from iqm_coe.lib.templatetags.shapes import ICONS
from iqm_coe.lib.year_cells import Cell, CellState

TODAY = date(2026, 11, 27)
STATUSES = [
    {"tone": "neutral", "label": "Not started", "meaning": "Nothing is asked and nothing is wrong."},
    {"tone": "info", "label": "In progress", "meaning": "Somebody is at it."},
    {"tone": "waiting", "label": "With the assessor", "meaning": "Somebody else has to move first."},
    {"tone": "good", "label": "Current", "meaning": "Done, agreed, in force."},
    {"tone": "attention", "label": "Due in 5 days", "meaning": "Something is asked of you, or is near its end."},
    {"tone": "bad", "label": "3 days late", "meaning": "Late, refused, failed or at an end."},
]
NOT_STARTED, IN_PROGRESS, WITH_ASSESSOR, CURRENT, NEAR, LATE = STATUSES
SENT = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)


class SpecimenFilterForm(CleanForm):
    """A text field, a choice and a day."""

    words = forms.CharField(label="Words", required=False)
    state = forms.ChoiceField(label="State", choices=[("", "Any"), ("risk", "At risk")], required=False)
    since = forms.DateField(label="Since", required=False)


class SpecimenForm(CleanForm):
    """One field of each kind."""

    school = forms.CharField(label="Name of the school", help_text="As it stands on your award.")
    email = forms.EmailField(label="Email address")
    award = forms.ChoiceField(
        label="Kind of award",
        choices=[("", "Choose one"), ("isa", "Inclusive School Award"), ("intl", "International")],
    )
    answer = forms.ChoiceField(
        label="Will your school join?",
        choices=[("yes", "Yes, we join"), ("no", "No, not now")],
        widget=forms.RadioSelect,
    )
    evidence = forms.MultipleChoiceField(
        label="What shows it?",
        choices=[("text", "A written account"), ("links", "Links"), ("files", "Files")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Choose all that apply.",
    )
    on = forms.DateField(label="Date of the meeting", widget=forms.DateInput(attrs={"type": "date"}))
    pupils = forms.IntegerField(label="Number of pupils", required=False, min_value=1)
    account = text_box("What was taken back to the school", 4, required=False, max_length=2000)
    plan = forms.FileField(label="The plan", required=False, help_text="A PDF or Word file of at most 20 MB.")
    agreed = forms.BooleanField(label="I agree to the annual visit for my school.")


YEAR = [
    {"label": "Paid", "state": "done", "on": date(2026, 9, 14)},
    {"label": "Plans lodged", "state": "done", "on": date(2026, 11, 20), "url": "#year-line"},
    {"label": "Update", "state": "late", "on": date(2026, 11, 24), "url": "#year-line", "note": "2 of 3 schools"},
    {"label": "Visit", "state": "due", "on": date(2026, 12, 4), "note": "Agreed"},
    {"label": "Report", "state": "coming", "on": date(2027, 1, 15)},
    {"label": "Next year", "state": "coming", "on": date(2027, 9, 1)},
]
CELLS = [
    Cell("Paid", CellState.DONE, "Done", None, "", "", ""),
    Cell("Plans", CellState.DONE, "Done", date(2026, 11, 20), "", "", "#board-cell"),
    Cell("Update", CellState.LATE, "3 days late", date(2026, 11, 24), "2 of 3 sent", "the school", "#board-cell"),
    Cell("Visit", CellState.DUE, "Due", date(2026, 12, 4), "", "the assessor", "#board-cell"),
    Cell("Report", CellState.COMING, "Coming", date(2027, 1, 15), "", "the assessor", ""),
]
TASKS = [
    {"label": "Collaborative activities", "url": "#task-list", "status": CURRENT, "hint": "Written by Amina Diallo"},
    {"label": "Plans for inclusive practice", "url": "#task-list", "status": IN_PROGRESS},
    {"label": "Sharing good practice", "url": "#task-list", "status": NOT_STARTED},
    {
        "label": "Send the application",
        "url": "",
        "status": {"tone": "neutral", "label": "Cannot start yet"},
        "hint": "When all eight criteria are answered and no invitation is open.",
    },
]
WORK = [
    {
        "reason": "Declare the update of Ashgrove Primary School",
        "context": "Harbour Centre of Excellence, year 2",
        "url": "#work-list",
        "action": "Read and declare",
        "since": SENT,
        "due_on": date(2026, 11, 24),
        "waiting": "Priya Nair, assessor",
    },
    {
        "reason": "Answer the invitation to join Harbour Centre of Excellence",
        "url": "#work-list",
        "action": "Answer",
        "since": SENT,
        "due_on": date(2026, 12, 2),
        "waiting": "Morgan Ellis",
    },
    {"reason": "Give the purchase-order number", "url": "#work-list", "action": "Give the number", "since": SENT},
]
COLUMNS = [
    {
        "title": "Last year",
        "note": "Sent Friday 28 November 2025",
        "text": "Pupils in Years 3 and 4 read with a partner twice a week.\n\nWe wanted a quiet place in every class.",
    },
    {
        "title": "This year",
        "note": "Morgan Ellis is writing",
        "text": "Every class now has a quiet place, chosen by the pupils. Partner reading goes on in Years 3 to 6.",
        "is_now": True,
        "status": IN_PROGRESS,
    },
    {"title": "The assessor's remark", "note": "On last year's answer", "text": "", "empty": "No remark was made."},
]
CHANGED = differences(
    "We met two governors and the head.\n\nPupils read with a partner.",
    "We met three governors, the head and a parent.\n\nPupils read with a partner.",
)
EVENTS = [
    {
        "at": SENT,
        "what": "Application sent back with changes requested",
        "by": "Sam Okafor, IQM",
        "why": "Criterion 5: please say which classes take part in the research.",
        "tone": "attention",
    },
    {"at": datetime(2026, 11, 20, 9, 30, tzinfo=UTC), "what": "Application sent", "by": "Morgan Ellis", "tone": "good"},
    {
        "at": datetime(2026, 6, 3, 8, 0, tzinfo=UTC),
        "what": "Invitation accepted",
        "by": "Łucja Wójcik",
        "url": "#timeline",
    },
]
COMMENTS = [
    {
        "by": "Priya Nair",
        "role": "Assessor",
        "at": SENT,
        "text": "Could you say how often the three schools met?",
        "seen_by": "Morgan Ellis",
    },
    {
        "by": "Morgan Ellis",
        "role": "Coordinator, Ashgrove Primary School",
        "at": datetime(2026, 11, 25, 10, 12, tzinfo=UTC),
        "text": "Five times. I have added the dates to the activities.",
        "is_mine": True,
    },
]
MAILS = [
    {
        "to": "Jo Park, headteacher of Ashgrove Primary School",
        "subject": "Harbour Centre of Excellence is approved",
        "body": "Dear Jo Park,\n\nYour Centre is active from today. Your adviser is Lena Hart.",
    }
]
INTEREST = [
    {"label": "Interest", "value": 64, "url": "#funnel"},
    {"label": "Application begun", "value": 41},
    {"label": "Application sent", "value": 30},
    {"label": "Year 1", "value": 26},
    {"label": "Year 3", "value": 11},
]
ARREARS = [
    {"label": "Up to 30 days", "value": 412500, "text": "£4,125.00"},
    {"label": "31 to 60 days", "value": 120000, "text": "£1,200.00", "url": "#chart-bar"},
    {"label": "Over 60 days", "value": 36000, "text": "£360.00"},
]
VISITS = [
    {"label": month, "value": count}
    for month, count in [("Apr", 4), ("May", 7), ("Jun", 9), ("Jul", 3), ("Sep", 5), ("Oct", 11), ("Nov", 12)]
]
SCHOOLS = [
    {
        "name": "Ashgrove Primary School",
        "place": "Bristol",
        "pupils": 312,
        "until": date(2028, 3, 1),
        "status": CURRENT,
    },
    {"name": "St Brannoc's School", "place": "Cardiff", "pupils": 1204, "until": date(2026, 12, 2), "status": NEAR},
    {"name": "Gulf Star International", "place": "Dubai", "pupils": 948, "until": date(2026, 11, 24), "status": LATE},
]
DATES = [
    {"label": "Plans", "on": date(2026, 11, 20), "done": True},
    {"label": "Update", "on": date(2026, 11, 24)},
    {"label": "Visit at Ashgrove", "on": date(2026, 12, 4), "note": "9:00 to 15:00", "url": "#key-dates"},
    {"label": "Next Centre year", "on": date(2027, 9, 1)},
]
SUMMARY = [
    {"key": "Lead school", "value": "Ashgrove Primary School", "url": "#summary-list", "action": "Transfer"},
    {"key": "Adviser", "value": "Lena Hart", "hint": "lena.hart@iqm.example"},
    {"key": "Invoices to", "value": "Harbour Learning Trust", "url": "#summary-list"},
]


def _list() -> ShownList:
    """A list without rows: what stands above one."""
    query = QueryDict("state=active&sort=-name")
    listed, narrowed = narrowed_list(query, Centres, Centre.objects.none(), TODAY)
    return ShownList(listed, listed.cut(None), narrowed, query, {"state": {"active": 45, "forming": 3}})


def specimens() -> dict[str, object]:
    """The invented content of the gallery."""
    typed = {"school": "Ashgrove Primary School", "email": "morgan", "answer": "maybe", "pupils": "-1"}
    wrong = SpecimenForm({f"wrong-{name}": text for name, text in typed.items()}, prefix="wrong")
    wrong.add_error(None, "The invitation lapsed on Friday 20 November 2026, so the answer cannot be taken.")
    return {
        "today": TODAY,
        "statuses": STATUSES,
        "year": YEAR,
        "year_today": date(2026, 11, 30),
        "cells": CELLS,
        "changed": CHANGED,
        "tasks": TASKS,
        "work": WORK,
        "columns": COLUMNS,
        "events": EVENTS,
        "comments": COMMENTS,
        "mails": MAILS,
        "consequences": ["The Centre becomes active and year 1 opens.", "One charge is raised for each school."],
        "interest": INTEREST,
        "arrears": ARREARS,
        "visits": VISITS,
        "sparkline": [point["value"] for point in VISITS],
        "schools": SCHOOLS,
        "page": Paginator(range(240), 25).page(4),
        "empty_page": Paginator([], 25).page(1),
        "dates": DATES,
        "summary": SUMMARY,
        "list": _list(),
        "form": SpecimenForm(),
        "filter_form": SpecimenFilterForm({"state": "risk", "since": "2026-11-01"}),
        "wrong": wrong,
        "sent": SENT,
        "amount_back": -12,
        "none_yet": [],
        "icons": list(ICONS),
        "far": date(2027, 3, 1),
        "near": date(2026, 12, 2),
        "past": date(2026, 11, 24),
    }


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    return render(request, "gallery/gallery.html", specimens())
