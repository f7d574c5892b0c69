"""The words beside the names of towns: their countries, states and counties, and "here"."""
