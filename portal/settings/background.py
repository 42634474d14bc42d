"""When beat sends which task, and which queue a task waits in."""

from typing import Any

from celery.schedules import crontab

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    # A safety net: imports ask for a refresh themselves when they commit.
    "refresh stale figures": {"task": "ecommerce_stats.tasks.refresh_stale", "schedule": 30.0},
    "recount every figure": {"task": "ecommerce_stats.tasks.recount", "schedule": crontab(hour="2", minute="30")},
    "what came of training": {
        "task": "ecommerce_stats.tasks.compute_outcomes",
        "schedule": crontab(hour="3", minute="5"),
    },
    "tax thresholds": {"task": "ecommerce_stats.tasks.notice_thresholds", "schedule": crontab(hour="8", minute="5")},
    "resume stalled imports": {"task": "livestreams.tasks.resume_stalled", "schedule": 60.0},
    "resume stalled lists": {"task": "traders.tasks.resume_lists", "schedule": 60.0},
    "lines of stalls that got a trader": {"task": "livestreams.tasks.place_by_stall", "schedule": 600.0},
    "delete old uploads": {"task": "livestreams.tasks.delete_old_uploads", "schedule": crontab(hour="3", minute="15")},
    "messages that are due": {
        "task": "portal.notifications.tasks.pick_up",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "forget old sign-ins": {"task": "portal.accounts.tasks.forget_sign_ins", "schedule": crontab(hour="4", minute="5")},
    "apply retention": {"task": "portal.privacy.tasks.apply_retention", "schedule": crontab(hour="3", minute="50")},
    # Leases that begin or end at midnight.
    "papers that run out": {"task": "traders.tasks.tell_of_papers", "schedule": crontab(hour="7", minute="30")},
    "who holds which stall": {"task": "traders.tasks.settle_tenancies", "schedule": crontab(hour="0", minute="5")},
    "places of runs": {"task": "training.tasks.settle_places", "schedule": 60.0, "options": {"expires": 60}},
    "certificates": {"task": "training.tasks.issue_certificates", "schedule": crontab(hour="7", minute="0")},
    "feedback": {"task": "training.tasks.ask_feedback", "schedule": crontab(hour="19", minute="0")},
    "reminders of booths": {"task": "training.tasks.remind_of_booths", "schedule": 300.0, "options": {"expires": 300}},
    "booths that look again": {
        "task": "training.tasks.remind_of_follow_ups",
        "schedule": crontab(hour="7", minute="15"),
    },
    "newcomers of runs": {"task": "training.tasks.adopt_newcomers", "schedule": 600.0, "options": {"expires": 600}},
    "meetings of runs": {"task": "training.tasks.remind_of_meetings", "schedule": 300.0, "options": {"expires": 300}},
    "worker heartbeat": {"task": "portal.tasks.heartbeat", "schedule": 20.0, "options": {"expires": 60}},
}

ROUTES = {
    "livestreams.tasks.inspect_upload": {"queue": "import"},
    "livestreams.tasks.run_import": {"queue": "import"},
    "traders.tasks.apply_list": {"queue": "import"},
    "ecommerce_stats.tasks.*": {"queue": "figures"},
    "portal.notifications.tasks.send_*": {"queue": "messages"},
}
