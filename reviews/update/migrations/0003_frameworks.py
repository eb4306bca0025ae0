"""The three published versions of the elements, and which old element feeds which new one."""

from django.db import migrations

TEN = [
    "Pupil progress",
    "Pupil attitudes, values and personal development",
    "Leadership and management",
    "Staffing systems and organisation",
    "The learning environment",
    "Teaching and learning",
    "Resources and ICT",
    "Parents and carers",
    "Governors, external partners and local authority",
    "The community",
]
EIGHT_FIRST = [
    "The Inclusion values of the school",
    "The Learning Environment, Resources and ICT",
    "Learner Attitudes, Values and Personal Development",
    "Learner Progress and the Impact on Learning",
    "Learning and Teaching",
    "Parents, Carers and Guardians",
    "Governing Body and Management, External Accountability/Support",
    "The School in the Community",
]
EIGHT_CURRENT = [
    "Inclusion Values of the School",
    "Leadership, Management and Accountability",
    "Curriculum: Structure, Pupil Engagement and Adaptation",
    "Teaching and Learning: Learning Environment, Planning, Resources and Pedagogy",
    "Assessment",
    "Behaviour, Attitudes to Learning and Personal Development",
    "Parents, Carers and Guardians",
    "Links with Local, Wider and Global Community",
]
FRAMEWORKS = {
    "ten": ("Ten elements", TEN),
    "eight-first": ("Eight elements (first)", EIGHT_FIRST),
    "eight-current": ("Eight elements (current)", EIGHT_CURRENT),
}
# (old framework, new framework): pairs of element numbers, old first. Read from the titles; an administrator may amend.
FEEDS = {
    ("ten", "eight-current"): [
        (1, 5), (2, 6), (3, 2), (4, 2), (5, 4), (6, 4), (6, 3), (7, 4), (8, 7), (9, 2), (9, 8), (10, 8),
    ],
    ("eight-first", "eight-current"): [
        (1, 1), (2, 4), (3, 6), (4, 5), (5, 4), (5, 3), (6, 7), (7, 2), (8, 8),
    ],
    ("eight-current", "ten"): [
        (1, 3), (2, 3), (2, 4), (2, 9), (3, 6), (4, 5), (4, 6), (4, 7), (5, 1), (6, 2), (7, 8), (8, 9), (8, 10),
    ],
    ("eight-first", "ten"): [
        (1, 3), (2, 5), (2, 7), (3, 2), (4, 1), (5, 6), (6, 8), (7, 3), (7, 9), (8, 10),
    ],
}  # fmt: skip


def load(apps, schema_editor):
    """Write what is not there yet; safe to run again."""
    framework, element, mapping = (apps.get_model("update", n) for n in ("Framework", "Element", "ElementMapping"))
    for key, (name, titles) in FRAMEWORKS.items():
        made, _ = framework.objects.get_or_create(key=key, defaults={"name": name})
        for number, title in enumerate(titles, 1):
            element.objects.get_or_create(framework=made, number=number, defaults={"title": title})
    found = {(one.framework.key, one.number): one for one in element.objects.select_related("framework")}
    for (old, new), pairs in FEEDS.items():
        for before, after in pairs:
            mapping.objects.get_or_create(old=found[old, before], new=found[new, after])


class Migration(migrations.Migration):
    dependencies = [("update", "0002_guards")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
