"""What a membership is: its state, what is offered to it, and the evidence it keeps."""
