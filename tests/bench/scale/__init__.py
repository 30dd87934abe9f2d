"""How far the system grows: what a change costs, a model of the whole, and what the model says."""
