"""A sandbox, a display and a Blender that do what a test tells them."""
import json, os, socket, subprocess, time, urllib.request

INSIDE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "inside.py")
LIMIT = 180  # seconds, for anything: software draws the interface, maybe on a busy machine


class Sandbox:
    def __init__(self, program, *flags):
        self.process = subprocess.Popen([program, "--control", "0", "--quiet", *flags], stdout=subprocess.PIPE,
                                        text=True)
        self.control = next(line.split()[1] for line in self.process.stdout if line.startswith("  control "))
        self.url = self.steer("GET", "/")["base_url"]

    def steer(self, method, path, body=None):
        data = json.dumps(body).encode() if body else None
        with urllib.request.urlopen(urllib.request.Request(self.control + path, data, method=method)) as answer:
            return json.load(answer)

    def counts(self):
        return self.steer("GET", "/counts")

    def wait(self, what):
        return self.steer("GET", f"/wait?{what}&timeout=60s")

    def end(self):
        self.process.terminate()
        self.process.communicate()


class Display:
    """A screen in memory, under a number that it chooses itself."""
    def __init__(self):
        read, write = os.pipe()
        self.process = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24"],
                                        pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as display:
            self.name = ":" + display.readline().strip()

    def end(self):
        self.process.terminate()
        self.process.wait()


def install(home, display, package):
    """As a person does: the zip, the tick, and a file, film.blend."""
    os.mkdir(home)
    blender = Blender(home, display)
    try:
        blender.run(f"bpy.ops.preferences.addon_install(filepath={package!r})")
        blender.run("bpy.ops.preferences.addon_enable(module='segmind_clips')")
        blender.run("bpy.context.preferences.view.show_splash = False")
        blender.run("bpy.ops.wm.save_userpref()")
        blender.run("bpy.context.scene.render.resolution_percentage = 50")
        blender.run("bpy.context.scene.render.engine = 'BLENDER_WORKBENCH'")
        blender.run(f"bpy.ops.wm.save_as_mainfile(filepath={os.path.join(home, 'film.blend')!r})")
    finally:
        blender.end()


class Blender:
    """One that runs under `home`, with the file open, and does what it is told."""
    def __init__(self, home, display, file=None):
        environment = {**os.environ, "HOME": home, "XDG_CONFIG_HOME": home, "TMPDIR": home, "DISPLAY": display,
                       "LIBGL_ALWAYS_SOFTWARE": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        for name in ("SEGMIND_API_KEY", "SEGMIND_BASE_URL", "SEGMIND_C_LIBRARY"):
            environment.pop(name, None)
        self.process = subprocess.Popen(
            ["blender", "-noaudio", "-p", "0", "0", "1280", "800", "--enable-event-simulate", *([file] if file else []),
             "--python", INSIDE], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.said = []
        for line in self.process.stdout:
            self.said.append(line)
            if line.startswith("listening "):
                break
        else:
            raise AssertionError("Blender ended: " + "".join(self.said))
        self.socket = socket.create_connection(("127.0.0.1", int(line.split()[1])), timeout=LIMIT)
        self.lines = self.socket.makefile("rw", encoding="utf-8")

    def run(self, line):
        """Runs Python in it, and returns an expression's value."""
        self.lines.write(line.strip().replace("\n", "\r") + "\n")
        self.lines.flush()
        answered = self.lines.readline()
        if not answered:
            raise AssertionError("Blender ended:\n" + self.process.stdout.read())
        answer = json.loads(answered)
        if "error" in answer:
            raise AssertionError(line + "\n" + answer["error"])
        return answer["value"]

    def wait(self, expression):
        """Asks, each time from another turn of its interface, until it is true."""
        end = time.monotonic() + LIMIT
        while not (value := self.run(expression)):
            if time.monotonic() > end:
                raise AssertionError(f"It never was: {expression}; the shots are {self.run('shots()')}")
        return value

    def use(self, sandbox):
        self.run(NAMES)
        self.run(f"bpy.context.preferences.addons['segmind_clips'].preferences.sandbox = {sandbox.url!r}")
        self.run("bpy.ops.wm.save_userpref()")

    def generate(self, prompt, seconds):
        self.run(f"bpy.context.scene.segmind.prompt, bpy.context.scene.segmind.seconds = {prompt!r}, {seconds}")
        self.wait("bpy.ops.segmind.generate.poll()")
        self.run("with in_window(): bpy.ops.segmind.generate()")

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.lines.close()
        self.socket.close()

    def end(self):
        try:
            self.run("bpy.ops.wm.quit_blender()")
        except (AssertionError, OSError):
            pass  # it has ended
        self.process.wait()
        self.kill()


NAMES = """
import bpy, sys
from segmind_clips import panel, work
def shots():
    return [{**vars(shot), "steps": bool(shot.steps), "call": bool(shot.call)} for shot in work.at_hand.values()]
def strips():
    editor = bpy.context.scene.sequence_editor
    return [[s.type, s.name, s.frame_final_start, s.frame_final_duration, bpy.path.abspath(s.filepath)]
            for s in (editor.sequences_all if editor else ()) if s.type == "MOVIE"]
class Layout:  # what a panel writes
    def __init__(self, texts): self.texts = texts
    def label(self, text="", **_): self.texts.append(text)
    def prop(self, *_, text="", **__): self.texts.append(text)
    def operator(self, name, text="", **_): self.texts.append("[" + text + "]"); return self
    def row(self, **_): return self
    column = box = row
def written():
    texts = []
    shown = panel.SegmindPanel()
    shown.layout = Layout(texts)
    for shot in work.at_hand.values(): shown.show(shot, shown.layout, 600)
    return " ".join(texts)
def in_window():
    return bpy.context.temp_override(window=bpy.context.window_manager.windows[0])
"""
