"""Winners, orders, counts and means of several places, days and hours."""
