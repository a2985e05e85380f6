"""The WSGI entry point: `granian --interface wsgi ocop.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop.config.settings")
whole = get_wsgi_application()

from ocop.portal.lane import Lane  # noqa: E402 - its models exist only now

application = Lane(whole)
