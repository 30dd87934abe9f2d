"""What an appeal is: its state, who may act on it, what people may write, and when it is over."""
