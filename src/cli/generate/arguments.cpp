#include "cli/generate/arguments.hpp"

#include <utility>

#include "cli/flag_values.hpp"
#include "cli/journal/flags.hpp"

namespace segmind::cli {
namespace {

Take resolution_into(std::optional<segmind::Resolution>& place) {
  return [&place](const std::string& value) -> std::string {
    if (value == "720P" || value == "720p") {
      place = segmind::Resolution::p720;
    } else if (value == "1080P" || value == "1080p") {
      place = segmind::Resolution::p1080;
    } else {
      return "takes 720P or 1080P, not \"" + value + '"';
    }
    return "";
  };
}

Take duration_into(std::optional<std::chrono::seconds>& place) {
  return [&place](const std::string& value) -> std::string {
    const auto number = whole_number(value);
    if (!number) return "takes whole seconds, not \"" + value + '"';
    place = std::chrono::seconds(*number);
    return "";
  };
}

Take seed_into(GenerateArguments& arguments) {
  return [&arguments](const std::string& value) -> std::string {
    arguments.random_seed = value == "random";
    if (arguments.random_seed) return "";
    arguments.seed = whole_number(value);
    return arguments.seed ? "" : "takes a whole number or the word random, not \"" + value + '"';
  };
}

}  // namespace

std::vector<Flag> flags_of(GenerateArguments& arguments) {
  return {
      {"--prompt", "TEXT", "what happens in the clip; calls the references Image1, Image2, Video1 and so on",
       text_into(arguments.prompt)},
      {"--image", "FILE|ADDRESS", "a reference picture; may be repeated", append_to(arguments.images), true},
      {"--video", "FILE|ADDRESS", "a reference clip; may be repeated; pictures and clips together: five at most",
       append_to(arguments.videos), true},
      {"--voice", "FILE|ADDRESS", "a voice, 1 to 10 s", text_into(arguments.voice)},
      {"--negative-prompt", "TEXT", "what the clip should not show", text_into(arguments.negative_prompt)},
      {"--resolution", "720P|1080P", "720P when not given", resolution_into(arguments.resolution)},
      {"--duration", "SECONDS", "2 to 15; 5 when not given", duration_into(arguments.duration)},
      {"--seed", "N|random", "the same seed gives the same clip; 42 when not given", seed_into(arguments)},
      {"--output", "FILE", "where the clip goes; clip.mp4 when not given; an existing file is replaced",
       text_into(arguments.output)},
      base_url_flag(arguments.base_url),
      {"--timeout", "SECONDS",
       "the longest for uploads, request and wait together; when not given: 900 for each, and a job in the queue is "
       "waited for until it expires",
       number_into(arguments.timeout, "whole seconds", 1, 86'400)},
      {"--queue", "", "submit to the service's queue, and print the job's id as soon as it is known",
       set(arguments.queue)},
      {"--resume", "ID", "fetch the clip of a job that was submitted within the last 7 days; costs nothing",
       id_into(arguments.resume)},
      {"--strict", "", "send nothing where there is advice about the request", set(arguments.strict)},
      {"--key", "TEXT",
       "a name for this clip, such as shot-042-take-3, in a journal: whatever breaks, the same command pays once",
       text_into(arguments.key)},
      journal_flag(arguments.journal,
                   "where the key is remembered: sqlite:PATH for the processes of one machine, or "
                   "postgresql://USER@HOST/DATABASE for any machines"),
      {"--project", "NAME", "what the key belongs to; keys of other projects are others", text_into(arguments.project)},
      records_settle_flag(arguments.records_settle),
      resubmit_unrecorded_flag(arguments.resubmit_unrecorded),
      recover_since_flag(arguments.recover_since),
  };
}

namespace {

/// A job cannot be changed: flags about its request would have no effect.
std::string moot_with_resume(const GenerateArguments& arguments) {
  if (!arguments.resume) return "";
  std::string moot;
  for (const auto& [given, flag] : {std::pair(arguments.prompt.has_value(), "--prompt"),
                                    {!arguments.images.empty(), "--image"},
                                    {!arguments.videos.empty(), "--video"},
                                    {arguments.voice.has_value(), "--voice"},
                                    {arguments.negative_prompt.has_value(), "--negative-prompt"},
                                    {arguments.resolution.has_value(), "--resolution"},
                                    {arguments.duration.has_value(), "--duration"},
                                    {arguments.seed || arguments.random_seed, "--seed"},
                                    {arguments.queue, "--queue"},
                                    {!arguments.key.empty(), "--key"},
                                    {arguments.strict, "--strict"}}) {
    if (given) moot += (moot.empty() ? "" : ", ") + std::string(flag);
  }
  return moot.empty() ? "" : "--resume fetches a clip that was requested before, and takes no " + moot;
}

std::string moot_without_key(const GenerateArguments& arguments) {
  if (!arguments.key.empty()) return "";
  std::string moot;
  for (const auto& [given, flag] : {std::pair(arguments.journal.has_value(), "--journal"),
                                    {!arguments.project.empty(), "--project"},
                                    {arguments.records_settle.has_value(), "--records-settle"},
                                    {arguments.resubmit_unrecorded, "--resubmit-unrecorded"},
                                    {arguments.recover_since.has_value(), "--recover-since"}}) {
    if (given) moot += (moot.empty() ? "" : ", ") + std::string(flag);
  }
  return moot.empty() ? "" : "Without a --key there is nothing to remember: give one, or leave out " + moot;
}

}  // namespace

std::vector<std::string> contradictions_in(const GenerateArguments& arguments) {
  std::vector<std::string> problems;
  for (std::string problem : {moot_with_resume(arguments), moot_without_key(arguments)}) {
    if (!problem.empty()) problems.push_back(std::move(problem));
  }
  if (!arguments.key.empty() && !arguments.journal) {
    problems.push_back("--key needs a --journal, which remembers it: sqlite:PATH or postgresql://USER@HOST/DATABASE");
  }
  if (arguments.journal) {
    if (std::string problem = problem_with(*arguments.journal); !problem.empty()) problems.push_back(problem);
  }
  return problems;
}

}  // namespace segmind::cli
