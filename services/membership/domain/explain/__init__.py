"""Why a member is or is not entitled, in words. Pure: the same inputs give the same answer."""
