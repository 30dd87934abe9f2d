"""How the membership domain speaks to people: amounts, times and names in both languages."""
