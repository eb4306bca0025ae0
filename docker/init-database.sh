#!/usr/bin/env bash
# Run once by the database's image on an empty volume: the two roles and the database of the product.
# The owner migrates; the application's role gets its rights on the tables from `manage.py grant_app_role`.
set -euo pipefail
OWNER_PASSWORD=$(< /run/secrets/owner_password) APP_PASSWORD=$(< /run/secrets/app_password)
: "${OWNER_PASSWORD:?}" "${APP_PASSWORD:?}"
export OWNER_PASSWORD APP_PASSWORD # an argument would be read by whoever lists processes
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD
CREATE ROLE iqm_app LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
CREATE ROLE iqm_owner LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
ALTER ROLE iqm_app SET jit = off;
ALTER ROLE iqm_owner SET jit = off;
CREATE DATABASE iqm_coe OWNER iqm_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE iqm_coe FROM PUBLIC;
GRANT CONNECT ON DATABASE iqm_coe TO iqm_app;
SQL
