"""What the Blender add-on promises, in a Blender of its own on a display of its own, against the sandbox:

    addon_test.py <segmind-sandbox> <segmind_clips.zip> [arguments for unittest]"""
import base64, os, shutil, subprocess, sys, tempfile, unittest

sys.dont_write_bytecode = True
SANDBOX, ZIP = map(os.path.abspath, (sys.argv.pop(1), sys.argv.pop(1)))
from harness import Blender, Display, NAMES, Sandbox, install


class AddOn(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.screen = Display()
        cls.addClassCleanup(cls.screen.end)
        install(os.path.join(cls.folder.name, "installed"), cls.screen.name, ZIP)

    def start(self, *flags):
        """A sandbox, and a home of its own."""
        self.sandbox = Sandbox(SANDBOX, *flags)
        self.addCleanup(self.sandbox.end)
        self.home = os.path.join(self.folder.name, self.id())
        shutil.copytree(os.path.join(self.folder.name, "installed"), self.home)
        self.film = os.path.join(self.home, "film.blend")
        self.open()
        self.blender.use(self.sandbox)

    def open(self):
        self.blender = Blender(self.home, self.screen.name, self.film)
        self.addCleanup(self.blender.kill)
        self.blender.run(NAMES)

    def generate(self, prompt="Image1 sails away", seconds=2):
        self.blender.generate(prompt, seconds)

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
        self.blender.run("longest = 0.0")
        ticks = self.blender.run("ticks")
        self.blender.wait(f"ticks > {ticks} + 200 and shots()[0]['call']")
        print(f"\n200 turns of a timer while the clip was made, the longest {self.blender.run('longest'):.2f} s")
        self.assertIn("Blender may be closed", self.blender.run("written()"))
        self.sandbox.steer("POST", "/release")
        self.blender.wait("strips()")
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
        self.film = os.path.join(self.home, "renamed.blend")
        self.blender.run(f"bpy.ops.wm.save_as_mainfile(filepath={self.film!r})")
        self.blender.kill()
        self.open()
        self.assertEqual(self.blender.run("strips()"), [])
        self.sandbox.steer("POST", "/release")
        self.blender.wait("strips()")
        self.has_one_strip()
        self.blender.kill()  # before the file was saved
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
        self.start("--no-render", "--fault", "submit:status=402")
        webm = base64.b64encode(bytes.fromhex("1a45dfa39f4286810142f7810142f2810442f381084282847765626d") + bytes(3000))
        self.sandbox.steer("POST", "/faults", {"route": "download", "type": "video/webm",
                                               "body": {"base64": webm.decode()}})
        self.generate()
        self.blender.wait("shots()[0]['failure']")
        self.assertIn("Nothing was paid.", self.blender.run("written()"))
        self.assertEqual(self.sandbox.counts()["generations_charged"], 0)
        self.blender.run("bpy.ops.segmind.go_on(key=list(work.at_hand)[0])")
        self.blender.wait("shots()[0]['failure']")
        self.assertIn("It was paid.", self.blender.run("written()"))
        self.assertEqual(self.sandbox.counts()["generations_charged"], 1)

    def test_a_call_that_is_stopped_loses_nothing(self):
        self.start("--no-render")
        self.sandbox.steer("POST", "/hold")
        self.generate()
        self.sandbox.wait("status=1")
        self.blender.run("bpy.ops.segmind.stop(key=list(work.at_hand)[0])")
        self.blender.wait("shots()[0]['failure']")
        self.assertIn("It may have been paid.", self.blender.run("written()"))
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
        self.blender.kill()
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
            picture = self.blender.wait("shots()[-1]['address'] and shots()[-1]['picture']")
            pixels.append(self.blender.run(f"hash(tuple(bpy.data.images.load({picture!r}).pixels))"))
            self.blender.wait(f"len(strips()) == {count}")
        self.assertEqual(pixels[0], pixels[1])
        self.blender.run("with in_window(): bpy.ops.mesh.primitive_cube_add()")
        self.blender.run("with in_window(): bpy.ops.ed.undo_push(message='Add Cube')")
        self.blender.run("with in_window(): bpy.ops.ed.undo()")
        self.assertEqual(self.blender.run("'Cube.001' in bpy.data.objects"), False)
        self.assertEqual(len(self.blender.run("strips()")), 2)

    def test_the_sound_of_a_clip_is_a_strip_above_it(self):
        self.start("--no-render")
        clip = os.path.join(self.home, "loud.mp4")
        sources = ["-f", "lavfi", "-i", "testsrc=d=2:r=30", "-f", "lavfi", "-i", "sine=d=2"]
        subprocess.run(["ffmpeg", "-v", "error", *sources, clip], check=True)
        self.blender.run("from segmind_clips import sequencer, shots as notes")
        self.blender.run("shot = notes.new_shot(bpy.context.scene, '', 'Loud', 2, 1)")
        self.blender.run(f"shot.clip = {clip!r}")
        self.blender.run("sequencer.put(bpy.context.scene, shot)")
        self.blender.run("all = bpy.context.scene.sequence_editor.sequences_all")
        strips = self.blender.run("sorted([s.type, s.channel, s.frame_final_duration] for s in all)")
        self.assertEqual(strips, [["MOVIE", 1, 48], ["SOUND", 2, 48]])


unittest.main(verbosity=2)
