"""The member says that the record is wrong."""
