"""Plans and clauses: publishing a version, which one binds a member, and what it is held at."""
