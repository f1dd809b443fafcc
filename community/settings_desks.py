"""The settings of the two admin sites; nothing here depends on the environment."""

from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

UNFOLD: dict[str, Any] = {
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda _request: static("community/mark.svg")}],
    "SHOW_VIEW_ON_SITE": False,
    "ACCOUNT": {"navigation": [{"title": _("Me"), "link": "/me/"}]},
    "SIDEBAR": {"show_all_applications": False},
}
