"""The socket for kinds of data: each module without an underscore declares its kinds here."""
