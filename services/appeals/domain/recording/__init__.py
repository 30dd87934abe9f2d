"""What a decision about an appeal writes: events, texts, figures, and what staff are told."""
