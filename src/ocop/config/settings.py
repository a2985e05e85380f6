"""Settings, all from the environment: see `environment` for what each variable means."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from ocop.config import environment, mail
from ocop.config.database import BadDatabaseUrl, demonstration_mark, parse_database_url

PACKAGE = Path(__file__).resolve().parent.parent

OCOP_HOME = environment.home()
OCOP_VAR = OCOP_HOME / "var"
OCOP_VAR.mkdir(mode=environment.PRIVATE, exist_ok=True)
OCOP_BASE_URL = environment.base_url()
OCOP_FILES = OCOP_VAR / "files"
# Where workers and pages meet: locks that show who is alive, and how far each job is.
OCOP_JOBS = OCOP_VAR / "jobs"
# The key that signs the journal's heads is made at the first signature, as a file only its owner reads.
OCOP_JOURNAL_KEY = Path(os.environ.get("OCOP_JOURNAL_KEY") or OCOP_VAR / "journal-key")
# The key that signs records of certificates, kept alike.
OCOP_CREDENTIAL_KEY = Path(os.environ.get("OCOP_CREDENTIAL_KEY") or OCOP_VAR / "credential-key")
# An authority that stamps signed heads with its time (RFC 3161), and the certificates it is checked against.
OCOP_TSA_URL = os.environ.get("OCOP_TSA_URL", "")
OCOP_TSA_CERTIFICATES = os.environ.get("OCOP_TSA_CERTIFICATES", "")
# Who signs PDF papers: a class of the installation's own, a token by its PKCS#11 library, or a PKCS#12 file;
# its PIN or password stands in a file.
# A demonstration signs with a test certificate that it makes itself. Roots (PEM) are whom one trusts.
OCOP_PDF_SIGNER = os.environ.get("OCOP_PDF_SIGNER", "").strip()
OCOP_SIGNING_TOKEN = os.environ.get("OCOP_SIGNING_TOKEN", "").strip()
OCOP_SIGNING_TOKEN_LABEL = os.environ.get("OCOP_SIGNING_TOKEN_LABEL", "").strip()
OCOP_SIGNING_TOKEN_KEY = os.environ.get("OCOP_SIGNING_TOKEN_KEY", "").strip()
OCOP_SIGNING_CERTIFICATE = os.environ.get("OCOP_SIGNING_CERTIFICATE", "").strip()
OCOP_SIGNING_PASSWORD_FILE = os.environ.get("OCOP_SIGNING_PASSWORD_FILE", "").strip()
OCOP_SIGNING_ROOTS = os.environ.get("OCOP_SIGNING_ROOTS", "").strip()
OCOP_TEST_SIGNER = OCOP_VAR / "test-signer.p12"
# LibreOffice makes the PDF of a unit's own Word template: its program, "off", or empty to look for it.
OCOP_LIBREOFFICE = os.environ.get("OCOP_LIBREOFFICE", "").strip()
OCOP_FILE_MAX_BYTES = 10 * 1024 * 1024
OCOP_IMAGE_MAX_PIXELS = 60_000_000
OCOP_IMAGE_EDGE = 1600
OCOP_IMPORT_MAX_ROWS = environment.whole("OCOP_IMPORT_MAX_ROWS", default=100_000)
# The largest list that is taken, and for how many days the files of imports and exports are kept.
OCOP_IMPORT_MAX_BYTES = environment.whole("OCOP_IMPORT_MAX_MB", default=30) * 1024 * 1024
OCOP_IMPORT_DAYS = environment.whole("OCOP_IMPORT_DAYS", default=30)
OCOP_EXPORT_DAYS = environment.whole("OCOP_EXPORT_DAYS", default=7)
# Open data: a dump a day, for so many days, under which licence and whose name.
OCOP_OPEN_DATA = environment.flag("OCOP_OPEN_DATA", default=True)
OCOP_OPEN_DATA_FOLDER = OCOP_VAR / "open-data"
OCOP_OPEN_DATA_DAYS = environment.whole("OCOP_OPEN_DATA_DAYS", default=30)
OCOP_OPEN_DATA_LICENCE = environment.licence(default="CC-BY-4.0")
OCOP_OPEN_DATA_PUBLISHER = os.environ.get("OCOP_OPEN_DATA_PUBLISHER", "").strip() or "OCOP"
# Where `ocop regime import` puts what is laid over the shipped regimes; read at the start.
OCOP_REGIME_FOLDERS = tuple(folder for folder in (OCOP_VAR / "regimes",) if folder.is_dir())
OCOP_SIGN_OUT_URL = "access:sign_out"
OCOP_ROLE_SWITCH_URL = "people:switch_role"
OCOP_INBOX_URL = "notices:inbox"

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
# Without an address of a mail server, and without a carrier of one's own, notices are only written down.
try:
    MAIL = mail.parse_email_url(os.environ.get("OCOP_EMAIL_URL", ""))
except mail.BadEmailUrl as error:
    raise ImproperlyConfigured(f"OCOP_EMAIL_URL: {error}") from error
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.starttls, MAIL.tls
DEFAULT_FROM_EMAIL = MAIL.sender
OCOP_CARRIERS = {
    channel: path
    for channel, path in (
        ("sms", os.environ.get("OCOP_SMS_CARRIER", "").strip()),
        ("zalo", os.environ.get("OCOP_ZALO_CARRIER", "").strip()),
    )
    if path
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "ocop.platform",
    "ocop.journal",
    "ocop.places",
    "ocop.people",
    "ocop.notices",
    "ocop.access",
    "ocop.programme",
    "ocop.registry",
    "ocop.evaluation",
    "ocop.rounds",
    "ocop.recognition",
    "ocop.supervision",
    "ocop.steering",
    "ocop.insight",
    "ocop.credentials",
    "ocop.exchange",
    "ocop.opendata",
    "ocop.promotion",
    "ocop.problems",
    "ocop.portal",
    "ocop.api",
    "ocop.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
AUTH_USER_MODEL = "people.User"
LOGIN_URL = "access:sign_in"
LOGIN_REDIRECT_URL = "evaluation:desk"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ocop.api.middleware.Interface",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ocop.platform.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "ocop.platform.middleware.normal_text",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ocop.access.middleware.ActorMiddleware",
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
                "ocop.access.web.standing",
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
    # Lists that come in and go out: apart from evidence, since they are removed after some days.
    "lists": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": OCOP_VAR / "lists", "directory_permissions_mode": 0o700},
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
SESSION_ENGINE = "ocop.access.sessions"
SESSION_COOKIE_NAME = "ocop_session"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Who is asked for a second factor, and how long proof of who one is holds.
OCOP_SECOND_FACTOR = environment.second_factor(default="offered" if OCOP_TRIAL_DATA else "required")
OCOP_SESSION_DAYS = environment.whole("OCOP_SESSION_DAYS", default=14)
OCOP_SESSION_HOURS_OFFICE = environment.whole("OCOP_SESSION_HOURS_OFFICE", default=12)
OCOP_CONFIRMED_MINUTES = environment.whole("OCOP_CONFIRMED_MINUTES", default=15)
OCOP_INVITATION_DAYS = environment.whole("OCOP_INVITATION_DAYS", default=7)
OCOP_SIGN_IN_FAILURES = environment.whole("OCOP_SIGN_IN_FAILURES", default=5)
OCOP_ADDRESS_FAILURES = environment.whole("OCOP_ADDRESS_FAILURES", default=40)
OCOP_SIGN_IN_LOCK_MINUTES = environment.whole("OCOP_SIGN_IN_LOCK_MINUTES", default=15)
# Reports of shoppers in a row before a pause, from one network address and about one product; and
# for how many days the contact is kept that somebody left with one.
OCOP_REPORTS_PER_ADDRESS = environment.whole("OCOP_REPORTS_PER_ADDRESS", default=5)
OCOP_REPORTS_PER_PRODUCT = environment.whole("OCOP_REPORTS_PER_PRODUCT", default=30)
OCOP_REPORT_CONTACT_DAYS = environment.whole("OCOP_REPORT_CONTACT_DAYS", default=180)
# A national identity provider (OpenID Connect); none unless its address is set.
OCOP_OIDC_ISSUER = os.environ.get("OCOP_OIDC_ISSUER", "").strip()
OCOP_OIDC_CLIENT_ID = os.environ.get("OCOP_OIDC_CLIENT_ID", "").strip()
OCOP_OIDC_CLIENT_SECRET = os.environ.get("OCOP_OIDC_CLIENT_SECRET", "").strip()
OCOP_OIDC_NAME = os.environ.get("OCOP_OIDC_NAME", "").strip() or "VNeID"
OCOP_OIDC_STRONG = os.environ.get("OCOP_OIDC_STRONG", "").replace(",", " ").split()
OCOP_OIDC_OPENS_ACCOUNTS = environment.flag("OCOP_OIDC_OPENS_ACCOUNTS")
OCOP_CONFIRM_URL = "access:confirm"
# What the interface for programs answers in a minute: to an address without a key, and to a key.
OCOP_API_PER_ADDRESS = environment.whole("OCOP_API_PER_ADDRESS", default=120)
OCOP_API_PER_KEY = environment.whole("OCOP_API_PER_KEY", default=600)
# Webhooks go to public addresses over HTTPS; "1" also lets them go inside and over plain HTTP.
OCOP_WEBHOOKS_INSIDE = environment.flag("OCOP_WEBHOOKS_INSIDE")
SESSION_COOKIE_AGE = OCOP_SESSION_DAYS * 24 * 3600
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
        # That a certificate comes from no root we trust is an answer, too.
        "pyhanko": {"handlers": [], "level": "ERROR", "propagate": True},
    },
}
