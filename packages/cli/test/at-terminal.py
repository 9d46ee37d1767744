"""Runs a command at a terminal of its own; at the end says on stderr how the terminal was left."""
import fcntl, os, pty, select, struct, sys, termios

pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])

inputs = [terminal, 0]
while terminal in inputs:
    for ready in select.select(inputs, [], [])[0]:
        try:
            data = os.read(ready, 65536)
        except OSError:
            data = b""
        if not data:
            inputs.remove(ready)
        else:
            os.write(1 if ready == terminal else terminal, data)

modes = termios.tcgetattr(terminal)[3]
cooked = modes & termios.ICANON and modes & termios.ECHO
print("whole" if cooked else "raw", file=sys.stderr)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
