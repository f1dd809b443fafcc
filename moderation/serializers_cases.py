"""The one JSON shape of reports, decisions and cases. Who reported stands in `CaseShape` alone, for who judges it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from moderation import access
from moderation.models import Appeal, Case, Category, Report, Sanction
from moderation.models.decisions import APPEAL_DAYS

ROLES = [(one, one) for one in (access.CAPTAIN, access.REVIEWER, access.OPERATOR)]
CAME_OF = [(one.value, one.value) for one in access.CameOf]
WAITING = [("case", "case"), ("appeal", "appeal")]
Step = Sanction.Kind


class SomebodyShape(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()


class OwnReportShape(serializers.Serializer):
    """For who wrote it. Pass `came_of` (`access.outcomes`) and `hear_by` as context."""

    id = serializers.UUIDField()
    receipt = serializers.CharField(help_text="Its number, for people.")
    kind = serializers.CharField()
    subject = serializers.UUIDField()
    category = serializers.ChoiceField(choices=Category.choices)
    words = serializers.CharField()
    created_at = serializers.DateTimeField()
    hear_by = serializers.SerializerMethodField(help_text="Decided by then; what is late is passed on.")
    outcome = serializers.SerializerMethodField(
        help_text="`open`; `acted`: something was done; `kept`: it keeps to the charter."
    )

    @extend_schema_field(serializers.DateTimeField())
    def get_hear_by(self, report: Report) -> Any:
        return serializers.DateTimeField().to_representation(self.context["hear_by"](report))

    @extend_schema_field(serializers.ChoiceField(choices=CAME_OF))
    def get_outcome(self, report: Report) -> str:
        came_of: access.CameOf = self.context["came_of"][report.pk]
        return came_of.value


class OwnAppealShape(serializers.ModelSerializer[Appeal]):
    """As who appealed reads it. Who answers stays unnamed."""

    overturned = serializers.BooleanField(allow_null=True, help_text="Null until it is answered.")

    class Meta:
        model = Appeal
        fields = ["words", "created_at", "deadline", "decided_at", "overturned", "reason"]


class OwnDecisionShape(serializers.Serializer):
    """A step that was taken about oneself, without its reasons: opening those is what ends the minute in which it can
    be taken back. Pass `places` as context."""

    id = serializers.UUIDField()
    step = serializers.ChoiceField(source="kind", choices=Step.choices)
    group = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True, help_text="It ends by itself.")
    lifted_at = serializers.DateTimeField(allow_null=True, help_text="Undone: it does not stand against one.")
    appeal_until = serializers.SerializerMethodField(help_text="Null: there is no appeal, or it has been made.")
    appeal = serializers.SerializerMethodField()

    @extend_schema_field(SomebodyShape)
    def get_group(self, sanction: Sanction) -> dict[str, str]:
        place = self.context["places"][sanction.space]
        return {"id": str(place.space), "name": place.name}

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_appeal_until(self, sanction: Sanction) -> Any:
        if not access.may_appeal(sanction):
            return None
        return serializers.DateTimeField().to_representation(sanction.created_at + timedelta(days=APPEAL_DAYS))

    @extend_schema_field(OwnAppealShape(allow_null=True))
    def get_appeal(self, sanction: Sanction) -> Any:
        appeal = getattr(sanction, "appeal", None)
        return OwnAppealShape(appeal).data if appeal else None


class OwnReasonsShape(OwnDecisionShape):
    """The same with its reasons."""

    reason = serializers.CharField()
    by = serializers.SerializerMethodField(help_text="In which standing; always a person.")
    statement = serializers.DictField(
        source="statement.fields",
        help_text="In the fields of the EU DSA transparency database.",
    )

    @extend_schema_field(serializers.ChoiceField(choices=ROLES))
    def get_by(self, sanction: Sanction) -> str:
        return sanction.decision.role if sanction.decision else access.CAPTAIN


class BenchShape(serializers.Serializer):
    """What waits for a decision, without a word of the matter. `what`: a case or an appeal."""

    what = serializers.SerializerMethodField()
    id = serializers.UUIDField(source="subject.pk")
    group = serializers.SerializerMethodField(help_text="Of what went to several groups at once, the brand.")
    role = serializers.ChoiceField(choices=ROLES, help_text="In which standing one judges it.")
    deadline = serializers.DateTimeField(source="subject.deadline")
    kind = serializers.SerializerMethodField(help_text="Of the reported thing; null for an appeal.")
    author = serializers.SerializerMethodField(help_text="Whose it is, or who appeals; null for the brand's own.")
    categories = serializers.SerializerMethodField()
    step = serializers.SerializerMethodField(help_text="What an appeal is against.")
    hidden = serializers.SerializerMethodField(help_text="Out of sight until decided.")
    leased_until = serializers.SerializerMethodField(help_text="Null: nobody is on it.")
    leased_to_me = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(choices=WAITING))
    def get_what(self, bench: access.Bench) -> str:
        return "appeal" if bench.appeal else "case"

    @extend_schema_field(SomebodyShape)
    def get_group(self, bench: access.Bench) -> dict[str, str]:
        return {"id": str(bench.place.space), "name": bench.place.name}

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_kind(self, bench: access.Bench) -> str | None:
        case = _case(bench)
        return case.kind if case else None

    @extend_schema_field(SomebodyShape(allow_null=True))
    def get_author(self, bench: access.Bench) -> dict[str, str] | None:
        case = _case(bench)
        whose = case.author if case else bench.appeal.sanction.profile if bench.appeal else None
        return {"id": str(whose.pk), "name": whose.name} if whose else None

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=Category.choices)))
    def get_categories(self, bench: access.Bench) -> list[str]:
        case = _case(bench)
        return sorted({one.category for one in case.reports.all()}) if case else []

    @extend_schema_field(serializers.ChoiceField(choices=Step.choices, allow_null=True))
    def get_step(self, bench: access.Bench) -> str | None:
        return bench.appeal.sanction.kind if bench.appeal else None

    def get_hidden(self, bench: access.Bench) -> bool:
        case = _case(bench)
        return case is not None and case.held_at is not None

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_leased_until(self, bench: access.Bench) -> Any:
        case = _leased(bench)
        until = case.claimed_until if case else None
        return serializers.DateTimeField().to_representation(until) if until else None

    def get_leased_to_me(self, bench: access.Bench) -> bool:
        case = _leased(bench)
        return case is not None and case.claimed_by_id == self.context["person"].pk


def _case(bench: access.Bench) -> Case | None:
    """Where a case itself is to be decided."""
    return None if bench.appeal else bench.case


def _leased(bench: access.Bench) -> Case | None:
    case = _case(bench)
    held = case is not None and case.claimed_until is not None and case.claimed_until > timezone.now()
    return case if held else None


class PictureShape(serializers.Serializer):
    webp = serializers.CharField(help_text="In base64.")
    alt = serializers.CharField(allow_blank=True)


class ExhibitShape(serializers.Serializer):
    profile = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()
    words = serializers.CharField()
    at = serializers.DateTimeField()
    earlier = serializers.ListField(child=serializers.CharField(), help_text="Its former words.")
    pictures = PictureShape(many=True, required=False, help_text="What came with it, as it could be seen.")
    files = serializers.ListField(child=serializers.CharField(), required=False, help_text="Names of other files.")


class SnapshotShape(serializers.Serializer):
    """The thing as it stood when it was reported, and at most five on either side, oldest first."""

    item = ExhibitShape()
    before = ExhibitShape(many=True)
    after = ExhibitShape(many=True)


class CaseReportShape(serializers.Serializer):
    """For who judges the case alone."""

    id = serializers.UUIDField()
    reporter = SomebodyShape()
    category = serializers.ChoiceField(choices=Category.choices)
    words = serializers.CharField()
    created_at = serializers.DateTimeField()


class CaseShape(BenchShape):
    """A case as it is judged. Pass `evidence`, `reports` and `steps` as context."""

    version = serializers.IntegerField(source="case.version", help_text="Send it along with the decision.")
    steps = serializers.SerializerMethodField(help_text="Those one may take.")
    most_days = serializers.SerializerMethodField(help_text="Of a step that ends.")
    reports = serializers.SerializerMethodField(help_text="Who said what; nobody else is told.")
    evidence = serializers.SerializerMethodField(help_text="The latest state first.")

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=Step.choices)))
    def get_steps(self, bench: access.Bench) -> list[str]:
        steps: list[str] = self.context["steps"]
        return steps

    def get_most_days(self, bench: access.Bench) -> int:
        days: int = self.context["most_days"]
        return days

    @extend_schema_field(CaseReportShape(many=True))
    def get_reports(self, bench: access.Bench) -> Any:
        return CaseReportShape(self.context["reports"], many=True).data

    @extend_schema_field(SnapshotShape(many=True))
    def get_evidence(self, bench: access.Bench) -> Any:
        return SnapshotShape(self.context["evidence"], many=True).data


class AppealCaseShape(BenchShape):
    """An appeal as it is judged. Pass `evidence` as context; who reported is no matter of an appeal."""

    words = serializers.CharField(source="appeal.words", help_text="Why it should be undone.")
    reason = serializers.CharField(source="appeal.sanction.reason", help_text="What its addressee was told.")
    evidence = serializers.SerializerMethodField()

    @extend_schema_field(SnapshotShape(many=True))
    def get_evidence(self, bench: access.Bench) -> Any:
        return SnapshotShape(self.context["evidence"], many=True).data
