#include "arguments.hpp"

#include <charconv>
#include <set>

namespace {

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Each takes a flag's value, and returns what is wrong with it: empty when all is well.
using Take = std::string (*)(Arguments& arguments, std::string value);

struct Flag {
  std::string_view name;
  bool repeatable;
  Take take;
  bool fits_resume = false;
};

std::string take_resolution(Arguments& arguments, std::string value) {
  if (value == "720P" || value == "720p") {
    arguments.resolution = segmind::Resolution::p720;
  } else if (value == "1080P" || value == "1080p") {
    arguments.resolution = segmind::Resolution::p1080;
  } else {
    return "takes 720P or 1080P, not \"" + value + '"';
  }
  return "";
}

std::string take_duration(Arguments& arguments, std::string value) {
  const auto number = whole_number(value);
  if (!number) return "takes whole seconds, not \"" + value + '"';
  arguments.duration = std::chrono::seconds(*number);
  return "";
}

std::string take_seed(Arguments& arguments, std::string value) {
  arguments.random_seed = value == "random";
  if (arguments.random_seed) return "";
  arguments.seed = whole_number(value);
  return arguments.seed ? "" : "takes a whole number or the word random, not \"" + value + '"';
}

std::string take_timeout(Arguments& arguments, std::string value) {
  const auto number = whole_number(value);
  if (!number || *number < 1 || *number > 86'400) return "takes whole seconds from 1 to 86400, not \"" + value + '"';
  arguments.timeout = std::chrono::seconds(*number);
  return "";
}

/// A job's id as it is copied from a log or a file: with blanks, line ends or a byte order mark around it.
std::string take_id(Arguments& arguments, std::string value) {
  constexpr const char* around = " \t\r\n\xEF\xBB\xBF";  // an id is ASCII: no byte of the mark can be its own
  const std::size_t begin = value.find_first_not_of(around);
  if (begin == std::string::npos) return "needs a value";
  arguments.resume = value.substr(begin, value.find_last_not_of(around) + 1 - begin);
  return "";
}

template <auto Member>
std::string take_text(Arguments& arguments, std::string value) {
  arguments.*Member = std::move(value);
  return "";
}

template <auto Member>
std::string add_text(Arguments& arguments, std::string value) {
  (arguments.*Member).push_back(std::move(value));
  return "";
}

constexpr Flag flags[] = {
    {"--prompt", false, take_text<&Arguments::prompt>},
    {"--image", true, add_text<&Arguments::images>},
    {"--video", true, add_text<&Arguments::videos>},
    {"--voice", false, take_text<&Arguments::voice>},
    {"--negative-prompt", false, take_text<&Arguments::negative_prompt>},
    {"--resolution", false, take_resolution},
    {"--duration", false, take_duration},
    {"--seed", false, take_seed},
    {"--output", false, take_text<&Arguments::output>, true},
    {"--base-url", false, take_text<&Arguments::base_url>, true},
    {"--timeout", false, take_timeout, true},
    {"--resume", false, take_id, true},
};

const Flag* find_flag(std::string_view name) {
  for (const Flag& flag : flags) {
    if (flag.name == name) return &flag;
  }
  return nullptr;
}

/// A job that is there has been asked for already: whoever gives more to ask for would be paid no heed.
void refuse_beside_resume(Arguments& arguments, const std::set<std::string_view>& seen) {
  std::string moot;
  const auto add = [&moot](std::string_view name) { (moot += moot.empty() ? "" : ", ") += name; };
  for (const Flag& flag : flags) {
    if (!flag.fits_resume && seen.count(flag.name) > 0) add(flag.name);
  }
  if (arguments.queue) add("--queue");
  if (arguments.strict) add("--strict");
  if (!moot.empty()) arguments.problems.push_back("--resume fetches a clip as it was asked for, and takes no " + moot);
}

}  // namespace

Arguments parse_arguments(int argc, char** argv) {
  Arguments arguments;
  std::set<std::string_view> seen;
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--help" || word == "-h") {
      arguments.help = true;
      continue;
    }
    if (word == "--queue" || word == "--strict") {
      (word == "--queue" ? arguments.queue : arguments.strict) = true;
      continue;
    }
    if (word.rfind('-', 0) != 0) {
      arguments.problems.push_back('"' + word + "\" stands where a flag should be");
      continue;
    }
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const bool has_next = i + 1 < words.size();
    const bool next_is_flag = has_next && words[i + 1].rfind("--", 0) == 0;
    std::string value;
    if (equals != std::string::npos) {
      value = word.substr(equals + 1);
    } else if (has_next && !next_is_flag) {
      value = words[++i];  // of an unknown flag, too: it is no second mistake
    }
    const Flag* flag = find_flag(name);
    std::string problem;
    if (name == "--queue" || name == "--strict") {
      problem = "takes no value";
    } else if (!flag) {
      problem = "is not a flag of this program";
    } else if (value.empty()) {
      problem = "needs a value";
      if (next_is_flag) problem += "; one that begins with -- is given as " + name + "=VALUE";
    } else if (!seen.insert(flag->name).second && !flag->repeatable) {
      problem = "is given twice";
    } else {
      problem = flag->take(arguments, std::move(value));
    }
    if (!problem.empty()) arguments.problems.push_back(name + ' ' + problem);
  }
  if (arguments.resume) refuse_beside_resume(arguments, seen);
  return arguments;
}

std::string_view usage() noexcept {
  return R"(Generates a clip with Segmind's Wan 2.7 Reference-to-Video.

  generate --prompt TEXT [flags]
  generate --resume ID [--output FILE] [--timeout SECONDS] [--base-url ADDRESS]

  --prompt TEXT            what happens in the clip; calls the references Image1, Image2, Video1 and so on
  --image FILE|ADDRESS     a reference picture; may be repeated
  --video FILE|ADDRESS     a reference clip; may be repeated; five with the pictures
  --voice FILE|ADDRESS     a voice, 1 to 10 s
  --negative-prompt TEXT   what the clip should not show
  --resolution 720P|1080P  720P when not given
  --duration SECONDS       2 to 15; 5 when not given
  --seed N|random          the same seed gives the same clip; 42 when not given
  --output FILE            where the clip goes; clip.mp4 when not given; an existing file is replaced
  --base-url ADDRESS       another address of the service, such as that of a segmind-sandbox
  --timeout SECONDS        the longest that uploads, the request and the wait may take together; when not given, 900 for
                           each of them, and for a job in the queue the wait lasts until it expires
  --queue                  submit to the service's queue, and print the job's id as soon as it is known
  --resume ID              fetch the clip of a job that was submitted within the last hour; pays nothing
  --strict                 stop instead of going on where there is advice about the request
  --help                   this text

A file is uploaded first, which costs nothing; an address must be public.
The key is read from the environment variable SEGMIND_API_KEY; a generation then costs money (about 0.63 US dollars for
5 s at 720P) and usually takes 5 to 8 minutes. Without a key and without --base-url, the clip comes from a sandbox
inside this program, costs nothing and is ready in seconds.

The clip's path goes to the standard output, everything else to the standard error.
A first Ctrl-C sends nothing more and lets a clip that is paid for come in; a second one ends at once. A paid clip that
cannot go to its FILE is saved beside it, as clip.rescued.mp4, or in the folder for temporary files.

Exit code: 0 the clip is there; 2 no clip, and nothing was spent: asking again is safe; 3 the clip is there, but its
path could not be printed (it is said on the standard error); 1 no clip in its place, and it may have been paid.
)";
}
