"""Clips from Segmind, over the C face: libsegmind_c is all that has to be there.

    clip = segmind.Client().generate(segmind.Request("A kite above a beach", duration_s=5), file="clip.mp4")

The first Ctrl-C sends nothing more and lets what may be paid arrive; a second one ends the call. Arguments are the
fields of the structs in <segmind/c/segmind.h>; so are the attributes of Request, Clip and Error."""
import ctypes as c, ctypes.util, os
lib = c.CDLL(os.environ.get("SEGMIND_C_LIBRARY") or ctypes.util.find_library("segmind_c") or "libsegmind_c.so")
KINDS = {"n": c.c_size_t, "p": c.c_void_p, "s": c.c_char_p, "i": c.c_int32, "l": c.c_int64, "u": c.c_uint64,
         "d": c.c_double, "b": c.c_bool}
def struct(spec):
    """A struct of the header: its fields in their order, each with the letter of its type."""
    return type("Struct", (c.Structure,), {"_fields_": [(f[2:], KINDS[f[0]]) for f in spec.split()]})
KINDS["f"] = struct("p:function p:user_data p:destroy")
KINDS["r"] = struct("i:attempts l:first_wait_ms l:longest_wait_ms l:unknown_id_grace_ms")
KINDS["a"] = c.POINTER(c.POINTER(struct("n:size s:code s:field s:message")))
KINDS["t"] = c.POINTER(c.c_char_p)
ErrorStruct = struct("n:size p:self i:status i:charge i:http_status i:attempts s:message s:description s:request_id "
                     "s:address l:retry_after_ms l:sent_at_ms a:violations n:violation_count p:rescued")
RequestStruct = struct("n:size p:self s:slug s:json d:estimated_dollars s:estimate_basis l:expected_earliest_ms "
                       "l:expected_latest_ms i:output a:advice n:advice_count")
Media = struct("n:size p:self p:data n:data_size u:bytes s:content_type s:path s:request_id s:address d:cost")
Strings = struct("n:size p:self t:items n:count")
Fields = struct("n:size s:prompt s:negative_prompt p:reference_images n:reference_image_count p:reference_videos "
                "n:reference_video_count s:reference_voice i:resolution i:duration_s i:seed_mode l:seed")
Progress = struct("n:size i:phase i:attempt l:elapsed_ms u:bytes l:total l:wait_ms s:service_state")
ClientOptions = struct(
    "n:size s:api_key s:base_url s:storage_url s:records_url s:proxy s:ca_file l:timeout_ms l:connect_timeout_ms "
    "l:silence_timeout_ms r:retry i:requests_per_minute b:pumped b:no_recovery b:has_spending_limit d:spending_limit "
    "b:has_expected_time l:expected_earliest_ms l:expected_latest_ms u:max_response_bytes p:journal s:project")
CallOptions = struct("n:size l:timeout_ms l:connect_timeout_ms p:cancellation p:drain s:file f:write f:progress "
                     "l:progress_interval_ms p:retry f:accept_paying_twice b:through_queue s:idempotency_key")
Batch = struct("n:size p:requests p:options n:count f:on_result n:in_flight p:cancellation p:drain")
OnProgress = c.CFUNCTYPE(None, c.c_void_p, c.POINTER(Progress))
OnResult = c.CFUNCTYPE(None, c.c_void_p, c.c_size_t, c.POINTER(Media), c.POINTER(ErrorStruct))
for kind, names in ((c.c_char_p, "status_name charge_name phase_name"),
                    (c.c_bool, "operation_wait operation_ready client_pump"),
                    (c.c_void_p, "generate_begin recover_begin generate_all_begin upload_begin cancellation_create")):
    for name in names.split():
        getattr(lib, "segmind_" + name).restype = kind
def filled(kind, **values):
    return kind(size=c.sizeof(kind), **{k: v.encode() if isinstance(v, str) else v for k, v in values.items()})
def plain(shown):
    read = ((name, getattr(shown, name)) for name, _ in shown._fields_)
    values = {name: value.decode() if isinstance(value, bytes) else value for name, value in read}
    if values.get("data"):
        values["data"] = c.string_at(shown.data, shown.data_size)
    return values
KEPT = {}  # callbacks that the library has; a call that nobody waits for goes on, and calls them
DESTROY = c.CFUNCTYPE(None, c.c_void_p)(KEPT.pop)
def function_of(callback):
    KEPT[id(callback)] = callback
    return KINDS["f"](c.c_void_p.from_buffer(callback).value, id(callback), c.c_void_p.from_buffer(DESTROY).value)
def pointer_to(kind, items):
    return c.cast((kind * len(items))(*items), c.c_void_p)

class Error(Exception):
    """Its text is for a person. `charge` says whether it may have cost money: none, possible or charged."""
    def __init__(self, error):
        self.__dict__.update(plain(error.contents))
        self.violations = [self.violations[i].contents.message.decode() for i in range(self.violation_count)]
        self.rescued = self.rescued and plain(Media.from_address(self.rescued))["data"]
        self.status = lib.segmind_status_name(self.status).decode()
        self.charge = lib.segmind_charge_name(self.charge).decode()
        super().__init__(self.description)
        lib.segmind_error_free(error)
def call(function, *arguments):
    error = c.POINTER(ErrorStruct)()
    if function(*arguments, c.byref(error)) != 0:
        raise Error(error)

class Request:
    """A request to wan2.7-r2v. References are lists of addresses."""
    def __init__(self, prompt, reference_images=(), reference_videos=(), **fields):
        self.made = c.POINTER(RequestStruct)()
        for name, given in (("image", reference_images), ("video", reference_videos)):
            fields[f"reference_{name}s"] = pointer_to(c.c_char_p, [address.encode() for address in given])
            fields[f"reference_{name}_count"] = len(given)
        given = filled(Fields, prompt=prompt, seed_mode=int("seed" in fields), **fields)
        call(lib.segmind_wan27_r2v_request, c.byref(given), c.byref(self.made))
        self.__dict__.update(plain(self.made.contents))
        self.advice = [self.advice[i].contents.message.decode() for i in range(self.advice_count)]

    def __del__(self):
        lib.segmind_request_free(self.made)
class Clip:
    """`data`: the bytes, unless they went to a file. What is not told is NaN or empty."""
    def __init__(self, media):
        self.__dict__.update(plain(media.contents))
        lib.segmind_media_free(media)
def take_clip(operation):
    media = c.POINTER(Media)()
    call(lib.segmind_take_media, operation, c.byref(media))
    return Clip(media)
def take_texts(operation):
    strings = c.POINTER(Strings)()
    call(lib.segmind_take_strings, operation, c.byref(strings))
    texts = [strings[0].items[i].decode() for i in range(strings[0].count)]
    lib.segmind_strings_free(strings)
    return texts
class Call:
    """A call under way. It goes on when it is dropped."""
    def __init__(self, client, take, begin, *arguments):
        begun = []
        try:  # extend() stores what map() calls before Python hears of a Ctrl-C: the call is never lost
            begun.extend(map(begin, *([argument] for argument in arguments)))
        except KeyboardInterrupt:
            if not begun:
                raise
            client.interrupt()
        self.client, self.take, self.operation = client, take, c.c_void_p(begun[0])
        self.ready = lambda: lib.segmind_operation_ready(self.operation)
        self.cancel = lambda: lib.segmind_operation_cancel(self.operation)

    def wait(self):
        while True:
            try:  # Python hears of Ctrl-C between two calls into C
                while not self.ready():
                    lib.segmind_operation_wait(self.operation, c.c_int64(100))
                return
            except KeyboardInterrupt:
                self.cancel() if self.client.interrupted else self.client.interrupt()

    def result(self):
        self.wait()
        return self.take(self.operation)

    def __del__(self):
        lib.segmind_operation_free(self.operation)

def journal_in(path):
    """A journal in a file. What opens it is in a library beside the C face, which is loaded only here."""
    folder, name = os.path.split(lib._name)
    beside = os.path.join(folder, name.replace("segmind_c", "segmind_c_journal_sqlite"))
    opened = c.c_void_p()
    has_it = lib if hasattr(lib, "segmind_journal_sqlite") else c.CDLL(beside)
    call(has_it.segmind_journal_sqlite, path.encode(), c.byref(opened))
    return opened

class Client:
    """`interrupted`: Ctrl-C was pressed, and this client pays for nothing more. journal: the path of its file. A client
    with pumped=True has no thread: call pump() until its calls are ready."""
    def __init__(self, journal=None, **options):
        self.interrupted, self.handle, self.drain = False, c.c_void_p(), c.c_void_p(lib.segmind_cancellation_create())
        options.setdefault("base_url", os.environ.get("SEGMIND_BASE_URL"))
        options["has_spending_limit"] = "spending_limit" in options
        opened = journal and journal_in(journal)
        try:
            call(lib.segmind_client_create, c.byref(filled(ClientOptions, journal=opened, **options)),
                 c.byref(self.handle))
        finally:
            lib.segmind_journal_free(opened)

    def pump(self):
        """Does what can be done now, a few milliseconds at most. Callbacks run in here."""
        return lib.segmind_client_pump(self.handle)

    def close(self):
        """Ends the calls under way. With a journal, a later call with the same key goes on with each."""
        handle, self.handle = self.handle, c.c_void_p()
        lib.segmind_client_free(handle)

    def interrupt(self):
        self.interrupted = True
        lib.segmind_cancellation_cancel(self.drain)

    def options(self, progress=None, **options):
        """`progress` gets the phase's name and a Progress, on a thread of the library, or inside pump()."""
        if progress:
            options["progress"] = function_of(OnProgress(
                lambda _, now: progress(lib.segmind_phase_name(now[0].phase).decode(), now[0])))
        return c.byref(filled(CallOptions, drain=self.drain, **options))

    def begin(self, request, recover_from=None, **options):
        given = self.options(**options)
        if recover_from is None:
            return Call(self, take_clip, lib.segmind_generate_begin, self.handle, request.made, given)
        since = c.c_int64(recover_from)
        return Call(self, take_clip, lib.segmind_recover_begin, self.handle, request.made, since, given)

    def generate(self, request, **options):
        """With recover_from, the sent_at_ms of an Error: finds what became of the request, and pays nothing."""
        return self.begin(request, **options).result()

    def begin_upload(self, paths, **options):
        paths = pointer_to(c.c_char_p, [path.encode() for path in paths]), c.c_size_t(len(paths))
        return Call(self, take_texts, lib.segmind_upload_begin, self.handle, *paths, self.options(**options))

    def upload(self, *paths, **options):
        """Returns the public address of each file. Costs nothing."""
        return self.begin_upload(paths, **options).result()

    def batch(self, requests, files, in_flight=4):
        """Returns a Clip or an Error for each request."""
        results = [None] * len(requests)
        take = OnResult(lambda _, i, media, error: results.__setitem__(i, Clip(media) if media else Error(error)))
        each = [filled(CallOptions, file=file) for file in files]
        given = filled(Batch, requests=pointer_to(c.c_void_p, [c.cast(r.made, c.c_void_p) for r in requests]),
                       options=pointer_to(c.c_void_p, [*map(c.addressof, each)]), count=len(requests),
                       on_result=function_of(take), in_flight=in_flight, drain=self.drain)
        Call(self, None, lib.segmind_generate_all_begin, self.handle, c.byref(given)).wait()
        return results

    def __del__(self):
        self.close()
        lib.segmind_cancellation_free(self.drain)
