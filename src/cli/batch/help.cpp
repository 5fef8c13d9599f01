#include "cli/batch/help.hpp"

namespace segmind::cli {

const char* const batch_help =
    R"(MANIFEST is a file in UTF-8 of JSON objects, one a line, each a clip:

  {"prompt": "Image1 walks", "images": ["https://example.com/hero.jpg"], "output": "walk.mp4"}

  prompt            what happens in the clip; calls the references Image1, Image2, Video1 and so on
  output            the file that the clip goes to; each line has its own
  negative_prompt   what the clip should not show
  images, videos    lists of files or public addresses, or one address in quotes; together five at most
  voice             a file or a public address of a voice, 1 to 10 s
  resolution        "720P" or "1080P"; the p may be small
  duration          2 to 15, in seconds
  seed              a whole number, or null for a random one
  takes             how many clips, with other seeds and numbered names (walk-1.mp4); 1 to 100. The given seed is that of
                    the first take and counts up from there, so that each can be made again; without one all are random

The service's own names (reference_images, reference_videos, reference_voice) are taken as well. A null is the same as
no field, except for seed. Paths are relative to the current folder. Files are checked first and uploaded once, which
costs nothing.

MANIFEST may also be a table, as spreadsheets write it (RFC 4180): a file whose name ends in .csv, or --format csv. Its
first row holds the names of the fields. An empty cell is no field. Further references have columns of their own:
images_2 or reference_images_2 and so on. A random seed is the word random. Cells are separated by commas, semicolons or
tabs: by the first of them in the first row.

  prompt,images_1,images_2,seed,output
  "Image1 greets Image2",hero.png,https://example.com/friend.jpg,random,greeting.mp4

Every line is checked before anything is sent. A first Ctrl-C sends nothing more and lets what is paid for come in;
a second one ends at once. After Ctrl-C, a crash or a power cut, the same command goes on from the journal: it fetches
jobs that were submitted without paying again, skips clips that are there, and looks in the service's records for
requests whose answers were lost. What is not found there is named, and not sent again.

The same command, in many processes and on many machines, shares one manifest: each line is paid by whoever claims it
first, and all end when all clips are there. A clip that another machine has on its disk is fetched again from its
address. A claim of a process that died counts for half a minute. A line's key in the journal is its output as written,
and its take: a line that is edited after it was sent is refused. `segmind journal` shows what is remembered.

Nothing is sent while the service takes no requests, or while clips or the journal cannot be written; all are tried
again. A clip that cannot be written is kept beside its output, as NAME.rescued.mp4, or in the folder for
temporary files. After ten minutes it stays there, nothing more is sent, and the table names the place.

The run ends where the service was never reached, or takes no requests for an hour. After three requests in a row that
may have been paid for without an answer, no more are sent.

The key is read from the environment variable SEGMIND_API_KEY; clips then cost money. Without a key and without
another address they come from a sandbox inside this program, cost nothing and are ready in seconds.

The table of clips goes to the standard output, everything else to the standard error. --report writes it for
programs, too: line, output, state, cost, estimate, seed, id, submitted, seconds, bytes, kept_at and reason, in CSV
(RFC 4180) and UTF-8. The cost is what the service told, in dollars, and the estimate ours. The seed is what the
service told, or what was asked for. A text that a spreadsheet would run as a formula has ' before it. The file is
whole at any time, and replaces nothing but an earlier report.

Exit code:
  0  all clips are in their places
  1  some are not
  2  refused before anything was sent
  3  all are, but the table could not be printed, or the report not be written
)";

}  // namespace segmind::cli
