"""The pages for anybody: what a Centre is, accessibility, privacy."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

CRITERIA = [
    {"code": "C1", "text": _("are committed to sustaining the IQM ethos through collaborative activities")},
    {"code": "C2", "text": _("have demonstrable plans to sustain and develop inclusive internal practice")},
    {"code": "C3", "text": _("have good mechanisms to disseminate and share good practice between the schools")},
    {
        "code": "C4",
        "text": _(
            "have, or are able to develop, the capacity to share good inclusion practice across a broader cluster of"
            " schools"
        ),
    },
    {"code": "C5", "text": _("are willing to engage in classroom-level research that explores inclusive practice")},
    {
        "code": "C6",
        "text": _("agree to an annual IQM visit to ratify or validate the progress and develop an annual plan"),
    },
    {
        "code": "C7",
        "text": _(
            "agree to contribute an annual written update of progress against the elements as the basis for the annual"
            " review"
        ),
    },
    {
        "code": "C8",
        "text": _(
            "are prepared to contribute to the overall development aims of IQM, supporting the need for expertise or"
            " trialling practice"
        ),
    },
]

YEAR = [
    {
        "title": _("Lodges three plans"),
        "text": _("for sustained practice, for classroom research and for the dissemination of good practice."),
    },
    {"title": _("Writes an update"), "text": _("of each school's progress against the elements.")},
    {"title": _("Welcomes an assessor"), "text": _("on a day that is agreed, to ratify or validate that progress.")},
    {
        "title": _("Plans what comes next"),
        "text": _("with a plan for development, and an adviser of its own to turn to all year."),
    },
]


BEGIN = [
    {
        "title": _("Find your school"),
        "text": _("Make an account, look your school up by its name or postcode, and ask to speak for it."),
    },
    {
        "title": _("Ask other schools"),
        "text": _("Start a Centre and invite schools with an award. Each answers for itself."),
    },
    {
        "title": _("Apply together"),
        "text": _("Say how you meet the eight criteria. IQM reads it and decides by a day that you can see."),
    },
    {"title": _("Begin your first year"), "text": _("with an adviser, a line of the year and a day for each step.")},
]


@login_not_required
@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """What a Centre is and its eight criteria."""
    return render(request, "public/welcome.html", {"criteria": CRITERIA, "steps": YEAR, "begin": BEGIN})


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "public/accessibility.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about a person."""
    return render(request, "public/privacy.html")
