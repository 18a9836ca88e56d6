"""What refwatch remembers: the history (SQLite), the lock (text), what is due, and when an outage was ours."""
