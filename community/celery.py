"""The roof of a worker and of the beat: the Celery application and what runs when.

Started as `celery -A community.celery worker` and `… beat`; web processes import it to find the broker.
"""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import heartbeat_sent, worker_ready

from community import embedded

# Before Django reads its settings.
embedded.ensure()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")

from community import heartbeat  # noqa: E402

app = Celery("community")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_scheduler = heartbeat.BeatingScheduler
app.conf.beat_max_loop_interval = heartbeat.EVERY
app.conf.beat_schedule = {
    "forget-answers": {"task": "community.forget_answers", "schedule": crontab(minute="41")},
    "forget-sessions": {"task": "community.forget_sessions", "schedule": crontab(minute="23")},
    # Short-lived: a tick that comes late is done by the next.
    "plan-dispatches": {"task": "community.plan_dispatches", "schedule": 60.0, "options": {"expires": 50}},
    "send-dispatches": {"task": "community.send_dispatches", "schedule": 20.0, "options": {"expires": 50}},
    "reap-dispatches": {"task": "community.reap_dispatches", "schedule": 60.0, "options": {"expires": 50}},
    "forget-dispatches": {"task": "community.forget_dispatches", "schedule": crontab(hour="3", minute="29")},
    # Weekly in effect, in UTC: what is told already is not told again, so a day without a worker leaves no week out.
    "release-insights": {"task": "groups.release_insights", "schedule": crontab(hour="5", minute="13")},
    # Yearly in effect, as above: so told in the first night of the next year.
    "release-years": {"task": "moderation.release_years", "schedule": crontab(hour="5", minute="19")},
    "check-audit": {"task": "moderation.check_audit", "schedule": crontab(hour="4", minute="37")},
    "tend-exports": {"task": "moderation.tend_exports", "schedule": 300.0},
    "carry-out-erasures": {"task": "moderation.carry_out_erasures", "schedule": 60.0, "options": {"expires": 50}},
    "lapse-requests": {"task": "groups.lapse_requests", "schedule": crontab(minute="7")},
    "finish-words": {"task": "groups.finish_all_words", "schedule": 60.0},
    "forget-tickets": {"task": "messaging.forget_tickets", "schedule": 600.0},
    "forget-cids": {"task": "messaging.forget_cids", "schedule": crontab(hour="3", minute="17")},
    "expire-direct": {"task": "messaging.expire_direct", "schedule": crontab(hour="3", minute="47")},
    "shred-sealed": {"task": "messaging.shred_sealed", "schedule": crontab(minute="53")},
    "return-held": {"task": "messaging.return_held", "schedule": 60.0, "options": {"expires": 50}},
    "sweep-media": {"task": "messaging.sweep_media", "schedule": 60.0, "options": {"expires": 50}},
    "take-stray-media": {"task": "messaging.take_stray_media", "schedule": crontab(minute="43")},
    "forget-held": {"task": "messaging.forget_held", "schedule": crontab(hour="3", minute="23")},
    "forget-drafts": {"task": "messaging.forget_drafts", "schedule": crontab(hour="3", minute="29")},
    "let-words-go": {"task": "groups.let_words_go", "schedule": crontab(hour="3", minute="41")},
    "end-seats": {"task": "groups.end_seats", "schedule": 60.0},
    "open-charters": {"task": "groups.open_charters", "schedule": 60.0},
    "tend-seats": {"task": "groups.tend_seats", "schedule": 60.0},
    "tend-waitlists": {"task": "groups.tend_waitlists", "schedule": 20.0, "options": {"expires": 50}},
    "make-occurrences": {"task": "groups.make_occurrences", "schedule": crontab(minute="29")},
    "close-event-rooms": {"task": "groups.close_event_rooms", "schedule": 600.0},
    "escalate-cases": {"task": "moderation.escalate", "schedule": 60.0, "options": {"expires": 50}},
    "shred-evidence": {"task": "moderation.shred_evidence", "schedule": crontab(hour="4", minute="23")},
    "forget-event-answers": {"task": "groups.forget_event_answers", "schedule": crontab(hour="4", minute="11")},
}
app.autodiscover_tasks()

worker_ready.connect(heartbeat.of_worker)
heartbeat_sent.connect(heartbeat.of_worker)
