"""What a decision writes with: the recorder, the ledger, a confirmation, a case that it wants."""
