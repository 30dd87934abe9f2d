"""Changes that somebody else made or could make: consent, takeovers and putting them back."""
