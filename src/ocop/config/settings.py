"""Settings, all from the environment: see `environment` for what each variable means."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from ocop.config import environment
from ocop.config.database import BadDatabaseUrl, demonstration_mark, parse_database_url

PACKAGE = Path(__file__).resolve().parent.parent

OCOP_HOME = environment.home()
OCOP_VAR = OCOP_HOME / "var"
OCOP_VAR.mkdir(mode=environment.PRIVATE, exist_ok=True)
OCOP_BASE_URL = environment.base_url()
OCOP_FILES = OCOP_VAR / "files"
OCOP_FILE_MAX_BYTES = 10 * 1024 * 1024
OCOP_IMAGE_MAX_PIXELS = 60_000_000
OCOP_IMAGE_EDGE = 1600
# Where `ocop regime import` puts what is laid over the shipped regimes; read at the start.
OCOP_REGIME_FOLDERS = tuple(folder for folder in (OCOP_VAR / "regimes",) if folder.is_dir())
OCOP_SIGN_OUT_URL = "people:sign_out"
OCOP_ROLE_SWITCH_URL = "people:switch_role"

DEBUG = environment.flag("OCOP_DEBUG")
SECRET_KEY = environment.secret_key(OCOP_VAR)
ALLOWED_HOSTS = environment.allowed_hosts(OCOP_BASE_URL)
HTTPS = OCOP_BASE_URL.startswith("https://")
# Plain names need no collectstatic: development and tests. `ocop serve` collects and keeps hashed names.
PLAIN_STATIC = environment.flag("OCOP_PLAIN_STATIC", default=DEBUG)

try:
    DATABASES = {
        "default": parse_database_url(
            os.environ.get("OCOP_DATABASE_URL", "sqlite:///var/ocop.sqlite3"), home=OCOP_HOME
        )
    }
except BadDatabaseUrl as error:
    raise ImproperlyConfigured(f"OCOP_DATABASE_URL: {error}") from error
# A demonstration leaves its mark beside its database (`ocop demo`); every page then says that it is one.
OCOP_TRIAL_DATA = environment.flag(
    "OCOP_TRIAL_DATA", default=demonstration_mark(DATABASES["default"], OCOP_VAR).exists()
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "ocop.platform",
    "ocop.journal",
    "ocop.places",
    "ocop.people",
    "ocop.registry",
    "ocop.evaluation",
    "ocop.recognition",
    "ocop.portal",
    "ocop.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
]
AUTH_USER_MODEL = "people.User"
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "evaluation:desk"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ocop.platform.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "ocop.platform.middleware.normal_text",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ocop.people.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ocop.platform.middleware.Refusals",
]
ROOT_URLCONF = "ocop.config.urls"
WSGI_APPLICATION = "ocop.config.wsgi.application"
CSRF_FAILURE_VIEW = "ocop.platform.errors.csrf_failure"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "ocop.platform.web.chrome",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# The tones of a notice, by level.
MESSAGE_TAGS = {10: "info", 20: "info", 25: "done", 30: "warning", 40: "problem"}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "ocop_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HTTPS
LOCALE_PATHS = sorted(str(folder) for folder in PACKAGE.glob("*/locale"))
FORMAT_MODULE_PATH = ["ocop.platform.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
STATIC_ROOT = OCOP_VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": OCOP_FILES, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PLAIN_STATIC
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = PLAIN_STATIC
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = OCOP_FILE_MAX_BYTES
# A whole evaluation sheet or a bulk decision is one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o600

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
BEHIND_PROXY = environment.flag("OCOP_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
CSRF_TRUSTED_ORIGINS = [OCOP_BASE_URL]
SESSION_COOKIE_NAME = "ocop_session"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 14 * 24 * 3600
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": environment.log_level(), "propagate": True},
        # A refusal is an answer, not an incident.
        "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
