"""The statement of reasons in the fields of the EU DSA transparency database (trust.md R36, Regulation 2022/2065 Art.
17): https://transparency.dsa.ec.europa.eu/page/api-documentation. Checked against a schema and golden files in
tests/moderation; nothing is sent anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from django.utils.translation import gettext as _

from community.audit import Plain
from moderation.models import Category, Sanction, Statement

Kind = Sanction.Kind
Fields = dict[str, Plain]
# What the database calls the categories of the report form.
CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        Category.UNKIND: "STATEMENT_CATEGORY_CYBER_VIOLENCE",
        Category.HATE: "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
        Category.THREAT: "STATEMENT_CATEGORY_VIOLENCE",
        Category.MINORS: "STATEMENT_CATEGORY_PROTECTION_OF_MINORS",
        Category.SELF_HARM: "STATEMENT_CATEGORY_SELF_HARM",
        Category.PRIVATE: "STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
        Category.SCAM: "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
    }
)
_OTHER = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
_SAID: Mapping[str, Plain] = {"decision_visibility": ["DECISION_VISIBILITY_OTHER"]}
_RESTRICTIONS: Mapping[str, Mapping[str, Plain]] = MappingProxyType(
    {
        Kind.NOTE: {**_SAID, "decision_visibility_other": "A note to its author. Nothing was restricted."},
        Kind.WARNING: {**_SAID, "decision_visibility_other": "A warning to its author. Nothing was restricted."},
        Kind.REMOVE_ITEM: {"decision_visibility": ["DECISION_VISIBILITY_CONTENT_DISABLED"]},
        Kind.SLOW: {"decision_visibility": ["DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED"]},
        Kind.MUTE: {"decision_provision": "DECISION_PROVISION_PARTIAL_SUSPENSION"},
        Kind.SUSPEND: {"decision_provision": "DECISION_PROVISION_TOTAL_SUSPENSION"},
        Kind.REMOVE: {"decision_provision": "DECISION_PROVISION_PARTIAL_TERMINATION"},
        Kind.BAN: {"decision_provision": "DECISION_PROVISION_TOTAL_TERMINATION"},
    }
)
WORDS = ("incompatible_content_explanation", "decision_facts")  # the reviewer's own; all else is a code, a day or fixed
_ENDS = {Kind.SLOW: "end_date_visibility_restriction"}
# The member states, with Iceland, Liechtenstein and Norway: where the decision holds is everywhere Snug is read.
TERRITORY = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT",
    "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip


def write(sanction: Sanction, category: str, *, content_date: date, reported: bool) -> Statement:
    """Within the transaction of the sanction: a trigger asks for it at the commit. `content_date` is the day of what it
    is about; `reported`: a member pointed at it."""
    return Statement.objects.create(
        sanction=sanction, fields=fields_of(sanction, category, content_date, reported=reported)
    )


def fields_of(sanction: Sanction, category: str, content_date: date, *, reported: bool) -> Fields:
    """The statement as it is kept."""
    fields: Fields = {
        **_RESTRICTIONS[sanction.kind],
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": _("The charter of the group: be kind, be honest, keep to what it is for."),
        "incompatible_content_explanation": sanction.reason,
        "incompatible_content_illegal": "No",
        "category": CATEGORIES.get(category, _OTHER),
        "content_type": ["CONTENT_TYPE_TEXT"],
        "content_date": content_date.isoformat(),
        "application_date": sanction.created_at.date().isoformat(),
        "decision_facts": sanction.reason,
        "source_type": "SOURCE_TYPE_OTHER_NOTIFICATION" if reported else "SOURCE_VOLUNTARY",
        "automated_detection": "No",
        "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
        "territorial_scope": list(TERRITORY),
        "puid": str(sanction.pk),
    }
    if sanction.ends_at is not None:
        name = _ENDS.get(Kind(sanction.kind), "end_date_service_restriction")
        fields[name] = sanction.ends_at.date().isoformat()
    return fields
