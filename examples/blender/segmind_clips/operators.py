"""What the panel's buttons do."""
import bpy
from . import camera, preferences, shots, work


class SegmindAsked(bpy.types.PropertyGroup):
    """What is asked for; saved with the scene."""
    prompt: bpy.props.StringProperty(
        name="Prompt", description="What happens in the clip. Image1 is the camera's picture",
        default="Image1 comes to life")
    seconds: bpy.props.IntProperty(name="Seconds", min=2, max=15, default=5)
    resolution: bpy.props.EnumProperty(name="Resolution", items=(("1", "720P", ""), ("2", "1080P", "")))


class OfOneShot:
    key: bpy.props.StringProperty()

    @property
    def shot(self):
        return work.at_hand[self.key]


class SEGMIND_OT_generate(bpy.types.Operator):
    """Renders the camera's picture, makes a clip of it, and puts the clip into the sequencer. Costs money"""
    bl_idname = "segmind.generate"
    bl_label = "Generate"

    @classmethod
    def poll(cls, context):
        missing = (not context.scene.camera and "The scene has no camera" or
                   (camera.busy or bpy.app.is_job_running("RENDER")) and "Blender is rendering" or
                   not context.scene.segmind.prompt and "There is no prompt")
        if missing:
            cls.poll_message_set(missing)
        return not missing

    def execute(self, context):
        asked = context.scene.segmind
        shot = shots.new_shot(context.scene, work.service(), asked.prompt, asked.seconds, int(asked.resolution))
        shot.hold()
        work.at_hand[shot.key] = shot
        work.here.add(shot.key)
        work.go_on(shot, camera.begin(context))
        return {"FINISHED"}


class SEGMIND_OT_stop(OfOneShot, bpy.types.Operator):
    """Says first what is not lost"""
    bl_idname = "segmind.stop"
    bl_label = "Stop waiting for this clip?"

    def invoke(self, context, _):
        return context.window_manager.invoke_props_dialog(self, width=420)

    def draw(self, _):
        told = (("The service cannot stop a clip that it has begun: its price stays.",
                 "Nothing is lost: Go on fetches the clip, today or in a week,",
                 "and never pays twice.") if self.shot.address else
                ("Nothing has been paid. Go on sends it later.",))
        for line in told:
            self.layout.label(text=line)

    def execute(self, _):
        if self.shot.call:
            self.shot.call.cancel()
        return {"FINISHED"}


class SEGMIND_OT_go_on(OfOneShot, bpy.types.Operator):
    """Fetches the clip where it may be paid for, and sends the request where it is not"""
    bl_idname = "segmind.go_on"
    bl_label = "Go on"

    def execute(self, _):
        work.go_on(self.shot)
        return {"FINISHED"}


class SEGMIND_OT_forget(OfOneShot, bpy.types.Operator):
    """Removes this from the list"""
    bl_idname = "segmind.forget"
    bl_label = "Forget this clip?"

    def invoke(self, context, _):
        if self.shot.charge == "none" or self.shot.arrived:
            return self.execute(context)
        return context.window_manager.invoke_props_dialog(self, width=420)

    def draw(self, _):
        self.layout.label(text="It may be paid for, and nothing will fetch it any more.", icon="ERROR")

    def execute(self, _):
        work.at_hand.pop(self.key).forget()
        return {"FINISHED"}


class SEGMIND_OT_copy(OfOneShot, bpy.types.Operator):
    """Copies the whole story, with the ids that the service's support asks for"""
    bl_idname = "segmind.copy"
    bl_label = "Copy"

    def execute(self, context):
        context.window_manager.clipboard = self.shot.details or self.shot.failure
        return {"FINISHED"}


class SEGMIND_OT_put_here(OfOneShot, bpy.types.Operator):
    """Puts the clip into this scene, at the current frame"""
    bl_idname = "segmind.put_here"
    bl_label = "Put it here"

    def execute(self, context):
        self.shot.blend, self.shot.scene = bpy.data.filepath, context.scene.name
        self.shot.frame = context.scene.frame_current
        work.here.add(self.key)
        work.place()
        return {"FINISHED"}


classes = (SegmindAsked, SEGMIND_OT_generate, SEGMIND_OT_stop, SEGMIND_OT_go_on, SEGMIND_OT_forget, SEGMIND_OT_copy,
           SEGMIND_OT_put_here)


def register():
    for kind in classes:
        bpy.utils.register_class(kind)
    bpy.types.Scene.segmind = bpy.props.PointerProperty(type=SegmindAsked)


def unregister():
    del bpy.types.Scene.segmind
    for kind in reversed(classes):
        bpy.utils.unregister_class(kind)
