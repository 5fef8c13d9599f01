"""Clips from Segmind, from the camera into the video sequencer. See docs/blender.md."""
bl_info = {"name": "Segmind clips", "author": "segmind-cpp", "version": (0, 1, 0), "blender": (3, 4, 0),
           "location": "Sidebar of the 3D viewport and of the sequencer, Segmind", "category": "Sequencer",
           "description": "Makes a clip from the camera's picture and a prompt, and puts it into the sequencer"}

from . import operators, panel, preferences, work


def register():
    for part in (preferences, operators, panel, work):
        part.register()


def unregister():
    for part in (work, panel, operators, preferences):
        part.unregister()
