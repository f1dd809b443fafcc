"""One settings file for development, tests and production; what differs comes from the environment.

`SNUG_PRODUCTION=1` makes every secret required and every convenience of development impossible.
`SNUG_DEMO=1` opens the one-tap sign-in links and the mail page; the two exclude each other.
"""

import warnings
from pathlib import Path
from urllib.parse import unquote

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from community.settings_api import DRF_STANDARDIZED_ERRORS, REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: F401
from community.settings_desks import UNFOLD  # noqa: F401
from community.surface import Action

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("SNUG_VAR", default=str(BASE_DIR / "var"))).resolve()

PRODUCTION = env.bool("SNUG_PRODUCTION", default=False)
DEMO = env.bool("SNUG_DEMO", default=False)
if PRODUCTION and DEMO:
    raise ImproperlyConfigured(
        "SNUG_DEMO=1 opens sign-in links for everybody: it cannot be used with SNUG_PRODUCTION=1."
    )
DEBUG = False  # error pages never show local variables: they may hold members' words (trust.md R43)

# Multiplies every rate limit; for load tests of one's own machine only.
RATE_FACTOR = env.float("SNUG_RATE_FACTOR", default=1.0)
if PRODUCTION and RATE_FACTOR != 1.0:
    raise ImproperlyConfigured("SNUG_RATE_FACTOR is for load tests; production keeps the published limits.")


def rates(*limits: str) -> str:
    """allauth's form of rate limits, such as `30/m/ip`, each multiplied by RATE_FACTOR."""
    factored = []
    for limit in limits:
        amount, rest = limit.split("/", 1)
        factored.append(f"{max(1, round(int(amount) * RATE_FACTOR))}/{rest}")
    return ",".join(factored)


# Where a fault harness arms named points of the engine (community/failpoints.py).
FAILPOINTS = env.str("SNUG_FAILPOINTS", default=None)
if PRODUCTION and FAILPOINTS:
    raise ImproperlyConfigured("SNUG_FAILPOINTS kills processes on purpose: it cannot be used with SNUG_PRODUCTION=1.")

_DEVELOPMENT_KEY = "development-only-key-of-a-machine-that-nobody-else-reaches"
SECRET_KEY = env.str("SECRET_KEY") if PRODUCTION else env.str("SECRET_KEY", default=_DEVELOPMENT_KEY)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # former ones: community/seals.py
if PRODUCTION and _DEVELOPMENT_KEY in (SECRET_KEY, *SECRET_KEY_FALLBACKS):
    raise ImproperlyConfigured("SECRET_KEY is the one of development, which everybody can read: make another.")
_LOCAL_URL = f"http://localhost:{env.int('PORT', default=8000)}"
SITE_URL = env.str("SITE_URL") if PRODUCTION else env.str("SITE_URL", default=_LOCAL_URL)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS") if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
# Browsers may open the WebSocket from these origins only (realtime.md "Connecting").
ALLOWED_ORIGINS = env.list(
    "ALLOWED_ORIGINS",
    default=[SITE_URL] if PRODUCTION else [SITE_URL, SITE_URL.replace("localhost", "127.0.0.1")],
)
CSRF_TRUSTED_ORIGINS = ALLOWED_ORIGINS

INSTALLED_APPS = [
    "daphne",
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.headless",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "channels",
    "community",
    "moderation",
    "messaging",
    "groups",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "community.middleware.PrivacyHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "community.middleware.Reader",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "community.second_factor.Gate",
    "moderation.enforce.Judge",
]

ROOT_URLCONF = "community.urls"
ASGI_APPLICATION = "community.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["community.templatetags.dates"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "groups.shell.shell",  # the rail's groups and the brand's colour, asked for only where they are shown
            ],
        },
    }
]

# ---- stores ----------------------------------------------------------------
# manage.py, asgi.py, celery.py and the tests start the embedded servers and set these two when they are unset.
DATABASES = {"default": env.db("DATABASE_URL") if PRODUCTION else env.db("DATABASE_URL", default="postgres:///snug")}
DATABASES["default"].update(
    ENGINE="django.db.backends.postgresql",
    HOST=unquote(DATABASES["default"].get("HOST", "")),  # a socket directory comes quoted in the place of a host
    CONN_MAX_AGE=0,  # the pool owns the connections
    CONN_HEALTH_CHECKS=True,  # after a restart of PostgreSQL nobody is given a dead one
    OPTIONS={
        **DATABASES["default"].get("OPTIONS", {}),
        # The next request after an outage tries anew at once, instead of sitting out a pause that doubled and doubled.
        "pool": {"min_size": 0, "max_size": env.int("SNUG_DB_POOL", default=12), "timeout": 5, "reconnect_timeout": 2},
        "options": "-c plan_cache_mode=force_generic_plan",  # community/prepared.py looks things up by keys
    },
    TEST={"TEMPLATE": "template0"},
)
# Part of the log's name (realtime.md "Log epoch"): change it to make every client load its rooms anew.
LOG_EPOCH_SALT = env.str("SNUG_LOG_EPOCH_SALT", default="")
REDIS_URL = env.str("REDIS_URL") if PRODUCTION else env.str("REDIS_URL", default="redis://localhost:6379/0")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        # redis-py's default socket_timeout would kill idle subscribers
        "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None}], "prefix": "snug-layer"},
    }
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "snug"}
}

# Seconds over which a web process that ends sends its sockets away, so that they do not all come back at once.
DRAIN_S = env.float("SNUG_DRAIN_S", default=10)

# ---- jobs ------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_IGNORE_RESULT = True
# Jobs run where they are handed out: for tests and for a machine without a worker.
CELERY_TASK_ALWAYS_EAGER = env.bool("SNUG_JOBS_AT_ONCE", default=False)
if PRODUCTION and CELERY_TASK_ALWAYS_EAGER:
    raise ImproperlyConfigured("SNUG_JOBS_AT_ONCE sends mail within the request, whose time would tell who is known.")
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_TIMEZONE = "UTC"
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

# ---- people ----------------------------------------------------------------
AUTH_USER_MODEL = "community.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "/signin/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/signin/"
# A code by mail, a passkey, a second factor for those with a duty; no passwords (product.md "Joining").
ACCOUNT_ADAPTER = "community.adapters.Account"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account exists only after its address was proven by a code
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {
    # asking for a code: per address it bounds guessing (3 tries each) and how much mail one can be sent
    "request_login_code": rates("30/m/ip", "4/m/key", "15/h/key"),
    "login_code": rates("60/m/ip"),  # typing one
    "login_code_wrong": rates("20/10m/ip", "200/d/ip"),  # wrong ones, whatever the address: against trying many doors
    "login_failed": rates("60/m/ip", "5/300s/key"),  # typing a second factor
    "calendar_feed": rates("600/m/ip", "30/m/key"),  # programs come hourly, large services for many people
}
MFA_ADAPTER = "community.adapters.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # there are none: see ACCOUNT_EMAIL_VERIFICATION
MFA_TOTP_ISSUER = "Snug"
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": rates("30/m/ip")}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost
HEADLESS_CLIENTS = ("app",)
# How many proxies of one's own stand in front: the address that rate limits count is taken from X-Forwarded-For then.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("SNUG_TRUSTED_PROXIES", default=0)
SNUG_INVITE_CHECK = "groups.access.token_is_valid"  # of a token; by name, without importing the floor above
# Asked (person, kind, brand): whether a duty may begin, or the person belongs to a group of that brand (trust.md R8).
SNUG_DUTY_CHECK = "groups.access.may_take_duty"
# Told (person id, brand id or None) after a duty has ended: what hangs on it ends, too.
SNUG_DUTY_ENDED = "groups.actions.duties.ended"
# Told (person id) before somebody's second factors are all taken off: a seat of the brand is not held by a mail code.
SNUG_FACTORS_LOST = "groups.actions.duties.factors_lost"
SNUG_ACCOUNT_CLOSED = "groups.actions.hosting.closed"  # told (person id) before it is, in the same transaction

# ---- language and time -----------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("ar", "العربية")]  # each by its own name
LOCALE_PATHS = [BASE_DIR / "community" / "locale"]
USE_TZ, TIME_ZONE = True, "UTC"

# ---- files -----------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"
WHITENOISE_USE_FINDERS = not PRODUCTION
if not PRODUCTION:
    warnings.filterwarnings("ignore", "No directory at", UserWarning)  # nothing is collected there, finders serve
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "community.static_storage.Statics"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# ---- mail and push ---------------------------------------------------------
if PRODUCTION:
    _mail = env.email_url("EMAIL_URL")
    _backend = _mail["EMAIL_BACKEND"].replace("django.core.mail.backends.smtp.Email", "community.smtp.")
    vars().update(_mail, EMAIL_BACKEND=_backend)
else:
    EMAIL_BACKEND = "community.outbox.Outbox"
    EMAIL_FILE_PATH = VAR_DIR / "outbox"
EMAIL_TIMEOUT = 10  # seconds for each answer: a server that hangs must not hold a worker for ever
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="Snug <snug@localhost>")
VAPID_PRIVATE_KEY = env.str("SNUG_VAPID_PRIVATE_KEY", default="")
PUSH_PORTS = env.list("SNUG_PUSH_PORTS", cast=int, default=[443])
# Prefixes on one's own machine that may be pushed to besides: for tests, and the demo's devices.
PUSH_LOCAL_ENDPOINTS = env.list("SNUG_PUSH_LOCAL", default=[]) + ([f"{SITE_URL}/demo/push/"] if DEMO else [])
if PRODUCTION and PUSH_LOCAL_ENDPOINTS:
    raise ImproperlyConfigured("SNUG_PUSH_LOCAL lets people reach what stands beside this server: not in production.")

# ---- security (trust.md R5) ------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "img-src": [SELF, "data:"],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "community.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
CSRF_COOKIE_SAMESITE = "Lax"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"discreet": {"()": "community.discretion.WithoutTokens"}},
    "loggers": {name: {"filters": ["discreet"]} for name in ("django.request", "django.security.csrf")},
}

# ---- policy (trust.md "Where it lives") ------------------------------------
# What views that are not ours do, by URL name; ours say it themselves with @surface.
SURFACES_OF_OTHERS: dict[str, Action | dict[str, Action]] = {}
CSRF_FAILURE_VIEW = "moderation.enforce.pages.csrf_failure"
ADMIN_SITE_JUDGE = "moderation.enforce.admin.JudgedSite"
ADMIN_JUDGE = "moderation.enforce.admin.JudgedAdmin"
