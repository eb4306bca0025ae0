"""What compares names by what they say, and what sorts them as a dictionary does."""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations

# The signs that go are written out by code points, and the dictionary of accents is named in full: classes of signs and
# search paths differ from server to server, and indexes stand on what comes out. Quotes, dots, marks and what has no
# width leave nothing behind, every other sign a blank.
ORDER = r"""
CREATE FUNCTION iqm_order(said text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT pg_catalog.btrim(pg_catalog.regexp_replace(pg_catalog.regexp_replace(
        pg_catalog.lower(
            public.unaccent(
                'public.unaccent'::pg_catalog.regdictionary,
                pg_catalog.replace(pg_catalog.normalize(said, 'NFKC'), '&', ' and ')
            ) COLLATE pg_catalog."default"
        ),
        '[\u0001-\u0008\u0022\u0027\u002e\u0060\u00ab\u00ad\u00b4\u00bb\u02b9-\u02df\u0300-\u036f\u05f3\u05f4\u200b-\u200f\u2018-\u201f\u2024\u2032-\u2037\u2060-\u206f\ufe00-\ufe0f\ufeff]+', '', 'g'),
        '[\u0009-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u05be\u2000-\u206f\u3000-\u303f]+', ' ', 'g'))
$$;
"""
FOLD = """
CREATE FUNCTION iqm_fold(said text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT pg_catalog.replace(public.iqm_order(said), ' ', '')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_foundations")]
    operations = [
        UnaccentExtension(),
        migrations.RunSQL(ORDER, "DROP FUNCTION iqm_order(text);"),
        migrations.RunSQL(FOLD, "DROP FUNCTION iqm_fold(text);"),
    ]
