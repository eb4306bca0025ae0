"""Gives the application's role its rights on the tables, none to rewrite what is written once or to move an account."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import InternalError, connection, transaction
from psycopg import sql

from iqm_coe.lib.append_only import append_only_tables, ending_tables, guarded_tables
from iqm_coe.operations.flows.restore import is_unfinished

# They carry their own guards.
GUARDED_FUNCTIONS = (
    "withdraw_content(bigint, timestamptz, text, text, jsonb)",
    "clear_row(text, bigint, timestamptz)",
)


class Command(BaseCommand):
    help = "Run after migrate, as the owner: grants the restricted role what it needs, and no more."

    def handle(self, *args: object, **options: object) -> None:
        if is_unfinished():
            raise CommandError("A restore was interrupted in this database. Say bin/restore BACKUP again.")
        for wait in (0.2, 0.5, 1.0, 2.0):
            try:
                self._grant()
            except InternalError:  # another database of the same server grants to the role at this moment
                time.sleep(wait)
            else:
                return
        self._grant()

    @transaction.atomic
    def _grant(self) -> None:
        role, database = sql.Identifier(settings.DATABASE_APP_ROLE), sql.Identifier(connection.settings_dict["NAME"])
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.DATABASE_APP_ROLE])
            if cursor.fetchone() is None:
                self.stdout.write(f"There is no role {settings.DATABASE_APP_ROLE} here; nothing was granted.")
                return
            for statement in (
                "REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC, {role}",
                "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
                "GRANT USAGE ON SCHEMA public TO {role}",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
                "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
                "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
            ):
                cursor.execute(sql.SQL(statement).format(role=role, database=database))
            for table in append_only_tables():
                revoke = sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")
                cursor.execute(revoke.format(table=sql.Identifier(table), role=role))
            for table in guarded_tables():
                revoke = sql.SQL("REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")
                cursor.execute(revoke.format(table=sql.Identifier(table), role=role))
            for table, columns in ending_tables().items():
                revoke = sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")
                cursor.execute(revoke.format(table=sql.Identifier(table), role=role))
                grant = sql.SQL("GRANT UPDATE ({columns}) ON {table} TO {role}")
                named = sql.SQL(", ").join(map(sql.Identifier, columns))
                cursor.execute(grant.format(columns=named, table=sql.Identifier(table), role=role))
            # A dump is loaded without rights, so everybody's is taken away here as well.
            for name in GUARDED_FUNCTIONS:
                for rights in (
                    "REVOKE ALL ON FUNCTION {name} FROM PUBLIC",
                    "GRANT EXECUTE ON FUNCTION {name} TO {role}",
                ):
                    cursor.execute(sql.SQL(rights).format(name=sql.SQL(name), role=role))
        self.stdout.write(f"Granted to {settings.DATABASE_APP_ROLE}.")
