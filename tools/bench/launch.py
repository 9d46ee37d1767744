"""Runs one program per line of standard input, {"argv", "cwd", "env", "timeout"}, and answers what the kernel counted.

Wall time is from start to end of the process; user and system time and the largest resident set include all its
children that it waited for. What it prints is discarded, unless "log" names a file.
"""

import json
import os
import signal
import sys
import threading
import time

# Linux counts in KiB, macOS in bytes.
RSS_UNIT = 1 if sys.platform == "darwin" else 1024


def run(argv, cwd, env, timeout, log=None):
    out = (os.POSIX_SPAWN_OPEN, 1, log or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    actions = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0), out, (os.POSIX_SPAWN_DUP2, 1, 2)]
    os.chdir(cwd)
    begun = time.monotonic()
    child = os.posix_spawn(argv[0], argv, env, file_actions=actions, setpgroup=0)
    killer = threading.Timer(timeout, os.killpg, (child, signal.SIGKILL))
    killer.start()
    _, status, usage = os.wait4(child, 0)
    wall = time.monotonic() - begun
    killer.cancel()
    return {
        "code": os.waitstatus_to_exitcode(status),
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "rss": usage.ru_maxrss * RSS_UNIT,
    }


for line in sys.stdin:
    print(json.dumps(run(**json.loads(line))), flush=True)
