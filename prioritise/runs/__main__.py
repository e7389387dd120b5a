"""The process that does one run after another for `worker.Worker`, as a command with the port it is to call."""

import os
import sys
from multiprocessing.connection import Client

from prioritise.runs.work import KEY, serve

serve(Client(("127.0.0.1", int(sys.argv[1])), authkey=os.environ.pop(KEY).encode()))
