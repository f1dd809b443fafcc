"""The only module that speaks Redis pub/sub (realtime.md "Delivery"): hints between processes, never the truth.

For event loops: `listen`, `unlisten`, `on_reset`, `say`, `say_many`, `run_script`. For requests, commands and workers,
on commit: `tell_many`, `run_script_now`. Publishing never raises and never takes longer than 250 ms; after a failure
it rests for 2 s.
"""

from community.live.away import Away
from community.live.link import stop
from community.live.listening import is_hearing, listen, on_reset, unlisten
from community.live.saying import run_script, say, say_many
from community.live.telling import run_script_now, tell_many

__all__ = [
    "Away",
    "is_hearing",
    "listen",
    "on_reset",
    "run_script",
    "run_script_now",
    "say",
    "say_many",
    "stop",
    "tell_many",
    "unlisten",
]
