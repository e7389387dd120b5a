"""Runs in processes of their own: watched, stopped when asked, in a fair queue, and gone without taking the app along.

A solver works hard and can be ended by the machine (no memory left, say). In a process of its own it holds up nobody
else's page, and when it dies only that run is lost, with words that say so.
"""

from prioritise.runs.queue import Queue
from prioritise.runs.ticket import Standing, Ticket

__all__ = ["Queue", "Standing", "Ticket"]
