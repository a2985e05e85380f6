"""The WSGI entry point: `granian --interface wsgi ocop.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop.config.settings")
application = get_wsgi_application()
