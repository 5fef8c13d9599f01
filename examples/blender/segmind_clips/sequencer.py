"""Clips as strips."""
import math, os
import bpy


def strip_of(scene, shot):
    strips = scene.sequence_editor.sequences_all if scene.sequence_editor else ()
    return next((strip for strip in strips if strip.get("segmind") == shot.key), None)


def free_channel(strips, first, last):
    """The lowest one that has room for a clip, and above it for its sound."""
    taken = {strip.channel for strip in strips if strip.frame_final_start <= last and strip.frame_final_end > first}
    return next(channel for channel in range(1, 1000) if not {channel, channel + 1} & taken)


def put(scene, shot):
    """Adds the clip, and its sound where it has one, at the frame at which it was asked for."""
    strips = (scene.sequence_editor or scene.sequence_editor_create()).sequences
    fps = scene.render.fps / scene.render.fps_base
    channel = free_channel(strips, shot.frame, shot.frame + math.ceil(shot.seconds * fps) + 1)
    path = bpy.path.relpath(shot.clip) if bpy.data.filepath else shot.clip
    strip = strips.new_movie(shot.prompt[:50], path, channel, shot.frame, fit_method="FIT")
    strip["segmind"] = shot.key
    strip.speed_factor = strip.fps / fps  # the clip's frames are as long as it says, and not as the scene's are
    sound = strips.new_sound(strip.name + " sound", path, channel + 1, shot.frame)
    if sound.frame_final_duration <= 1:  # it has none
        strips.remove(sound)
    keep_in_undo()
    return strip


def keep_in_undo():
    """Else the next undo would take the strip away, too."""
    manager = bpy.context.window_manager
    if manager.windows:
        with bpy.context.temp_override(window=manager.windows[0]):
            bpy.ops.ed.undo_push(message="Clip from Segmind")
