"""The few words that all services share: who acts, and who may use a command."""
