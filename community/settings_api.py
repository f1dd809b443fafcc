"""The settings of the REST API and of its description; nothing here depends on the environment."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_SCHEMA_CLASS": "community.api.schema.Schema",
    "DEFAULT_AUTHENTICATION_CLASSES": ["community.api_auth.SessionToken", "community.api_auth.WebSession"],
    "DEFAULT_PERMISSION_CLASSES": ["moderation.enforce.Permission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["community.api.parsing.JsonObject"],
    "DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.NamespaceVersioning",
    "ALLOWED_VERSIONS": ["v1"],
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "community.api.problems.Handler",
    "EXCEPTION_FORMATTER_CLASS": "community.api.problems.Formatter",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Snug",
    "DESCRIPTION": "Small, invite-only groups of a brand. A guide stands in docs/api.md; the socket is described at "
    "/api/v1/realtime/. Unknown fields of a request are ignored.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "Purpose": "moderation.models.Purpose",
        "Category": "moderation.models.Category",
        "ReportCategory": "moderation.api.reports.OFFERED",
        "Step": "moderation.models.Sanction.Kind",
        "ReviewRole": "moderation.serializers_cases.ROLES",
        "SeatState": "groups.models.BrandSeat.State",
        "RequestState": "groups.models.JoinRequest.State",
        "MemberRole": "groups.models.Role",
        "MentionWhat": "messaging.models.Mention.What",
        "What": ["case", "appeal"],
        "RoomKind": "messaging.models.Room.Kind",
        "DutyKind": "community.models.Role.Kind",
        "Mode": "community.models.Preference.Mode",
        "RsvpState": "groups.models.Rsvp.State",
        "AnswerState": "groups.serializers.events.ANSWERS",
        "MoveWhy": "groups.serializers.events.WHYS",
        "Seen": "groups.models.Seen",
        "Repeats": "groups.models.Event.Repeats",
        "OccurrenceStatus": "groups.models.Occurrence.Status",
    },
    "ENUM_SUFFIX": "",
    "PREPROCESSING_HOOKS": ["community.api.routes.published_only"],
    "SERVE_PERMISSIONS": ["moderation.enforce.Permission"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},  # the default asks a server of theirs
}
