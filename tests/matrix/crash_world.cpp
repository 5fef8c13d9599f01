#include "matrix/crash_world.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <stdexcept>

#include "segmind/sandbox/client_options.hpp"
#include "segmind/segmind.hpp"

namespace segmind::matrix {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using sandbox::Fault;
using sandbox::Route;

constexpr auto generation_time = 300ms;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

sandbox::Options server_options(const Records& records) {
  sandbox::Options options;
  options.render = false;
  options.credits = 1e9;
  options.generation_time = generation_time;
  records.apply_to(options);
  return options;
}

std::string prompt_in(const std::string& body) {
  constexpr std::string_view name = "\"prompt\":\"";
  const auto begin = body.find(name);
  if (begin == std::string::npos) throw std::runtime_error("a paid request without a prompt: " + body);
  return body.substr(begin + name.size(), body.find('"', begin + name.size()) - begin - name.size());
}

}  // namespace

World::World(Records records, fs::path folder, std::string journal_name,
             std::function<std::shared_ptr<Journal>()> open_journal)
    : records_(std::move(records)),
      folder_(std::move(folder)),
      journal_name_(std::move(journal_name)),
      server_(server_options(records_)),
      view_(open_journal()) {
  clip_ = Client(sandbox::client_options(server_))
              .generate(Wan27R2VRequest::Builder("the clip as it is").duration(2s).build())
              .bytes()
              .view();
  server_.on_answer([this](const sandbox::SeenRequest& request) {
    if (request.route != Route::generate && request.route != Route::submit) return;
    const std::lock_guard lock(mutex_);
    ++payments_[prompt_in(request.body)];
  });
  // Slow the download down, so that it takes as long as the other parts of a program's life.
  server_.inject(Fault::drip(clip_.size() / 40 + 1, 5ms).on(Route::download).repeat_forever());
}

Wanted World::want(std::size_t number) const {
  constexpr const char* ways[] = {"v1", "queue", "v1-random", "queue-random"};
  const std::size_t pair = number / 2;
  Wanted wanted;
  wanted.key = "take-" + std::to_string(number);
  wanted.way = ways[pair % 4];
  wanted.prompt = "Clip number " + std::to_string(pair) + '.';
  wanted.folder = folder_ / std::to_string(number);
  fs::create_directories(wanted.folder);
  std::ofstream(wanted.folder / "manifest") << wanted.line();
  return wanted;
}

std::optional<JournalState> World::state(const Wanted& wanted) const {
  const auto entry = view_->find({{server_.base_url(), "crash"}, wanted.key}, {}).value();
  if (!entry) return std::nullopt;
  return entry->state;
}

bool World::has_no_half_file(const Wanted& wanted) const {
  return !fs::exists(wanted.clip()) || text_of(wanted.clip()) == clip_;
}

bool World::has_whole_part(const Wanted& wanted) const {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(wanted.folder, ignored)) {
    if (entry.path().extension() == ".part" && entry.file_size(ignored) >= clip_.size()) return true;
  }
  return false;
}

struct World::Group {
  std::string row;
  std::vector<Wanted> wanted;
};

void World::judge(const std::vector<Wanted>& all, bool permission, CrashFigures& figures) {
  if (!server_.wait_for([](const sandbox::Counts& counts) { return counts.waiting == 0; })) {
    throw std::runtime_error("requests are left that the sandbox has not answered");
  }
  const std::lock_guard lock(mutex_);
  std::map<std::string, Group> groups;
  for (const Wanted& wanted : all) {
    Group& group = groups[wanted.prompt];
    group.row = row_of(wanted);
    group.wanted.push_back(wanted);
  }
  count_records_of_two(figures);
  std::size_t counted = 1;  // of the clip as it is
  for (const auto& [prompt, group] : groups) {
    judge_group(prompt, group, permission, figures);
    counted += payments_[prompt];
  }
  if (server_.counts().generations_charged != counted) {
    figures.notes.push_back("The sandbox charged " + std::to_string(server_.counts().generations_charged) +
                            " generations, of which " + std::to_string(counted) + " are known.");
    ++figures.rows.begin()->second.double_payments;
  }
}

void World::count_records_of_two(CrashFigures& figures) const {
  std::set<std::string> seen;
  const auto entries = view_->entries(JournalScope{server_.base_url(), "crash"}, {}, {}).value();
  for (const JournalEntry& entry : entries) {
    for (const JournalAttempt& attempt : entry.attempts) {
      if (attempt.record_id.empty() || seen.insert(attempt.record_id).second) continue;
      ++figures.rows[records_.name].records_of_two;
      figures.notes.push_back(records_.name + ": " + entry.key.text + " has the record of another one");
    }
  }
}

void World::judge_group(const std::string& prompt, const Group& group, bool permission, CrashFigures& figures) const {
  const auto found = payments_.find(prompt);
  CrashRow row;
  row.intentions = group.wanted.size();
  row.payments = found == payments_.end() ? 0 : found->second;
  for (const Wanted& wanted : group.wanted) {
    const auto state = this->state(wanted);
    const bool has_clip = state == JournalState::done && text_of(wanted.clip()) == clip_;
    has_clip                                                            ? ++row.clips
    : state == JournalState::uncertain&& may_stay_uncertain(permission) ? ++row.uncertain
                                                                        : ++row.not_ended;
    if (!has_clip) continue;  // nobody has opened the file again
    for (const auto& entry : fs::directory_iterator(wanted.folder)) {
      if (entry.path().extension() == ".part") ++row.parts_left;
    }
  }
  if (row.payments > row.intentions) row.double_payments = row.payments - row.intentions;
  if (row.payments > row.clips + row.double_payments) row.lost = row.payments - row.clips - row.double_payments;
  if (row.clips > row.payments) row.of_equals = row.clips - row.payments;
  figures.rows[group.row] += row;
  if (row.red() == 0) return;
  std::string note = group.row + ", \"" + prompt + "\": " + std::to_string(row.payments) + " payments";
  for (const Wanted& wanted : group.wanted) {
    const auto state = this->state(wanted);
    note +=
        "\n " + wanted.key + " is " + std::string(state ? to_string(*state) : "not in the journal") + story_of(wanted);
  }
  figures.notes.push_back(note);
}

std::string story_of(const Wanted& wanted) {
  std::string story;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(wanted.folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    const std::string content = text_of(file);
    story += "\n  " + file.filename().string() + ", " + std::to_string(content.size()) + " bytes";
    const bool is_log = file.filename().string().compare(0, 3, "log") == 0;
    std::istringstream lines(is_log ? content : "");
    for (std::string line; std::getline(lines, line);) story += "\n    " + line;
  }
  return story;
}

}  // namespace segmind::matrix
