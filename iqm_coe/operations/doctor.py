"""What an installation needs, each part proved by doing its work (R39f)."""

import shutil
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from iqm_coe.accounts.conditions.sealing import Under, standing
from iqm_coe.files.models.scan import Scan
from iqm_coe.lib import scanning
from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.glyphs import can_be_drawn
from iqm_coe.lib.pdf import pages_of
from iqm_coe.lib.templatetags.words import short_instant
from iqm_coe.lib.typesetting_apart import typeset_apart
from iqm_coe.operations import parts
from iqm_coe.operations.conditions.heartbeat import stands_still
from iqm_coe.operations.conf import still_after
from iqm_coe.operations.enums import QUEUES, Part
from iqm_coe.operations.models.heartbeat import Heartbeat
from iqm_coe.operations.models.schedule import DueTime
from iqm_coe.operations.proving import NothingThereError, Proof, Unproved, prove

LEAST_ROOM = 500  # MB
LONG_WAIT = timedelta(hours=1)
MOST_SKEW = 5.0  # seconds
SERVER_SAYS_OK = 250
LOOKS = 0.05  # seconds
# A letter of each script that names of families are written in, and the package of Debian that draws it.
SCRIPTS = {"ł": "fonts-dejavu-core", "न": "fonts-noto-core", "语": "fonts-noto-cjk"}
# Both changes of London's clocks in 2027, an hour before and after: what the time zone data has to know.
CHANGES = {datetime(2027, 3, 28, 1, 30, tzinfo=UTC): 1, datetime(2027, 10, 31, 1, 30, tzinfo=UTC): 0}


def examine() -> list[Proof]:
    """Every part, all asked at once; after DOCTOR_PATIENCE seconds whatever has not answered has failed."""
    questions: dict[str, Callable[[], str]] = {
        _("Database"): parts.database,
        _("Tables"): migrations,
        _("Cache"): parts.shared_cache,
        _("Broker"): parts.broker,
        _("The clock that starts what is due"): beat,
        **{str(queue.label): partial(round_trip, queue) for queue in QUEUES},
        _("Mail server"): mail_server,
        _("Files"): storage,
        _("Fonts"): fonts,
        _("Documents"): document,
        _("Time of day"): time_of_day,
        _("Sealed secrets"): sealed,
        **({_("Virus scanner"): scanner} if scanning.is_configured() else {}),
    }
    steps = dict(zip(questions, _next_steps(), strict=True))
    return [advised(proof, steps[proof.part]) for proof in prove(questions, patience=settings.DOCTOR_PATIENCE)]


def advised(proof: Proof, step: str) -> Proof:
    """With what to do, where it does not work."""
    return proof if proof.is_good else replace(proof, words=f"{proof.words} {step}")


def _next_steps() -> list[str]:
    """What to do where a part does not work, in the order in which they are asked."""
    log = _("Look at the log of %s (of bin/run: var/log/%s.log), and start it again.")
    return [
        _("Start its server, or correct DATABASE_URL."),
        _("Start the programme again: it brings the tables up to date first."),
        _("Start Valkey, or correct REDIS_URL."),
        _("Start Valkey, or correct REDIS_URL."),
        log % ("beat", "beat"),
        *(log % (f"worker-{queue}", f"worker-{queue}") for queue in QUEUES),
        _("Correct EMAIL_URL, or ask whoever runs that server."),
        _("Make room in %s, and let the programme write there.") % settings.MEDIA_ROOT,
        _("Install those packages of Debian."),
        log % ("web", "web"),
        _("Set the clock of this machine, and bring its tzdata up to date."),
        _("Name the key of before in SECRET_KEY_FALLBACKS, and run manage.py reseal."),
        *([_("Start the scanner, or correct CLAMAV: files wait for it.")] if scanning.is_configured() else []),
    ]


def sealed() -> str:
    """Under which keys. Raises Unproved where one is needed that nobody named."""
    found = standing()
    if found[Under.LOST]:
        raise Unproved(_("%d cannot be opened by any key that is named.") % found[Under.LOST])
    if found[Under.FORMER]:
        words = _("%(former)d of %(all)d are under a former key: run manage.py reseal before it is taken away.")
        return words % {"former": found[Under.FORMER], "all": found.total()}
    return _("%d, all under the key of now: no former key is needed for them.") % found.total()


def migrations() -> str:
    """Raises Unproved where a migration of this tree was not applied."""
    executor = MigrationExecutor(connection)
    missing = [str(step) for step, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if missing:
        raise Unproved(_("Not applied: %s") % ", ".join(missing[:5]))
    return _("Every migration is applied.")


def round_trip(queue: Part) -> str:
    """A task sent to this queue, and its answer. Raises Unproved where none comes and no long task explains it."""
    question, begun = str(uuid.uuid4()), time.monotonic()
    until = begun + settings.DOCTOR_PATIENCE * 0.9
    current_app.send_task(
        "iqm_coe.operations.tasks.answer",
        args=[question, queue.value],
        queue=queue.value,
        expires=settings.DOCTOR_PATIENCE,
        retry=False,
    )
    while time.monotonic() < until:
        if cache.get(f"doctor:{question}") == queue.value:
            return _("A task went there and back in %.1f seconds.") % (time.monotonic() - begun)
        time.sleep(LOOKS)
    return _busy(queue)


def _busy(queue: Part) -> str:
    beat, now = Heartbeat.objects.filter(part=queue).first(), timezone.now()
    after = timedelta(seconds=still_after.get())
    if beat and beat.busy_since and not stands_still(beat, now, after=after):
        since = beat.busy_since.astimezone(LONDON)
        return _("It is at one long task since %s, and said so a moment ago.") % f"{since:%H:%M}"
    raise Unproved(_("It took no task within %d seconds.") % round(settings.DOCTOR_PATIENCE * 0.9))


def beat() -> str:
    """Raises Unproved where the clock was not heard, or what is due is not sent."""
    now, after = timezone.now(), timedelta(seconds=still_after.get())
    heard = Heartbeat.objects.filter(part=Part.BEAT).first()
    if heard is None:
        raise Unproved(_("It was never heard."))
    if stands_still(heard, now, after=after):
        raise Unproved(_("Nothing was heard of it since %s.") % f"{heard.at.astimezone(LONDON):%d.%m.%Y %H:%M}")
    late = list(DueTime.objects.filter(due_at__lt=now - after).order_by("due_at").values_list("name", flat=True))
    if late:
        raise Unproved(_("Due and not sent: %s") % ", ".join(late))
    return _("Heard %d seconds ago; nothing is overdue.") % (now - heard.at).total_seconds()


def mail_server() -> str:
    """Connects, greets, encrypts and signs in as the settings say. Raises Unproved, with the server's words; and
    NothingThereError where the settings name no server.
    """
    line = get_connection(timeout=settings.DOCTOR_PATIENCE * 0.8)
    if not isinstance(line, EmailBackend):
        raise NothingThereError(_("There is none: EMAIL_URL names no server, so no mail leaves this machine."))
    how = _("TLS from the first byte") if line.use_ssl else _("STARTTLS") if line.use_tls else _("no encryption")
    try:
        line.open()
        code, words = vars(line)["connection"].noop()
    except OSError as error:  # every error of smtplib is one
        raise Unproved(_("%(host)s: %(error)s") % {"host": line.host, "error": error}) from error
    finally:
        line.close()
    if code != SERVER_SAYS_OK:
        raise Unproved(f"{code} {words!r}")
    who = _("signed in") if line.username else _("without a name")
    return _("%(host)s answers: %(how)s, %(who)s.") % {"host": line.host, "how": how, "who": who}


def storage() -> str:
    """Written, read back, taken away. Raises Unproved where that fails or room is short."""
    word = uuid.uuid4().bytes
    name = default_storage.save(f"doctor/{uuid.uuid4()}", ContentFile(word))
    try:
        with default_storage.open(name) as file:
            found = file.read()
    finally:
        default_storage.delete(name)
    if found != word:
        raise Unproved(_("What was written could not be read back."))
    room = shutil.disk_usage(settings.MEDIA_ROOT).free // 1024**2
    if room < LEAST_ROOM:
        raise Unproved(_("Only %d MB are free.") % room)
    return _("They are kept; %d MB are free.") % room


def fonts() -> str:
    """Raises Unproved where names in a script would be printed as numbers."""
    missing = sorted({package for sign, package in SCRIPTS.items() if not can_be_drawn(sign, in_type=True)})
    if missing:
        raise Unproved(_("Some names would be printed as numbers; missing: %s") % ", ".join(missing))
    return _("Latin, Indian and Chinese letters can be drawn.")


def document() -> str:
    """A page laid out by a process of its own, as packs are, and read back."""
    page = '<!doctype html><html lang="en-GB"><title>Doctor</title><h1>Doctor</h1><p>Łucja, 语, न</p></html>'
    pages = pages_of(typeset_apart(page))
    if pages != 1:
        raise Unproved(_("One page came back as %d.") % pages)
    return _("A page was laid out and read back.")


def time_of_day() -> str:
    """Raises Unproved where this machine and the database do not agree, or London's clocks are not known."""
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    skew = (there - before - (timezone.now() - before) / 2).total_seconds()
    if abs(skew) > MOST_SKEW:
        raise Unproved(_("This machine and the database are %.1f seconds apart.") % abs(skew))
    wrong = [at for at, hours in CHANGES.items() if at.astimezone(LONDON).utcoffset() != timedelta(hours=hours)]
    if wrong:
        raise Unproved(_("The time zone data does not know when London changes its clocks."))
    return _("This machine and the database agree to %.1f seconds.") % float(abs(skew))


def scanner() -> str:
    """Raises ScannerAway; Unproved where it answers and a file waits all the same, for longer than its rounds take."""
    version = scanning.answers()
    oldest = Scan.objects.waiting().order_by("asked_at").first()
    if oldest is not None and timezone.now() - oldest.asked_at > LONG_WAIT:
        waits = {"version": version, "since": short_instant(oldest.asked_at)}
        raise Unproved(_("%(version)s answers, but a file has waited for it since %(since)s.") % waits)
    return _("%s answers.") % version
