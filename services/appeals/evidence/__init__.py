"""Files that members and staff add to an appeal: taken in pieces, looked at, kept, handed out."""
