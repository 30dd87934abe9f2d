"""The breaker: when far more members than usual would lose something at once, nobody does until a
person decides."""
