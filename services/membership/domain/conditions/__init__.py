"""What a member must do to keep a plan: be seen, or earn points."""
