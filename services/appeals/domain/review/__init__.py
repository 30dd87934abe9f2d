"""What staff do before they decide: take, ask, answer, note, propose."""
