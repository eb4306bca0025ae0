"""Large documents: what laying out costs beside the bare renderer, that every word of the longest is there, and what a
pack of 500 schools takes.
"""

import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

from django.template.loader import render_to_string
from weasyprint import HTML

from iqm_coe.lib import pdf, typesetting
from iqm_coe.lib.typesetting_apart import MEMORY
from reviews.reports.pdf import pack, report
from reviews.reports.selectors import pack as content
from schools.models.school import School
from tests.documents import Words
from tests.integration.reviews.reports.test_every_word import filled
from tests.visits import ON_THE_DAY, Visited

LONGEST, LONG, SHORT = 20_000, 4_000, 300
MOST_TIMES_BARE = 1.3
MOST_SECONDS = 60
ROUNDS = 3
MEGABYTE = 1024 * 1024


def measure(check: Callable[..., None]) -> None:
    """`check(what, value, most, unit)` hears each figure."""
    made = filled(Words(SHORT))
    schools = School.objects.bulk_create(School(name=f"School {number:03d}", town="Ashford") for number in range(500))
    ten_schools(check, made, schools[:10])
    five_hundred(check, made, schools)


def the_longest(check: Callable[..., None]) -> None:
    """A report of which every field is filled to its limit, by the process that a worker would start."""
    words = Words(LONGEST)
    made = filled(words)
    began = time.monotonic()
    document = report.report(made.report.sealed)
    seconds = time.monotonic() - began
    of_the_update = {
        word
        for answer in made.review.answers.all()
        for text in (answer.progress, answer.evidence, answer.next_steps)
        for word in text.split()
    }
    missing = set(words.missing_in(document)) - of_the_update
    check(f"the longest report, {pdf.pages_of(document)} pages: words missing", len(missing), 0)
    check("the longest report: seconds", seconds, MOST_SECONDS, " s")


def ten_schools(check: Callable[..., None], made: Visited, schools: list[School]) -> None:
    """The same HTML by our typesetter and by the bare one, in turns."""
    part = content.school_part(made.year, made.lead.school, made.staff)
    parts = [replace(part, school=school) for school in schools]
    shown = content.pack_content(made.year, made.staff, parts, ON_THE_DAY)
    page = render_to_string("pdf/pack.html", {"pack": shown, "site_url": ""})
    style, fonts = typesetting._style()

    def bare() -> object:
        document = HTML(string=page, base_url=typesetting.STATIC, url_fetcher=typesetting.OwnFiles())
        return document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")

    ours, theirs = [], []
    for _round in range(ROUNDS):
        ours.append(_timed(lambda: typesetting.typeset(page)))
        theirs.append(_timed(bare))
    seen = f"{statistics.median(ours):.1f} s : {statistics.median(theirs):.1f} s"
    ratio = statistics.median(ours) / statistics.median(theirs)
    check(f"a pack of ten schools: times the bare renderer ({seen})", ratio, MOST_TIMES_BARE)


def five_hundred(check: Callable[..., None], made: Visited, schools: list[School]) -> None:
    """A pack of 500 schools, part by part, each by a process of its own."""
    part = content.school_part(made.year, made.lead.school, made.staff)
    asked = {
        "schools_of_pack": lambda *_of: schools,
        "school_part": lambda _year, school, _user: replace(part, school=school),
        "signs_of": lambda *_of: dict.fromkeys((school.pk for school in schools), 60 * SHORT),
    }
    before = {name: getattr(content, name) for name in asked}
    try:
        for name, instead in asked.items():
            setattr(content, name, instead)
        began = time.monotonic()
        packed = pack.review_pack(made.year, made.staff, at=ON_THE_DAY, step=lambda *_told: None)
        seconds = time.monotonic() - began
    finally:
        for name, own in before.items():
            setattr(content, name, own)
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    memory = max(usage.ru_maxrss for usage in usages) / 1024
    size = len(packed.content) / MEGABYTE
    print(f"       a pack of 500 schools: {packed.pages} pages in {seconds:.0f} s, {size:.0f} MB")
    check("a pack of 500 schools: memory of the largest process", memory, MEMORY / MEGABYTE, " MB")


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
