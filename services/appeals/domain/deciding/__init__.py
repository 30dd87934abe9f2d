"""The decision: what it cites and says, by a person or by an incident."""
