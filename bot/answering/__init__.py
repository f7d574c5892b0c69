"""The answer to one question: the model's turns, the batch of tool calls, the check of figures."""
