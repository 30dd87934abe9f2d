"""What the gateway counts of answers."""

from prometheus_client import Counter

failures = Counter("gateway_failures_total", "Fields that failed on our side and were recorded")
