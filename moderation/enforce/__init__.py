"""The judge: asks the policy for every surface, before it does anything (architecture.md "Floors").

Put in by dotted path: `Judge` in MIDDLEWARE, `Permission` in REST_FRAMEWORK, the handlers in the roof; `judged_ops`
around the socket's op table, `JudgedSite` and `JudgedAdmin` under the admin.
"""

from moderation.enforce.admin import JudgedAdmin, JudgedSite
from moderation.enforce.api import Permission
from moderation.enforce.declared import action_of, declaration
from moderation.enforce.door import refusal_at_the_door
from moderation.enforce.judge import Judge
from moderation.enforce.ops import judged_ops
from moderation.enforce.pages import render_error

__all__ = [
    "Judge",
    "JudgedAdmin",
    "JudgedSite",
    "Permission",
    "action_of",
    "declaration",
    "judged_ops",
    "refusal_at_the_door",
    "render_error",
]
