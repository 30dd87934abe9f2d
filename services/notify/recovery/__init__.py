"""After a restore from a backup: what the lost system sent is not sent again."""
