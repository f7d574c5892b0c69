"""The room of the database: questions, threads and people. SQL is written nowhere else."""
