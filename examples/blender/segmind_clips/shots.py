"""What was asked for, in files: a shot outlives Blender until its clip is in a .blend that was saved."""
import dataclasses, json, os, secrets, time
import bpy
try:
    import fcntl
except ImportError:  # on Windows
    import msvcrt


@dataclasses.dataclass
class Shot:
    key: str            # its name, and the idempotency key under which it is paid
    service: str        # the address that was asked; empty: Segmind's own
    prompt: str
    seconds: int
    resolution: int     # 1: 720P, 2: 1080P
    blend: str          # where its clip belongs; empty: into a file that had no name yet
    scene: str
    frame: int
    clip: str           # where its clip goes
    address: str = ""   # of its picture, once it is uploaded: from then on it may be paid for
    asked: float = 0.0  # when that was, in seconds since 1970
    arrived: bool = False
    stopped: bool = False  # nothing goes on with it unless it is told to
    failure: str = ""      # why it stopped, for a person
    details: str = ""      # the whole story, with the ids that the service's support asks for
    charge: str = ""       # whether the failure may have cost money: none, possible or charged

    def __post_init__(self):
        files = os.path.join(folder(), self.key)
        self.note, self.picture, self.lock = files + ".json", files + ".png", files + ".lock"
        self.held = self.steps = self.call = None
        self.doing, self.done = "", 0.0  # for the panel

    def hold(self):
        """Whether it is this Blender's from now on: another one may be working on it."""
        self.held = open(self.lock, "w")
        try:
            if os.name == "nt":
                msvcrt.locking(self.held.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self.held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.held = None
        return self.held is not None

    def save(self):
        with open(self.note + ".new", "w", encoding="utf-8") as file:
            json.dump(dataclasses.asdict(self), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.replace(self.note + ".new", self.note)

    def forget(self):
        """Its clip stays."""
        if self.held:
            self.held.close()
        for path in (self.note, self.picture, self.lock):
            if os.path.exists(path):
                os.remove(path)


def folder():
    return bpy.utils.user_resource("DATAFILES", path="segmind", create=True)


def new_shot(scene, service, prompt, seconds, resolution):
    key = f"{bpy.path.clean_name(scene.name)}-{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(3)}"
    blend = bpy.data.filepath
    beside = os.path.join(os.path.dirname(blend), "segmind") if blend else folder()
    os.makedirs(beside, exist_ok=True)
    return Shot(key, service, prompt, seconds, resolution, blend, scene.name, scene.frame_current,
                os.path.join(beside, key + ".mp4"))


def left_over():
    """The shots of earlier sessions, and of other Blenders that run."""
    for name in sorted(os.listdir(folder())):
        if name.endswith(".json"):
            try:
                with open(os.path.join(folder(), name), encoding="utf-8") as file:
                    shot = Shot(**json.load(file))
            except (OSError, TypeError, ValueError):  # of another version, or another Blender has just removed it
                continue
            yield shot
