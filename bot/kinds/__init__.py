"""The socket for kinds of data: every other module in this folder declares one, as a `Kind`."""
