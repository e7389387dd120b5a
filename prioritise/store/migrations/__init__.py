"""Versions of the store's tables, each as it was then: a change of the tables is a new file, never an edit."""
