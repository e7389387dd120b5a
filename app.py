"""Prioritise in the browser: navigation and nothing else. Start it with `make run`."""

from prioritise.ui import frame

frame.menu().run()
