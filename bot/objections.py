"""What a model is told about figures that it has made up, and the words that stand in for its own.

Those are made by code, from the results that the model was shown.
"""
