# One image for web, worker, beat and migrate; docker-compose.yml says which is which.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 \
    UV_LINK_MODE=copy \
    UV_PROJECT_ENVIRONMENT=/opt/venv \
    PATH=/opt/venv/bin:$PATH \
    DJANGO_SETTINGS_MODULE=portal.settings.base \
    PORTAL_DATA=/data \
    STATIC_ROOT=/app/staticfiles \
    PROMETHEUS_MULTIPROC_DIR=/tmp/metrics

WORKDIR /app
COPY pyproject.toml uv.lock .python-version ./
RUN pip install --no-cache-dir uv && uv sync --locked --no-default-groups --no-cache
COPY . .
RUN SECRET_KEY=only-to-collect-files python manage.py collectstatic --noinput \
    && useradd --create-home --uid 1000 choso \
    && mkdir -p /data/uploads /data/media /data/private /tmp/metrics \
    && chown -R choso /data /tmp/metrics
USER choso

EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "--no-access-log", "portal.wsgi:application"]
