"""Judging for apps: what waits, a case with its evidence, the lease, the decision, the answer to an appeal (trust.md
R32-R37). Who may not judge a case finds none."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.idempotency import idempotent
from community.api.parsing import Choice, Flag, Id, Text, Whole, read
from community.api.problem import MEDIA_TYPE
from community.api.schema import Problem, says
from community.surface import Action, surface
from moderation import access
from moderation.actions import appeals, cases, decisions
from moderation.api import examples
from moderation.models import Decision, Sanction
from moderation.models.decisions import REASON_LENGTH, UNDO
from moderation.serializers_cases import AppealCaseShape, BenchShape, CaseShape, OwnAppealShape

_MOVED_ON = {(409, MEDIA_TYPE): OpenApiResponse(Problem, description="The state has moved on.")}
MOST_MISUSE = 150  # a group has no more members


class OneStep(serializers.Serializer):
    step = Choice(choices=Sanction.Kind.choices)
    days = Whole(least=1, most=max(decisions.MOST_DAYS.values()), required=False, help_text="For those that end.")


class Ruling(serializers.Serializer):
    version = Whole(least=1, help_text="Of the case as it was read.")
    steps = serializers.ListField(
        child=OneStep(), required=False, max_length=len(Sanction.Kind), help_text="None: it keeps to the charter."
    )
    reason = Text(
        most=REASON_LENGTH, multiline=True, required=False, help_text="Needed with a step; whom it concerns reads it."
    )
    misuse = serializers.ListField(
        child=Id(), required=False, max_length=MOST_MISUSE, help_text="Reports made to harm: cases for somebody else."
    )
    bar = Flag(
        required=False,
        help_text="With `remove_item`, and not by captains: its pictures are not sent again in any group of the brand.",
    )


class Answer(serializers.Serializer):
    overturned = Flag(help_text="True: all of it is undone.")
    reason = Text(most=REASON_LENGTH, multiline=True, help_text="Who appealed reads it.")


class LeaseShape(serializers.Serializer):
    leased_until = serializers.DateTimeField(
        source="claimed_until", allow_null=True, help_text="null: its deadline is over, and nobody's lease keeps it."
    )


class RuledShape(serializers.Serializer):
    id = serializers.UUIDField()
    case = serializers.UUIDField(source="case_id")
    created_at = serializers.DateTimeField()
    undo_until = serializers.SerializerMethodField(help_text="Or until whom it concerns has read the reasons.")

    def get_undo_until(self, decision: Decision) -> str:
        value: str = serializers.DateTimeField().to_representation(decision.created_at + UNDO)
        return value


class QueueShape(serializers.Serializer):
    items = BenchShape(many=True)
    undoable = RuledShape(many=True, help_text="What one has just decided and can take back.")


@surface(get=Action.REVIEW)
class Queue(ApiView):
    @says(
        "listReview",
        "What one may judge now, the nearest deadline first",
        gives=QueueShape,
        example={"items": [examples.WAITING], "undoable": [examples.RULED]},
    )
    def get(self, request: Request) -> Response:
        undoable = access.undoable_by(self.person, timezone.now())
        found = {"items": access.queue(self.person), "undoable": undoable}
        return Response(QueueShape(found, context={"person": self.person}).data)


@surface(get=Action.REVIEW)
class OneCase(ApiView):
    @says(
        "getCase",
        "A case with its evidence. Whoever is shown can read that a reviewer looked. 409 `claimed` while somebody else "
        "holds it, `decided`",
        gives=CaseShape,
        example=examples.CASE,
        more=_MOVED_ON,
    )
    def get(self, request: Request, case: UUID) -> Response:
        bench = cases.open_for(self.person, case)
        assert bench.case is not None
        context = {
            "person": self.person,
            "evidence": cases.look(self.person, bench),
            "reports": bench.case.reports.select_related("reporter").order_by("created_at"),
            "steps": decisions.rungs(bench.role),
            "most_days": decisions.MOST_DAYS[bench.role],
        }
        return Response(CaseShape(bench, context=context).data)


@surface(put=Action.REVIEW, delete=Action.REVIEW)
class Lease(ApiView):
    @says(
        "leaseCase",
        "Take a case for fifteen minutes, or for another fifteen. 409 `claimed`, `decided`",
        gives=LeaseShape,
        example={"leased_until": "2026-11-26T11:15:00Z"},
    )
    def put(self, request: Request, case: UUID) -> Response:
        return Response(LeaseShape(cases.claim(self.person, case)).data)

    @says("handCaseBack", "Hand it back earlier", status=204)
    def delete(self, request: Request, case: UUID) -> Response:
        cases.release(self.person, case)
        return Response(status=204)


@surface(post=Action.REVIEW)
class Rulings(ApiView):
    @says(
        "decideCase",
        "Decide a case as it was read. 409 `conflict` where it has moved on, `claimed`, `decided`; 403 `captain_stays`",
        takes=Ruling,
        gives=RuledShape,
        status=201,
        sends=examples.RULING,
        example=examples.RULED,
    )
    @idempotent
    def post(self, request: Request, case: UUID) -> Response:
        asked = read(Ruling, request.data)
        made = decisions.decide(self.person, case, version=asked["version"], ruling=_ruling(asked))
        return Response(RuledShape(made).data, status=201)


@surface(delete=Action.REVIEW)
class OneRuling(ApiView):
    @says(
        "undoDecision",
        "Take one's own decision back: within a minute, before whom it concerns has read it. 409 `too_late`",
        status=204,
    )
    def delete(self, request: Request, decision: UUID) -> Response:
        decisions.undo(self.person, decision)
        return Response(status=204)


@surface(get=Action.REVIEW)
class OneAppeal(ApiView):
    @says(
        "getAppeal",
        "An appeal with the evidence of its case; never to who decided first. 409 `decided`",
        gives=AppealCaseShape,
        example=examples.APPEAL_CASE,
        more=_MOVED_ON,
    )
    def get(self, request: Request, appeal: UUID) -> Response:
        bench = access.load_appeal(self.person, appeal)
        context = {"person": self.person, "evidence": cases.look(self.person, bench)}
        return Response(AppealCaseShape(bench, context=context).data)


@surface(post=Action.REVIEW)
class Answers(ApiView):
    @says(
        "answerAppeal",
        "Let a decision stand, or undo all of it. 409 `decided`, `conflict`, `full` where their place is taken",
        takes=Answer,
        gives=OwnAppealShape,
        status=201,
        sends={"overturned": True, "reason": "They were joking."},
        example={
            **examples.APPEAL,
            "decided_at": "2026-11-26T13:00:00Z",
            "overturned": True,
            "reason": "They were joking.",
        },
    )
    @idempotent
    def post(self, request: Request, appeal: UUID) -> Response:
        answered = appeals.answer(self.person, appeal, **read(Answer, request.data))
        return Response(OwnAppealShape(answered).data, status=201)


def _ruling(asked: dict[str, Any]) -> decisions.Ruling:
    steps = [decisions.Step(one["step"], one.get("days")) for one in asked.get("steps", ())]
    return decisions.Ruling(steps, asked.get("reason", ""), asked.get("misuse", ()), asked.get("bar", False))
