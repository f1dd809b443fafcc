"""A room, who is in it, and what was said."""

from django.conf import settings
from django.db import models


class Room(models.Model):
    name = models.CharField(max_length=80)


class Member(models.Model):
    room = models.ForeignKey(Room, models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "user"], name="member_once")]


class Message(models.Model):
    room = models.ForeignKey(Room, models.CASCADE)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
