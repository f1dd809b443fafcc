"""How apps sign in to the API: allauth's session token in `X-Session-Token`."""

from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication
from rest_framework.request import Request


class SessionToken(XSessionTokenAuthentication):
    def authenticate_header(self, request: Request) -> str:
        return "X-Session-Token"  # without it DRF answers 403 where 401 is meant
