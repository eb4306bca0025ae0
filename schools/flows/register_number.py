"""The numbers of the register's rows: each belongs to one school, and follows the one that carries it on (R3)."""

from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from schools.enums import Scheme, SchoolStatus
from schools.models.register import RegisterChange, RegisterImport, RegisterRemark
from schools.models.school import Identifier, School

SCHOOL, NUMBER = School._meta.db_table, Identifier._meta.db_table
CHANGE, REMARK = RegisterChange._meta.db_table, RegisterRemark._meta.db_table
CLOSED = SchoolStatus.CLOSED.value

# Numbers that a row names and its school does not carry yet, with whoever carries them now. Of several rows that name
# one, a school that is open goes before one that is closed, then the one that closed last, then the upper row.
WANTED = f"""
    INSERT INTO register_numbers (
        line, urn, school_id, name, is_closed, closed_on, scheme, value, number_id, owner, owner_closed, place)
    SELECT w.*, i.id, o.name, o.status = '{CLOSED}',
        row_number() OVER (
            PARTITION BY w.scheme, w.value ORDER BY w.is_closed, w.closed_on DESC NULLS LAST, w.line
        )
    FROM (
        SELECT r.line, r.urn, r.school_id, s.name, s.status = '{CLOSED}' AS is_closed, s.closed_on, n.scheme, n.value
        FROM register_ready r JOIN {SCHOOL} s ON s.id = r.school_id
        CROSS JOIN LATERAL (VALUES
            ('{Scheme.URN.value}', r.urn), ('{Scheme.LAESTAB.value}', r.laestab), ('{Scheme.UKPRN.value}', r.ukprn)
        ) AS n (scheme, value)
        WHERE n.value IS NOT NULL
    ) AS w
    LEFT JOIN {NUMBER} i ON i.scheme = w.scheme AND i.value = w.value
    LEFT JOIN {SCHOOL} o ON o.id = i.school_id
    WHERE i.school_id IS DISTINCT FROM w.school_id"""
FREE = "place = 1 AND number_id IS NULL"
CARRIED_ON = "place = 1 AND owner_closed AND NOT is_closed"


def take_numbers(cursor: CursorWrapper, reading: RegisterImport) -> None:
    """Give new numbers to their schools, and those of a closed school to the one that carries them on; what stays with
    another school is remarked on, unless the school that names it is closed itself.
    """
    cursor.execute(WANTED)
    cursor.execute(
        f"INSERT INTO {NUMBER} (school_id, scheme, value) SELECT school_id, scheme, value FROM register_numbers "
        f"WHERE {FREE} ORDER BY line, scheme"
    )
    cursor.execute(
        f"INSERT INTO {CHANGE} (reading_id, line, school_id, name, changes) SELECT %s, line, school_id, name, "
        f"jsonb_build_object('number', jsonb_build_array(owner || ': ' || value, name || ': ' || value)) "
        f"FROM register_numbers WHERE {CARRIED_ON} ORDER BY line",
        [reading.pk],
    )
    cursor.execute(
        f"UPDATE {NUMBER} i SET school_id = n.school_id FROM register_numbers n "
        f"WHERE i.id = n.number_id AND {CARRIED_ON}"
    )
    why = _("The number %s belongs to another school and was left out.")
    cursor.execute(
        f"INSERT INTO {REMARK} (reading_id, line, urn, name, why, is_refusal) SELECT %s, line, urn, name, "
        f"replace(%s, '%%s', value), false FROM register_numbers "
        f"WHERE NOT is_closed AND NOT ({FREE}) AND NOT coalesce({CARRIED_ON}, false) ORDER BY line",
        [reading.pk, why],
    )
