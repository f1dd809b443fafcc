"""What the desks call models and fields that have no name of their own: what Django makes of the code, in words that
can be translated. Named here and not in the models, where a name would be a migration without a change."""

from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_noop as _

NAMES = frozenset(
    {
        *(_("approval"), _("brand"), _("brand presence"), _("brand seat"), _("brand seats"), _("brands"), _("case")),
        *(_("cases"), _("charter"), _("charters"), _("created at"), _("ended at"), _("expires at"), _("group")),
        *(_("groups"), _("history"), _("invite"), _("inviters"), _("invites"), _("is active"), _("kind")),
        *(_("membership"), _("memberships"), _("objection"), _("objections"), _("people"), _("person"), _("profile")),
        *(
            _("retention days"),
            _("role"),
            _("roles"),
            _("rule"),
            _("rules"),
            _("since"),
            _("size cap"),
            _("staff invite"),
        ),
        *(_("staff invites"), _("state"), _("status"), _("version")),
    }
)


def put_into_words(model: type[models.Model]) -> None:
    """From now on the desks speak of this model in the language of who reads."""
    meta = model._meta
    meta.verbose_name, meta.verbose_name_plural = _said(meta.verbose_name), _said(meta.verbose_name_plural)
    for field in meta.fields + meta.many_to_many:
        field.verbose_name = _said(field.verbose_name)


def _said(name: Any) -> Any:
    with translation.override("en"):
        plain = str(name)
    return translation.gettext_lazy(plain) if plain in NAMES else name
