"""Runs in Blender: does what the test asks over a socket, a line of Python each, from a timer of the interface."""
import json, socket, sys, time, traceback
import bpy

server = socket.create_server(("127.0.0.1", 0))
server.setblocking(False)
connection = lines = None
names = {"bpy": bpy, "ticks": 0, "longest": 0.0}  # of this timer, which stands still while the interface does
last = time.monotonic()


def answer(line):
    """An expression's value, or None for a statement."""
    try:
        try:
            code = compile(line, "test", "eval")
        except SyntaxError:
            code = compile(line, "test", "exec")
        return {"value": eval(code, names)}
    except Exception:
        return {"error": traceback.format_exc()}


def tick():
    global connection, lines, last
    now = time.monotonic()
    names["ticks"], names["longest"] = names["ticks"] + 1, max(names["longest"], now - last)
    last = now
    try:
        if connection is None:
            connection, _ = server.accept()
            connection.setblocking(False)
            lines = b""
        lines += connection.recv(65536)
    except BlockingIOError:
        pass
    while lines and b"\n" in lines:
        line, lines = lines.split(b"\n", 1)
        connection.sendall(json.dumps(answer(line.decode().replace("\r", "\n")), default=str).encode() + b"\n")
    return 0.01


bpy.app.timers.register(tick, persistent=True)
print(f"listening {server.getsockname()[1]}", flush=True)
