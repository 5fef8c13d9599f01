"""What goes on with the shots: one pumped client, and a timer of the interface that drives it. Nothing here blocks."""
import contextlib, os, tempfile, time
import bpy
from . import camera, library, preferences, sequencer, shots

INTERVAL = 0.05  # seconds between two pumps, each of which takes a few milliseconds at most
at_hand = {}     # the shots of this Blender, by key: what the panel shows
here = set()     # the keys of those that belong into the open file, whatever its name is
placed = set()   # the keys of those whose strip is not saved yet
held_client = []  # at most one
drawn = []       # what the panel was told last


class Stopped(Exception):
    """Nothing was sent that costs money."""


def service():
    return preferences.chosen().sandbox or os.environ.get("SEGMIND_BASE_URL") or ""


def client():
    if not held_client:
        chosen, address = preferences.chosen(), service()
        options = {"has_expected_time": True} if address else {}  # a sandbox's jobs take seconds: poll at once
        if chosen.sandbox or chosen.api_key:
            options["api_key"] = chosen.api_key or "SG_sandbox00000000"
        held_client.append(library.segmind().Client(
            pumped=True, base_url=address or None, journal=os.path.join(shots.folder(), "journal.db"), **options))
    return held_client[0]


def request_of(shot):
    """The same at each start: what is paid under a key is one request."""
    return library.segmind().Request(shot.prompt, [shot.address], duration_s=shot.seconds, resolution=shot.resolution)


def steps(shot, rendering=None):
    """Makes the clip, or goes on with it. Yields while there is something to wait for."""
    if rendering:
        shot.doing = "Rendering the picture (Esc stops it)"
        if not (yield from rendering):
            raise Stopped("The picture was not rendered.")
        camera.save(bpy.data.scenes[shot.scene], shot.picture)
        shot.save()
    if not shot.address:
        shot.call = client().begin_upload([shot.picture], progress=teller(shot, "Uploading the picture"))
        yield from end_of(shot)
        shot.address, = shot.call.result()
        shot.asked = time.time()
        shot.save()
    shot.call = client().begin(request_of(shot), file=shot.clip, idempotency_key=shot.key, through_queue=True,
                               progress=teller(shot))
    yield from end_of(shot)
    shot.call.result()


def end_of(shot):
    while not shot.call.ready():
        yield


def minutes(seconds):
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def teller(shot, words=None):
    """Tells the panel how far a call is."""
    names = {"waiting": "Waiting for the service", "connecting": "Connecting", "sending": "Sending the request",
             "queued": "Queued", "generating": "Generating", "receiving": "Fetching the clip",
             "downloading": "Fetching the clip", "recovering": "Asking the account's records"}
    latest = 30 if shot.service else library.segmind().Request(shot.prompt).expected_latest_ms / 1000

    def tell(phase, now):
        passed = time.time() - shot.asked if shot.asked else 0
        shot.doing = words or names.get(phase, phase)
        if not words and phase in ("queued", "generating"):
            shot.doing += f", {minutes(passed)}" + (f" of up to {minutes(latest)}" if not shot.service else "")
            shot.done = min(0.9, passed / latest)
        elif now.total > 0:
            shot.done = (0.0 if words else 0.9) + (1.0 if words else 0.1) * now.bytes / now.total
    return tell


def go_on(shot, rendering=None):
    shot.stopped, shot.failure, shot.details, shot.charge, shot.doing, shot.done = False, "", "", "", "Beginning", 0.0
    shot.steps = steps(shot, rendering)
    if not bpy.app.timers.is_registered(tick):
        bpy.app.timers.register(tick, persistent=True)


def tick():
    """Returns when to be called again; None: not before there is something to do."""
    if held_client:
        client().pump()
    under_way = [shot for shot in at_hand.values() if shot.steps]
    for shot in under_way:
        advance(shot)
    redraw()
    return INTERVAL if under_way else None


def advance(shot):
    try:
        return next(shot.steps)
    except StopIteration:
        shot.arrived = True
    except Stopped as reason:
        del at_hand[shot.key]
        return shot.forget()
    except Exception as error:
        shot.stopped, shot.details = True, str(error)
        was_stopped = getattr(error, "status", "") == "cancelled"
        shot.failure = "It was stopped." if was_stopped else getattr(error, "message", str(error))
        shot.charge = getattr(error, "charge", "possible" if shot.address else "none")
        rescue(shot, getattr(error, "rescued", None))
    shot.steps = shot.call = None
    with contextlib.suppress(OSError):  # an older note leads to the same clip, which is not paid again
        shot.save()
    place()


def rescue(shot, data):
    """Bytes that were paid for, and are nowhere else."""
    for beside in (os.path.dirname(shot.clip), tempfile.gettempdir()) if data else ():
        try:
            with open(os.path.join(beside, shot.key + ".rescued"), "wb") as file:
                file.write(data)
            shot.failure += f"\nWhat came is in {file.name}"
            return
        except OSError:
            pass


def redraw():
    """Where the panel says something new, and the sidebars alone: a viewport may take long."""
    manager = bpy.context.window_manager
    now = [(shot.key, shot.doing, round(shot.done, 2), bool(shot.steps), shot.arrived) for shot in at_hand.values()]
    if now == drawn:
        return
    drawn[:] = now
    for key in at_hand.keys() - set(manager.segmind_bars.keys()):
        manager.segmind_bars.add().name = key
    for area in (area for window in manager.windows for area in window.screen.areas):
        for region in area.regions if area.type in ("VIEW_3D", "SEQUENCE_EDITOR") else ():
            if region.type == "UI":
                region.tag_redraw()


def belongs_here(shot):
    return shot.key in here or bool(shot.blend) and shot.blend == bpy.data.filepath


def place():
    """Puts what has arrived, and belongs into the open file, into its scene."""
    for shot in at_hand.values():
        scene = bpy.data.scenes.get(shot.scene)
        if shot.arrived and scene and belongs_here(shot) and shot.key not in placed:
            if not sequencer.strip_of(scene, shot):
                sequencer.put(scene, shot)
            placed.add(shot.key)


def adopt():
    """Goes on with what earlier sessions have left, unless it was stopped."""
    for shot in shots.left_over():
        if shot.key in at_hand or shot.service != service() or not shot.hold() or not os.path.exists(shot.note):
            continue
        at_hand[shot.key] = shot
        if not shot.address and not shot.stopped:
            shot.stopped, shot.charge, shot.failure = True, "none", "Blender ended before this was sent."
        elif not shot.arrived and not shot.stopped:
            go_on(shot)
    place()
    redraw()


def adopt_soon():
    """While add-ons are registered, or a file is read, there is nothing yet to put a strip into."""
    if not bpy.app.timers.is_registered(adopt):
        bpy.app.timers.register(adopt, first_interval=0.1, persistent=True)


@bpy.app.handlers.persistent
def on_load(*_):
    here.clear()
    placed.clear()
    adopt_soon()


@bpy.app.handlers.persistent
def on_save(*_):
    """What is in a saved file is settled. What is still to come belongs into the file under its new name."""
    for key in here & set(at_hand):
        at_hand[key].blend = bpy.data.filepath
        at_hand[key].save()
    for key in placed & set(at_hand):
        at_hand.pop(key).forget()
    placed.clear()


def close():
    """The journal knows what is under way."""
    for shot in at_hand.values():
        shot.steps = shot.call = None
        if shot.held:
            shot.held.close()
    at_hand.clear()
    while held_client:
        held_client.pop().close()


def restart():
    close()
    adopt_soon()


def register():
    bpy.app.handlers.load_post.append(on_load)
    bpy.app.handlers.save_post.append(on_save)
    adopt_soon()


def unregister():
    for of, handler in ((bpy.app.handlers.load_post, on_load), (bpy.app.handlers.save_post, on_save)):
        of.remove(handler)
    for timer in (adopt, tick):
        if bpy.app.timers.is_registered(timer):
            bpy.app.timers.unregister(timer)
    close()
