"""What one caller may spend, shared by all gateways: a gateway takes a portion of a caller's budget
from Valkey and spends it by itself, so that most requests ask nobody.

`portions` is the rule, pure; `shared` keeps the budgets in Valkey by the same rule; `callers` says
who pays; `rates` is what requests go through.
"""
