"""Makes up the files of an existing platform: any size, the same seed gives the same bytes."""
