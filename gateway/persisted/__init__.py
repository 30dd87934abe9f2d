"""Persisted operations: a client sends an id in place of a text. `asked` is what comes over any
way, `persisted` the one place where it becomes a text: from the lists that the operator deploys
(`listed`), or as clients hand it in themselves (`handed_in`)."""
