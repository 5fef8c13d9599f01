#include "cli/generate/help.hpp"

namespace segmind::cli {

const char* const generate_help =
    R"(Files are uploaded first, which costs nothing. Addresses must be public.

The key is read from the environment variable SEGMIND_API_KEY; a generation then costs money (about 0.63 US dollars for
5 s at 720P) and usually takes 5 to 8 minutes. Without a key and without another address, the clip comes from a
sandbox inside this program, costs nothing and is ready in seconds. With --queue no clip depends on one connection that
stays open for all that time.

The clip's path goes to the standard output, everything else to the standard error.

A first Ctrl-C sends nothing more and lets a clip that is paid for come in; a second one ends at once. A paid clip that
cannot go to its FILE is saved beside it, as clip.rescued.mp4, or in the folder for temporary files.

With --key and --journal, whatever breaks, the same command gives the clip and pays once: it waits for another process
that has the key, goes on where one died, looks in the service's records for what was lost, and copies or fetches again
what is paid. Another request under the key is refused. What certainly cost nothing frees the key.

Exit code:
  0  the clip is in its FILE
  1  it is not, and may have been paid for
  2  it is not, and nothing was spent: the same command may run again
  3  it is, but its path could not be printed to the standard output
)";

}  // namespace segmind::cli
