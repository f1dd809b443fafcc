"""Groups, and who belongs to them or asks to."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from community.models import Profile
from community.serializers import BrandShape, ProfileShape
from community.surface import Standing
from groups.access import Place
from groups.models import BrandSeat, Charter, CharterOpening, Group, Invite, JoinRequest, Membership, Role
from moderation.actions.consents import TEXT_VERSION
from moderation.models import Block, Purpose

_BELONGING = [
    Standing.CAPTAIN,
    Standing.MEMBER,
    Standing.NEW_MEMBER,
    Standing.BRAND_SPEAKING,
    Standing.BRAND_LISTENING,
    Standing.BRAND_STEPPED_BACK,
    Standing.MANAGER,
    Standing.OPERATOR,
]


class NamedShape(serializers.ModelSerializer):
    class Meta:
        model = Profile
        fields = ["id", "name"]


class CharterShape(serializers.ModelSerializer):
    """One version of the promises. `retention_days`: how long a message lives."""

    class Meta:
        model = Charter
        fields = [
            "version",
            "inviters",
            "approval",
            "history",
            "retention_days",
            "size_cap",
            "brand_presence",
            "created_at",
        ]


class GroupShape(serializers.ModelSerializer):
    """The card of a group. Its `id` is also the `space` of its rooms."""

    brand = BrandShape()
    members = serializers.IntegerField(source="active_count", help_text="Active members, captains included.")

    class Meta:
        model = Group
        fields = [
            "id",
            "slug",
            "name",
            "about",
            "place",
            "emblem",
            "time_zone",
            "brand",
            "members",
            "size_cap",
            "lowest_age",
            "created_at",
        ]


class PlaceShape(serializers.Serializer):
    """A group as the reader stands in it."""

    group = GroupShape()
    standing = serializers.ChoiceField(choices=[standing.value for standing in _BELONGING])
    profile = serializers.SerializerMethodField()

    @extend_schema_field(ProfileShape(allow_null=True))
    def get_profile(self, place: Place) -> dict[str, Any] | None:
        holding = place.membership or place.seat
        return dict(ProfileShape(holding.profile).data) if holding else None


class MembershipShape(serializers.ModelSerializer):
    profile = ProfileShape()
    role = serializers.ChoiceField(choices=Role.choices)
    charter_version = serializers.IntegerField(source="charter.version", help_text="The version they accepted.")

    class Meta:
        model = Membership
        fields = ["profile", "role", "charter_version", "joined_at"]


class MemberShape(serializers.ModelSerializer):
    """A line of the list of people."""

    profile = ProfileShape()
    role = serializers.ChoiceField(choices=Role.choices)

    class Meta:
        model = Membership
        fields = ["profile", "role", "joined_at"]


class BlockShape(serializers.ModelSerializer):
    """Somebody whom the reader does not want to hear here."""

    profile = ProfileShape(source="blocked")

    class Meta:
        model = Block
        fields = ["profile", "created_at"]


class SeatShape(serializers.ModelSerializer):
    """A brand person's visible place. `since`: how long it has been in this state. Of one that listens `heard_from` is
    when its week began, after which it may speak; null where it waits for the captain's welcome."""

    profile = ProfileShape()

    class Meta:
        model = BrandSeat
        fields = ["id", "profile", "state", "since", "heard_from", "taken_at"]


class InviteShape(serializers.ModelSerializer):
    """An invite without its link, which is shown once. `email` is told to its maker only."""

    inviter = NamedShape(allow_null=True)
    email = serializers.SerializerMethodField()
    came = serializers.SerializerMethodField(help_text="Names of those who came in by it.")

    class Meta:
        model = Invite
        fields = [
            "id",
            "inviter",
            "role",
            "vouch",
            "email",
            "uses",
            "uses_left",
            "came",
            "created_at",
            "expires_at",
            "revoked_at",
        ]

    def get_email(self, invite: Invite) -> str | None:
        reader = self.context["place"].profile
        return invite.email or None if invite.inviter_id == reader.pk else None

    def get_came(self, invite: Invite) -> list[str]:
        return [request.name for request in getattr(invite, "came", ())]


class NewInviteShape(InviteShape):
    """The only answer that holds the token."""

    token = serializers.SerializerMethodField()
    link = serializers.SerializerMethodField()

    class Meta(InviteShape.Meta):
        fields = [*InviteShape.Meta.fields, "token", "link"]

    def get_token(self, invite: Invite) -> str:
        return str(self.context["token"])

    def get_link(self, invite: Invite) -> str:
        return f"{settings.SITE_URL}/i/{self.context['token']}/"


class RequestShape(serializers.ModelSerializer):
    """Somebody who waits to be let in, with who vouches for them."""

    inviter = NamedShape(source="invite.inviter", allow_null=True)
    vouch = serializers.CharField(source="invite.vouch")
    charter_version = serializers.IntegerField(source="charter.version")

    class Meta:
        model = JoinRequest
        fields = ["id", "name", "inviter", "vouch", "charter_version", "state", "created_at", "decided_at"]


class OwnRequestShape(serializers.ModelSerializer):
    """One's own way in: `admitted` is in the group, `asked` waits for its captain."""

    group = serializers.UUIDField(source="group_id")

    class Meta:
        model = JoinRequest
        fields = ["id", "group", "name", "state", "created_at"]


class FeedShape(serializers.Serializer):
    """Whether one's calendar has an address. `read_at`: when a program last fetched it, to the hour."""

    made = serializers.BooleanField()
    created_at = serializers.DateTimeField(allow_null=True)
    read_at = serializers.DateTimeField(allow_null=True)


class LookShape(serializers.Serializer):
    """One look at one's data from outside. Who it was is told by role alone."""

    at = serializers.DateTimeField(source="entry.created_at")
    role = serializers.CharField(source="entry.role")
    reason = serializers.CharField(source="entry.reason")
    group = serializers.UUIDField(source="space", allow_null=True, help_text="Null: the account itself.")


class NewFeedShape(FeedShape):
    """The only answer that holds the address."""

    link = serializers.CharField()


class ConsentTextShape(serializers.Serializer):
    """What stands beside a box. Only `required` ones are needed to join."""

    purpose = serializers.ChoiceField(choices=Purpose.choices)
    text = serializers.CharField()
    version = serializers.IntegerField(default=TEXT_VERSION)
    required = serializers.BooleanField()  # type: ignore[assignment]


class OpeningShape(serializers.ModelSerializer):
    """What is null stays as it is. It holds from `opens_at` on, unless it was taken back: by the captain, or by a
    tighter charter in between. `in_force`: it holds."""

    in_force = serializers.SerializerMethodField()

    class Meta:
        model = CharterOpening
        fields = [
            "id",
            "history",
            "retention_days",
            "brand_presence",
            "announced_at",
            "opens_at",
            "taken_back_at",
            "in_force",
        ]

    def get_in_force(self, opening: CharterOpening) -> bool:
        return opening.charter_id is not None


class InvitationShape(serializers.Serializer):
    """All that the join screen shows, before anything is accepted."""

    group = GroupShape()
    inviter = NamedShape(allow_null=True)
    vouch = serializers.CharField(allow_blank=True)
    role = serializers.ChoiceField(choices=Role.choices)
    charter = CharterShape()
    opening = OpeningShape(allow_null=True, help_text="How the charter opens further within a week; null: it does not.")
    consents = ConsentTextShape(many=True)
    standing = serializers.ChoiceField(
        choices=["none", "asked", "member"], help_text="What the reader already is there: a member need not join again."
    )
