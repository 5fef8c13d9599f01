"""What the Blender add-on promises, in a Blender of its own on a display of its own, against the sandbox:

    addon_test.py <segmind-sandbox> <segmind_clips.zip> [--pictures FOLDER] [arguments for unittest]"""
import json, os, shutil, socket, subprocess, sys, tempfile, time, unittest, urllib.request

sys.dont_write_bytecode = True
SANDBOX, ZIP = map(os.path.abspath, (sys.argv.pop(1), sys.argv.pop(1)))
PICTURES = ""
if "--pictures" in sys.argv:
    PICTURES = os.path.abspath(sys.argv.pop(sys.argv.index("--pictures") + 1))
    sys.argv.remove("--pictures")
INSIDE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "inside.py")
LIMIT = 180  # seconds, for anything: software draws the interface, maybe on a busy machine


class Sandbox:
    def __init__(self, *flags):
        self.process = subprocess.Popen([SANDBOX, "--control", "0", "--quiet", *flags], stdout=subprocess.PIPE, text=True)
        self.control = next(line.split()[1] for line in self.process.stdout if line.startswith("  control "))
        self.url = self.steer("GET", "/")["base_url"]

    def steer(self, method, path, body=None):
        request = urllib.request.Request(self.control + path, json.dumps(body).encode() if body else None, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def counts(self):
        return self.steer("GET", "/counts")

    def wait(self, what):
        return self.steer("GET", f"/wait?{what}&timeout=60s")

    def end(self):
        self.process.terminate()
        self.process.communicate()


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
        answer = json.loads(self.lines.readline())
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

    def end(self, kill=False):
        if kill:
            self.process.kill()
        else:
            try:
                self.run("bpy.ops.wm.quit_blender()")
            except (json.JSONDecodeError, OSError):
                pass  # it has ended
        self.process.stdout.read()
        self.process.wait()


NAMES = """
import bpy, sys
from segmind_clips import panel, work
def shots():
    return [{**vars(shot), "steps": bool(shot.steps), "call": bool(shot.call), "held": True} for shot in work.at_hand.values()]
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


class AddOn(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        read, write = os.pipe()
        cls.screen = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
                                      pass_fds=[write], stderr=subprocess.DEVNULL)
        cls.addClassCleanup(lambda: (cls.screen.terminate(), cls.screen.wait()))
        os.close(write)
        with os.fdopen(read) as display:
            cls.display = ":" + display.readline().strip()
        cls.install(os.path.join(cls.folder.name, "installed"))

    @classmethod
    def install(cls, home):
        """As a person does: the zip, the tick, and a file."""
        os.mkdir(home)
        blender = Blender(home, cls.display)
        blender.run(f"bpy.ops.preferences.addon_install(filepath={ZIP!r})")
        blender.run("bpy.ops.preferences.addon_enable(module='segmind_clips')")
        blender.run("bpy.context.preferences.view.show_splash = False")
        blender.run("bpy.ops.wm.save_userpref()")
        blender.run("bpy.context.scene.render.resolution_percentage = 50")
        blender.run("bpy.context.scene.render.engine = 'BLENDER_WORKBENCH'")
        blender.run(f"bpy.ops.wm.save_as_mainfile(filepath={os.path.join(home, 'film.blend')!r})")
        blender.end()

    def start(self, *flags):
        """A sandbox, and a home of its own."""
        self.sandbox = Sandbox(*flags)
        self.addCleanup(self.sandbox.end)
        self.home = os.path.join(self.folder.name, self.id())
        shutil.copytree(os.path.join(self.folder.name, "installed"), self.home)
        self.film = os.path.join(self.home, "film.blend")
        self.open()
        self.blender.run("bpy.context.preferences.addons['segmind_clips'].preferences.sandbox = " + repr(self.sandbox.url))
        self.blender.run("bpy.ops.wm.save_userpref()")

    def open(self, file=None):
        self.blender = Blender(self.home, self.display, file or self.film)
        self.addCleanup(self.blender.end, kill=True)
        self.blender.run(NAMES)

    def generate(self, prompt="Image1 sails away", seconds=2):
        self.blender.run(f"bpy.context.scene.segmind.prompt, bpy.context.scene.segmind.seconds = {prompt!r}, {seconds}")
        self.blender.run("with in_window(): bpy.ops.segmind.generate()")

    def paid_once(self):
        counts = self.sandbox.counts()
        self.assertEqual((counts["submit"], counts["generate"], counts["generations_charged"]), (1, 0, 1), counts)

    def has_one_strip(self):
        strip, = self.blender.run("strips()")
        self.assertTrue(os.path.getsize(strip[4]) > 0, strip)
        return strip

    def test_a_clip_goes_from_the_camera_into_the_sequencer_while_the_interface_goes_on(self):
        self.start("--no-render")
        self.sandbox.steer("POST", "/hold")
        self.blender.run("bpy.context.scene.frame_current = 12")
        self.generate()
        self.sandbox.wait("submit=1")
        ticks = self.blender.run("ticks")
        self.blender.wait(f"ticks > {ticks} + 200 and shots()[0]['call']")
        self.assertIn("Blender may be closed", self.blender.run("written()"))
        self.sandbox.steer("POST", "/release")
        self.blender.wait("strips()")
        print(f"\n{self.blender.run('ticks')} turns of a timer, the longest {self.blender.run('longest'):.2f} s")
        strip = self.has_one_strip()
        self.assertEqual(strip[2], 12)
        self.assertEqual(os.path.dirname(strip[4]), os.path.join(self.home, "segmind"))
        self.assertIn("Save the file", self.blender.run("written()"))
        self.paid_once()
        self.assertEqual(self.sandbox.counts()["upload"], 1)

    def test_what_is_killed_while_its_clip_is_made_has_it_at_the_next_start_and_pays_once(self):
        self.start("--no-render")
        self.sandbox.steer("POST", "/hold")
        self.generate()
        self.sandbox.wait("submit=1")
        self.blender.end(kill=True)
        self.open()
        self.assertEqual(self.blender.run("strips()"), [])
        self.sandbox.steer("POST", "/release")
        self.blender.wait("strips()")
        self.has_one_strip()
        self.blender.end(kill=True)  # before the file was saved
        self.open()
        self.blender.wait("strips()")
        self.blender.run("bpy.ops.wm.save_mainfile()")
        self.assertEqual(self.blender.run("shots()"), [])
        self.blender.end()
        self.open()
        self.blender.wait("work.held_client == [] and ticks > 100")
        self.has_one_strip()
        self.paid_once()

    def test_a_failure_says_in_the_panel_what_it_may_have_cost(self):
        self.start("--no-render", "--fault", "submit:status=402", "--fault",
                   "download:type=image/gif,body=GIF89a" + "x" * 3000)
        self.generate()
        self.blender.wait("shots()[0]['failure']")
        self.assertIn("Nothing was paid.", self.blender.run("written()"))
        self.assertEqual(self.sandbox.counts()["generations_charged"], 0)
        self.blender.run("bpy.ops.segmind.go_on(key=list(work.at_hand)[0])")
        self.blender.wait("shots()[0]['failure']")
        self.assertIn("It was paid.", self.blender.run("written()"))
        print("\n" + self.blender.run("written()"))
        self.assertEqual(self.sandbox.counts()["generations_charged"], 1)

    def test_a_call_that_is_stopped_loses_nothing(self):
        self.start("--no-render")
        self.sandbox.steer("POST", "/hold")
        self.generate()
        self.sandbox.wait("status=1")
        self.blender.run("bpy.ops.segmind.stop(key=list(work.at_hand)[0])")
        self.blender.wait("shots()[0]['failure']")
        self.assertIn("It may have been paid.", self.blender.run("written()"))
        print("\n" + self.blender.run("written()"))
        self.sandbox.steer("POST", "/release")
        self.blender.end()
        self.open()
        self.blender.wait("shots()")
        self.assertEqual(self.blender.run("[shot['steps'] for shot in shots()]"), [False])
        self.blender.run("bpy.ops.segmind.go_on(key=list(work.at_hand)[0])")
        self.blender.wait("strips()")
        self.paid_once()

    def test_what_ends_before_it_was_sent_costs_nothing_and_can_be_sent_later(self):
        self.start("--no-render", "--fault", "upload:delay=600s")
        self.generate()
        self.sandbox.wait("upload=1")
        self.blender.end(kill=True)
        self.open()
        self.blender.wait("shots()")
        self.assertIn("Nothing was paid. Blender ended before this was sent.", self.blender.run("written()"))
        self.assertEqual(self.sandbox.counts()["submit"], 0)
        self.blender.run("bpy.ops.segmind.go_on(key=list(work.at_hand)[0])")
        self.blender.wait("strips()")
        self.paid_once()

    def test_a_clip_of_another_file_waits_until_that_is_open_or_it_is_told_where_to_go(self):
        self.start("--no-render")
        self.sandbox.steer("POST", "/hold")
        self.generate("Image1 waits")
        self.generate("Image1 goes elsewhere")
        self.sandbox.wait("submit=2")
        self.blender.run("bpy.ops.wm.read_homefile()")
        self.sandbox.steer("POST", "/release")
        self.blender.wait("[shot['arrived'] for shot in shots()] == [True, True]")
        self.assertEqual(self.blender.run("strips()"), [])
        self.assertIn("It belongs into film.blend, scene Scene. [Put it here] [Forget]", self.blender.run("written()"))
        self.blender.run("with in_window(): bpy.ops.segmind.put_here(key=list(work.at_hand)[1])")
        self.assertEqual([strip[1] for strip in self.blender.run("strips()")], ["Image1 goes elsewhere"])
        self.blender.run(f"bpy.ops.wm.save_as_mainfile(filepath={os.path.join(self.home, 'other.blend')!r})")
        self.blender.run(f"bpy.ops.wm.open_mainfile(filepath={self.film!r})")
        self.blender.wait("strips()")
        self.assertEqual([strip[1] for strip in self.blender.run("strips()")], ["Image1 waits"])

    def test_the_camera_is_rendered_and_not_the_strips_and_an_undo_leaves_them(self):
        self.start()
        pixels = []
        for count in (1, 2):
            self.generate(f"Image1, take {count}")
            picture = self.blender.wait("list(work.at_hand.values())[-1].address and list(work.at_hand.values())[-1].picture")
            pixels.append(self.blender.run(f"hash(tuple(bpy.data.images.load({picture!r}).pixels))"))
            self.blender.wait(f"len(strips()) == {count}")
        self.assertEqual(pixels[0], pixels[1])
        self.blender.run("with in_window(): bpy.ops.mesh.primitive_cube_add()")
        self.blender.run("with in_window(): bpy.ops.ed.undo()")
        self.assertEqual(len(self.blender.run("strips()")), 2)

    def test_the_sound_of_a_clip_is_a_strip_above_it(self):
        self.start("--no-render")
        clip = os.path.join(self.home, "loud.mp4")
        subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=d=2:r=30", "-f", "lavfi", "-i", "sine=d=2", clip],
                       check=True)
        self.blender.run("from segmind_clips import sequencer, shots as notes")
        self.blender.run("shot = notes.new_shot(bpy.context.scene, '', 'Loud', 2, 1)")
        self.blender.run(f"shot.clip = {clip!r}")
        self.blender.run("sequencer.put(bpy.context.scene, shot)")
        strips = "[[s.type, s.channel, s.frame_final_duration] for s in bpy.context.scene.sequence_editor.sequences_all]"
        self.assertEqual(sorted(self.blender.run(strips)), [["MOVIE", 1, 48], ["SOUND", 2, 48]])


unittest.main(verbosity=2)
