"""All that is kept: questions, threads, people. Only here is SQL."""
