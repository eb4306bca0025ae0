"""The register is read by way of tables that only its connection sees. The application's role may make none of its own:
the owner's functions make these, and take them away.
"""

from django.db import migrations

OPEN = """
CREATE FUNCTION register_tables_made() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DROP TABLE IF EXISTS pg_temp.register_staged, pg_temp.register_bodies, pg_temp.register_ready,
        pg_temp.register_numbers;
    CREATE TEMP TABLE register_staged (
        line integer, urn text, la_code text, la_name text, trust_code text, trust_name text, laestab text, ukprn text,
        name text, status text, phase text, kind text, low_age bigint, high_age bigint, pupils bigint, street text,
        locality text, town text, county text, postcode text, country text, website text, telephone text,
        head_name text, easting bigint, northing bigint, closed_on date);
    CREATE TEMP TABLE register_bodies (code text, name text, line integer);
    CREATE TEMP TABLE register_ready (
        LIKE pg_temp.register_staged, is_new boolean, local_authority_id bigint, trust_id bigint, school_id bigint);
    CREATE TEMP TABLE register_numbers (
        line integer, urn text, school_id bigint, name text, is_closed boolean, closed_on date, scheme text, value text,
        number_id bigint, owner text, owner_closed boolean, place bigint);
    GRANT ALL ON pg_temp.register_staged, pg_temp.register_bodies, pg_temp.register_ready, pg_temp.register_numbers
        TO PUBLIC;
END $$
"""
CLOSE = """
CREATE FUNCTION register_tables_taken_away() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DROP TABLE IF EXISTS pg_temp.register_staged, pg_temp.register_bodies, pg_temp.register_ready,
        pg_temp.register_numbers;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("schools", "0005_readings_of_before")]

    operations = [
        migrations.RunSQL(OPEN, "DROP FUNCTION register_tables_made()"),
        migrations.RunSQL(CLOSE, "DROP FUNCTION register_tables_taken_away()"),
    ]
