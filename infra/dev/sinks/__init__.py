"""Stand-ins for Twilio and a mail server: they take what is sent and show it on a page."""
