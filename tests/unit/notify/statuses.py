"""What Twilio reports of a message: statuses, with error codes of each kind."""

STATUSES = [
    ("accepted", ""), ("scheduled", ""), ("queued", ""), ("sending", ""), ("sent", ""),
    ("delivered", ""), ("read", ""), ("canceled", ""), ("failed", "30001"), ("failed", "30007"),
    ("undelivered", "30003"), ("undelivered", "30005"), ("undelivered", "30008"),
    ("undelivered", "99999"), ("partially_delivered", ""), ("partially_delivered", "30003"),
]  # fmt: skip
UNDER_WAY = {"accepted", "scheduled", "queued", "sending", "sent"}
ARRIVED = {"delivered", "read"}
