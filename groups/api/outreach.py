"""What a brand wrote to one, how to stop it, and how often brands may write (trust.md R15, R17)."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.parsing import Whole, read
from community.api.schema import says
from community.serializers import BrandShape
from community.surface import Action, surface
from groups.access.outreach import brands_of, load_brand, load_outreach
from groups.actions import outreach as reaching
from groups.api import examples
from groups.models import Outreach
from moderation.actions import contact
from moderation.models import Consent
from moderation.models.contact import MOST


class OutreachShape(serializers.ModelSerializer):
    """A brand's message. `consents`: the reader's yes to its purpose stands; null in nobody's case. Out of sight after
    a report it has no words."""

    brand = BrandShape()
    title = serializers.CharField(source="shown_title")
    body = serializers.CharField(source="shown_body")
    sent_at = serializers.DateTimeField(source="leaves_at")
    consents = serializers.SerializerMethodField()

    class Meta:
        model = Outreach
        fields = ["id", "brand", "purpose", "title", "body", "sent_at", "consents"]

    def get_consents(self, outreach: Outreach) -> bool:
        return Consent.objects.stands(self.context["person"], outreach.brand, outreach.purpose)


class BudgetWish(serializers.Serializer):
    most = Whole(least=0, most=MOST)


class BudgetShape(serializers.Serializer):
    """How often a brand may write in any seven days, over all its groups and all channels."""

    brand = BrandShape()
    most = serializers.IntegerField(min_value=0, max_value=MOST)


class BudgetsShape(serializers.Serializer):
    items = BudgetShape(many=True)


@surface(get=Action.SEE_INBOX, delete=Action.SET_REACH)
class OneOutreach(ApiView):
    @says("getOutreach", "What a brand wrote to one", gives=OutreachShape, example=examples.OUTREACH)
    def get(self, request: Request, outreach: UUID) -> Response:
        found = load_outreach(self.person, outreach)
        return Response(OutreachShape(found, context={"person": self.person}).data)

    @says("stopOutreach", "No more messages of this brand for this purpose, from this moment", status=204)
    def delete(self, request: Request, outreach: UUID) -> Response:
        reaching.refuse(self.person, load_outreach(self.person, outreach), "api")
        return Response(status=204)


@surface(get=Action.SET_REACH)
class Budgets(ApiView):
    @says(
        "listContactBudgets",
        "How often each brand of one's groups may write",
        gives=BudgetsShape,
        example={"items": [examples.BUDGET]},
    )
    def get(self, request: Request) -> Response:
        items = [{"brand": one, "most": contact.budget_of(self.person, one)} for one in brands_of(self.person)]
        return Response(BudgetsShape({"items": items}).data)


@surface(put=Action.SET_REACH)
class OneBudget(ApiView):
    @says(
        "setContactBudget",
        "How often this brand may write, 0 to 5 times in any seven days",
        takes=BudgetWish,
        gives=BudgetShape,
        sends={"most": 1},
        example={**examples.BUDGET, "most": 1},
    )
    def put(self, request: Request, brand: UUID) -> Response:
        found = load_brand(self.person, brand)
        contact.set_budget(self.person, found, read(BudgetWish, request.data)["most"])
        return Response(BudgetShape({"brand": found, "most": contact.budget_of(self.person, found)}).data)
