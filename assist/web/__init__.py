"""The review application: server-rendered pages, and small ES modules of our own."""
