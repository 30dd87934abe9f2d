"""Whether it is the member who appeals: by what only they know, or a second factor."""
