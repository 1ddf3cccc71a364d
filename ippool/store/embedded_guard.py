"""The guard of the embedded PostgreSQL: a program of its own, between the server and its users, that outlives them all.

`python embedded_guard.py USERS COMMAND ARGUMENT...` starts the server COMMAND and returns at once; the guard stays. USERS is the
number of a descriptor of `users.lock` that is the guard's alone, standard output the held `server.lock`, standard error the log.

The guard is two processes, so that either may be killed: both wait for the exclusive lock of `users.lock`, which the kernel gives
when the last user has left it, in whatever way. Having it they stop the server, and keep it until the server is gone: nobody comes
to a server that is being stopped. Both end with the server, whatever ended it.
"""

# Of the standard library what is loaded in no time, so not `threading`: the server waits for it.
import _thread
import fcntl
import os
import signal
import sys


def main(users: int, command: list[str]) -> None:
    """Start the server and leave a guard behind; does not return."""
    # Signals of the terminal or of a service manager do not end the guard before its server.
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    os.set_inheritable(users, False)
    if os.fork() == 0:
        try:
            _guard(users, command)
        except OSError as error:
            # Whoever waits for the server sees server.lock free, and reads this in the log.
            print(error, file=sys.stderr, flush=True)
        finally:
            os._exit(1)
    os._exit(0)


def _guard(users: int, command: list[str]) -> None:
    # The server holds the writing end, and so do the processes it starts: the pipe closes when they are gone.
    lives, held_by_server = os.pipe()
    os.set_inheritable(held_by_server, True)
    server = os.posix_spawnp(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)],
        setsigdef=[signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGPIPE],
    )
    os.close(held_by_server)
    twin = os.fork()
    _thread.start_new_thread(_stop_when_unused, (users, server))
    if twin == 0:
        os.read(lives, 1)
        os._exit(0)
    os.waitpid(server, 0)
    # A program that the server started may have kept the pipe.
    os.kill(twin, signal.SIGKILL)
    os.waitpid(twin, 0)
    os._exit(0)


def _stop_when_unused(users: int, server: int) -> None:
    # One open file of two processes: each has the lock when one has it, and it is free when both have ended.
    fcntl.flock(users, fcntl.LOCK_EX)
    os.kill(server, signal.SIGINT)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
