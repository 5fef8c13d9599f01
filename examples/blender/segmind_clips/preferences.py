"""How the service is reached."""
import bpy


def service_changed(_, __):
    from . import work
    work.restart()


class SegmindPreferences(bpy.types.AddonPreferences):
    bl_idname = __package__

    api_key: bpy.props.StringProperty(
        name="API key", subtype="PASSWORD", update=service_changed,
        description="Kept unencrypted in Blender's preferences. Empty: the environment variable SEGMIND_API_KEY")
    sandbox: bpy.props.StringProperty(
        name="Sandbox", update=service_changed,
        description="The address that segmind-sandbox printed, to try it without paying. Empty: the service itself")
    library: bpy.props.StringProperty(
        name="Library", subtype="FILE_PATH",
        description="The path of libsegmind_c. Empty: the one that came with the add-on, or the system's")

    def draw(self, _):
        self.layout.use_property_split = True
        for name in ("api_key", "sandbox", "library"):
            self.layout.prop(self, name)


def chosen():
    return bpy.context.preferences.addons[__package__].preferences


def register():
    bpy.utils.register_class(SegmindPreferences)


def unregister():
    bpy.utils.unregister_class(SegmindPreferences)
