"""The panel, in the sidebars of the 3D viewport and of the sequencer."""
import functools, os, textwrap
import bpy
from . import library, operators, work

COST = {"none": ("Nothing was paid.", "Go on sends it again."),
        "possible": ("It may have been paid.", "Go on looks for the clip and fetches it. It never pays twice."),
        "charged": ("It was paid.", "Go on fetches the clip. It never pays twice.")}


@functools.lru_cache(maxsize=64)
def checked(prompt, seconds, resolution):
    """The request as it will be, with a stand-in for the picture's address; or the Error that says what is wrong."""
    segmind = library.segmind()
    try:
        return segmind.Request(prompt, ["https://example.com/camera.png"], duration_s=seconds,
                               resolution=int(resolution))
    except segmind.Error as error:
        return error


def write(layout, text, width, icon="NONE"):
    """Text in as many lines as it takes."""
    column = layout.column(align=True)
    column.scale_y = 0.8
    for line in (line for part in text.splitlines() for line in textwrap.wrap(part, max(20, int(width / 6.8)))):
        column.label(text=line, icon=icon)
        icon = "BLANK1" if icon != "NONE" else icon


class SegmindBar(bpy.types.PropertyGroup):
    """How far the shot of this name is. A bar is drawn of a property alone."""
    done: bpy.props.FloatProperty(
        subtype="PERCENTAGE", min=0, max=100, precision=0, set=lambda self, _: None,  # else it were grey
        get=lambda self: 100 * work.at_hand[self.name].done if self.name in work.at_hand else 0)


class SegmindPanel:
    bl_label = "Segmind clips"
    bl_region_type = "UI"
    bl_category = "Segmind"

    def draw(self, context):
        width = context.region.width / context.preferences.system.ui_scale - 60
        try:
            library.segmind()
        except OSError as error:
            write(self.layout, f"The library is missing: {error}. Its path can be set in the add-on's preferences.",
                  width, "ERROR")
            return
        self.ask(context.scene.segmind, width)
        for shot in reversed(work.at_hand.values()):
            self.show(shot, self.layout.box(), width)

    def ask(self, asked, width):
        self.layout.prop(asked, "prompt", text="")
        self.layout.prop(asked, "seconds")
        self.layout.row().prop(asked, "resolution", expand=True)
        request = checked(asked.prompt, asked.seconds, asked.resolution)
        wrong = isinstance(request, Exception)
        for text in request.violations if wrong else request.advice:
            write(self.layout, text, width, "ERROR" if wrong else "INFO")
        button = self.layout.row()
        button.scale_y, button.enabled = 1.5, not wrong
        price = "" if wrong else f", about ${request.estimated_dollars:g}"
        button.operator(operators.SEGMIND_OT_generate.bl_idname, icon="RENDER_ANIMATION", text="Generate" + price)

    def show(self, shot, box, width):
        box.label(text=shot.prompt, icon="FILE_MOVIE")
        if shot.steps:
            self.show_progress(shot, box, width)
        elif shot.key in work.placed:
            write(box, f"In the sequencer, at frame {shot.frame}. Save the file to keep it there.", width, "CHECKMARK")
        elif shot.arrived:
            belongs = os.path.basename(shot.blend) or "a file that was never saved"
            write(box, f"It has arrived. It belongs into {belongs}, scene {shot.scene}.", width, "CHECKMARK")
            self.buttons(box, shot, operators.SEGMIND_OT_put_here, operators.SEGMIND_OT_forget)
        else:
            cost, then = COST.get(shot.charge, ("", ""))
            write(box, f"{cost} {shot.failure}\n{then}", width, "ERROR")
            self.buttons(box, shot, operators.SEGMIND_OT_go_on, operators.SEGMIND_OT_forget, operators.SEGMIND_OT_copy)

    def show_progress(self, shot, box, width):
        write(box, shot.doing, width)
        row = box.row(align=True)
        bar = bpy.context.window_manager.segmind_bars.get(shot.key)
        if bar:
            row.prop(bar, "done", text="", slider=True)
        if shot.call:
            row.operator(operators.SEGMIND_OT_stop.bl_idname, text="", icon="X").key = shot.key
        if shot.address:
            write(box, "Blender may be closed: the clip is fetched at its next start.", width)

    def buttons(self, box, shot, *kinds):
        row = box.row(align=True)
        for kind in kinds:
            row.operator(kind.bl_idname, text=kind.bl_label.split(" this")[0]).key = shot.key


class SEGMIND_PT_viewport(SegmindPanel, bpy.types.Panel):
    bl_space_type = "VIEW_3D"


class SEGMIND_PT_sequencer(SegmindPanel, bpy.types.Panel):
    bl_space_type = "SEQUENCE_EDITOR"


classes = (SegmindBar, SEGMIND_PT_viewport, SEGMIND_PT_sequencer)


def register():
    for kind in classes:
        bpy.utils.register_class(kind)
    bpy.types.WindowManager.segmind_bars = bpy.props.CollectionProperty(type=SegmindBar)


def unregister():
    del bpy.types.WindowManager.segmind_bars
    for kind in reversed(classes):
        bpy.utils.unregister_class(kind)
