"""What the host reported of a member, page by page."""
