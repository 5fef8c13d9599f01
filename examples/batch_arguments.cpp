#include "batch_arguments.hpp"

#include <charconv>
#include <locale>
#include <sstream>
#include <utility>

namespace {

/// A whole number from `least` to `most`; else a problem is noted and nothing comes back. A flag without a value is
/// told of for all of them alike.
std::optional<long> number_in(BatchArguments& arguments, const std::string& flag, const std::string& text, long least,
                              long most) {
  long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size() && number >= least && number <= most) return number;
  if (text.empty()) return std::nullopt;
  arguments.problems.push_back(flag + " takes a whole number from " + std::to_string(least) + " to " +
                               std::to_string(most) + ", not \"" + text + '"');
  return std::nullopt;
}

/// An amount of dollars, such as 12 or 12.50; else a problem is noted and nothing comes back.
std::optional<double> dollars_in(BatchArguments& arguments, const std::string& flag, const std::string& text) {
  std::istringstream in(text);
  in.imbue(std::locale::classic());
  double dollars = 0;
  if (in >> dollars && in.eof() && dollars >= 0) return dollars;
  if (text.empty()) return std::nullopt;
  arguments.problems.push_back(flag + " takes an amount of dollars such as 12.50, not \"" + text + '"');
  return std::nullopt;
}

/// False: there is no such flag.
bool take_flag(BatchArguments& arguments, const std::string& flag, std::string value) {
  if (flag == "--state") {
    arguments.state = std::move(value);
  } else if (flag == "--base-url") {
    arguments.base_url = std::move(value);
  } else if (flag == "--in-flight") {
    if (const auto number = number_in(arguments, flag, value, 1, 1000)) {
      arguments.in_flight = static_cast<std::size_t>(*number);
    }
  } else if (flag == "--requests-per-minute") {
    if (const auto number = number_in(arguments, flag, value, 1, 100'000)) {
      arguments.requests_per_minute = static_cast<int>(*number);
    }
  } else if (flag == "--limit") {
    arguments.limit = dollars_in(arguments, flag, value);
  } else if (flag == "--expected") {
    if (const auto number = number_in(arguments, flag, value, 0, 3600)) {
      arguments.expected = std::chrono::seconds(*number);
    }
  } else {
    return false;
  }
  return true;
}

void take_word(BatchArguments& arguments, const std::string& word) {
  if (arguments.manifest.empty()) {
    arguments.manifest = word;
  } else {
    arguments.problems.push_back('"' + word + "\" is a second manifest; one at a time");
  }
}

}  // namespace

BatchArguments parse_batch_arguments(int argc, char** argv) {
  BatchArguments arguments;
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--help" || word == "-h") {
      arguments.help = true;
    } else if (word == "--resubmit-uncertain") {
      arguments.resubmit_uncertain = true;
    } else if (word == "--strict") {
      arguments.strict = true;
    } else if (word.rfind("--", 0) != 0) {
      if (word.size() > 1 && word[0] == '-') {
        arguments.problems.push_back(word + " is not a flag of this program");
      } else {
        take_word(arguments, word);
      }
    } else {
      const std::size_t equals = word.find('=');
      const std::string flag = word.substr(0, equals);
      const bool joined = equals != std::string::npos;
      const bool has_next = !joined && i + 1 < words.size() && words[i + 1].rfind("--", 0) != 0;
      const std::string value = joined ? word.substr(equals + 1) : has_next ? words[i + 1] : "";
      if (!take_flag(arguments, flag, value)) {
        arguments.problems.push_back(flag + " is not a flag of this program");
      } else if (value.empty()) {
        arguments.problems.push_back(flag + " needs a value");
      }
      if (has_next) ++i;
    }
  }
  if (arguments.manifest.empty()) arguments.problems.push_back("Give a manifest: a file with one request a line");
  if (arguments.state.empty()) arguments.state = arguments.manifest + ".state.jsonl";
  return arguments;
}

std::string_view batch_usage() noexcept {
  return R"(Generates many clips with Segmind's Wan 2.7 Reference-to-Video, through its queue.

  batch MANIFEST [flags]

MANIFEST is a file in UTF-8 of JSON objects, one a line, each a clip:

  {"prompt": "Image1 walks", "images": ["https://example.com/hero.jpg"], "duration": 2, "output": "walk.mp4"}

  prompt            what happens in the clip; calls the references Image1, Image2, Video1 and so on
  output            where the clip goes, from the folder that you are in; another one for every line
  negative_prompt   what the clip should not show
  images, videos    lists of files or public addresses, or one address in quotes; together five at the most
  voice             file or public address of a voice, 1 to 10 s
  resolution        "720P" or "1080P"; the p may be small
  duration          2 to 15, in seconds
  seed              a whole number, or null for a random one

The service's own names (reference_images, reference_videos, reference_voice) are taken as well; null is as good as no
field. Files are given from the folder that you are in, checked first, and uploaded once, which costs nothing.

  --in-flight N            so many clips at once; 8 when not given
  --limit DOLLARS          submits nothing by which this run could cost more than that; lines that still have room go
                           on, and each run counts anew
  --state FILE             what has been done; MANIFEST.state.jsonl, beside the manifest, when not given
  --resubmit-uncertain     send those again of which nobody knows whether they were paid: THAT MAY PAY TWICE
  --strict                 send nothing where there is advice about a request
  --requests-per-minute N  at most so many requests, polls included; no limit when not given
  --base-url ADDRESS       another address of the service, such as that of a segmind-sandbox
  --expected SECONDS       when a clip is expected after its submission; 329 to 490 when not given
  --help                   this text

Every line is checked before anything is sent. A first Ctrl-C sends nothing more and lets what is paid for come in; a
second one ends at once. Ctrl-C, a crash or a power cut leave the state file: the same command goes on from it. Jobs
that were submitted are fetched (the service keeps them for an hour) and not paid again, clips that are there are
skipped, and a submission whose outcome is unknown is named and left alone. A second program that is given the same
state file meanwhile is refused.

Nothing is sent while the service takes nothing, nor while clips or the state file cannot be written: both are tried
again. A clip that cannot be written is kept beside its output, as NAME.rescued.mp4, or in the folder for temporary
files. After ten minutes it stays there, nothing more is sent, and the table names the place. A service that this run
has not reached once ends it, as does one that takes nothing for an hour. After three requests in a row that may have
been paid without an answer no more are sent.

The key is read from the environment variable SEGMIND_API_KEY; clips then cost money. Without a key and without
--base-url they come from a sandbox inside this program, cost nothing and are ready in seconds.

The table of clips goes to the standard output, everything else to the standard error.
Exit code: 0 all clips are there; 2 refused before anything was sent; 3 all are there, but the table could not be
printed; 1 otherwise.
)";
}
