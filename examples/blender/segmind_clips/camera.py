"""The picture of a scene's camera, rendered while the interface goes on."""
import bpy

ended = []  # of the rendering: whether it is whole. The handlers run on Blender's render thread.
busy = []   # the scenes whose picture is still to be saved, one at most: the next rendering would replace it


@bpy.app.handlers.persistent
def whole(*_):
    ended.append(True)


@bpy.app.handlers.persistent
def broken_off(*_):
    ended.append(False)


def begin(context):
    """Begins to render, without a window and without the strips that the sequencer would show in the camera's place."""
    ended.clear()
    busy.append(context.scene.name)
    bpy.app.handlers.render_complete.append(whole)
    bpy.app.handlers.render_cancel.append(broken_off)
    view, render = context.preferences.view, context.scene.render
    window, strips = view.render_display_type, render.use_sequencer
    view.render_display_type, render.use_sequencer = "NONE", False
    bpy.ops.render.render("INVOKE_DEFAULT")
    view.render_display_type = window
    waiting = finish(context.scene.name, strips)
    next(waiting)  # so that what was changed is put back whenever it ends
    return waiting


def finish(name, strips):
    """Yields until the picture is there; returns whether it is."""
    try:
        yield
        while bpy.app.is_job_running("RENDER"):
            yield
    finally:
        busy.clear()
        bpy.app.handlers.render_complete.remove(whole)
        bpy.app.handlers.render_cancel.remove(broken_off)
        if name in bpy.data.scenes:
            bpy.data.scenes[name].render.use_sequencer = strips
    return ended == [True]


def save(scene, path):
    settings = scene.render.image_settings
    names = ("file_format", "color_mode", "color_depth")
    before = [getattr(settings, name) for name in names]
    for name, value in zip(names, ("PNG", "RGB", "8")):
        setattr(settings, name, value)
    bpy.data.images["Render Result"].save_render(path, scene=scene)
    for name, value in zip(names, before):
        setattr(settings, name, value)
