"""Draws the pictures of docs/blender.md:  pictures.py <segmind-sandbox> <segmind_clips.zip> <folder>"""
import os, subprocess, sys, tempfile

sys.dont_write_bytecode = True
SANDBOX, ZIP, FOLDER = map(os.path.abspath, sys.argv[1:])
from harness import Blender, Display, Sandbox, install

HANDS = """
def click(x, y):
    window = bpy.context.window_manager.windows[0]
    for type, value in (("MOUSEMOVE", "NOTHING"), ("LEFTMOUSE", "PRESS"), ("LEFTMOUSE", "RELEASE")):
        window.event_simulate(type=type, value=value, x=x, y=y)
"""
SCENE = """
with in_window():
    bpy.data.objects.remove(bpy.data.objects["Cube"])
    bpy.ops.mesh.primitive_monkey_add(size=2, location=(0, 0, 1), rotation=(-0.3, 0, 0.8))
    bpy.ops.object.shade_smooth()
    monkey = bpy.context.object
    smooth = monkey.modifiers.new("smooth", "SUBSURF")
    smooth.levels = smooth.render_levels = 2
    bpy.ops.mesh.primitive_plane_add(size=30)
    floor = bpy.context.object
    floor.select_set(False)
    monkey.color, floor.color = (0.9, 0.4, 0.1, 1), (0.25, 0.35, 0.45, 1)
    bpy.context.scene.display.shading.color_type = "OBJECT"
    bpy.context.scene.display.shading.show_shadows = True
    view = next(area for area in bpy.context.window.screen.areas if area.type == "VIEW_3D").spaces.active
    view.show_region_ui, view.show_gizmo, view.overlay.show_overlays = True, False, False
    view.region_3d.view_perspective, view.shading.color_type = "CAMERA", "OBJECT"
"""
EDITING = """
import glob
with in_window():
    bpy.ops.workspace.append_activate(idname="Video Editing", filepath=glob.glob(
        bpy.utils.resource_path("SYSTEM") + "/scripts/startup/bl_app_templates_system/Video_Editing/startup.blend")[0])
"""
SIDEBAR = """
for area in bpy.context.window_manager.windows[0].screen.areas:
    if area.type == "FILE_BROWSER":
        area.type = "OUTLINER"
    if area.type == "SEQUENCE_EDITOR":
        area.spaces.active.show_region_ui = area.spaces.active.view_type == "SEQUENCER"
bpy.context.scene.frame_current = 40
"""


def draw(blender, name):
    """Takes the screen once it shows what was done, as a small JPEG."""
    settle(blender)
    raw = os.path.join(FOLDER, name + ".png")
    blender.run(f"with in_window(): bpy.ops.screen.screenshot(filepath={raw!r})")
    small = raw[:-3] + "jpg"
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", raw, "-q:v", "4", "-update", "1", small], check=True)
    os.remove(raw)


def settle(blender):
    blender.wait(f"ticks > {blender.run('ticks')} + 40")


with tempfile.TemporaryDirectory() as folder:
    home = os.path.join(folder, "home")
    screen, sandbox = Display(), Sandbox(SANDBOX, "--generation-time", "12s")
    ends = [screen.end, sandbox.end]
    try:
        install(home, screen.name, ZIP)
        blender = Blender(home, screen.name, os.path.join(home, "film.blend"))
        ends.insert(0, blender.kill)
        blender.use(sandbox)
        blender.run(HANDS + SCENE)
        settle(blender)
        blender.run("click(1044, 547)")  # the tab Segmind
        blender.generate("Image1 turns its head", 5)
        blender.run("bpy.context.scene.segmind.prompt = 'Image1 nods at Image2'")
        blender.wait("shots()[0]['done'] > 0.15")
        draw(blender, "blender_panel")
        blender.wait("strips()")
        blender.run(EDITING)
        settle(blender)
        blender.run(SIDEBAR)
        settle(blender)
        blender.run("click(1267, 260)")
        draw(blender, "blender_strip")
    finally:
        for end in ends:
            end()
