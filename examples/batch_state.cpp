#include "batch_state.hpp"

#include <cstdint>
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

namespace {

using nlohmann::json;
using SystemClock = std::chrono::system_clock;
using Stage = Record::Stage;

constexpr Stage stages[] = {Stage::sending, Stage::submitted, Stage::finished, Stage::failed, Stage::uncertain};

std::string line_of(const std::string& output, const Record& record) {
  json line = {{"output", output}, {"stage", to_string(record.stage)}, {"request", record.fingerprint}};
  if (!record.id.empty()) line["id"] = record.id;
  if (record.submitted) {
    line["submitted"] = std::chrono::duration_cast<std::chrono::seconds>(record.submitted->time_since_epoch()).count();
  }
  if (!record.words.empty()) line["error"] = record.words;
  return line.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string text_in(const json& line, const char* name) {
  const auto place = line.find(name);
  return place != line.end() && place->is_string() ? place->get<std::string>() : "";
}

std::optional<Record> record_of(const json& line) {
  Record record;
  const std::string word = text_in(line, "stage");
  bool known = false;
  for (const Stage stage : stages) {
    if (word != to_string(stage)) continue;
    record.stage = stage;
    known = true;
  }
  if (!known) return std::nullopt;
  record.fingerprint = text_in(line, "request");
  record.id = text_in(line, "id");
  record.words = text_in(line, "error");
  if (const auto time = line.find("submitted"); time != line.end() && time->is_number_integer()) {
    record.submitted = SystemClock::time_point(std::chrono::seconds(time->get<std::int64_t>()));
  }
  if (record.stage == Stage::submitted && record.id.empty()) return std::nullopt;
  return record;
}

}  // namespace

std::string_view to_string(Stage stage) noexcept {
  switch (stage) {
    case Stage::sending:
      return "sending";
    case Stage::submitted:
      return "submitted";
    case Stage::finished:
      return "finished";
    case Stage::failed:
      return "failed";
    case Stage::uncertain:
      return "uncertain";
  }
  return "";
}

StateFile::StateFile(std::string path, std::string service, Jobs jobs)
    : path_(std::move(path)), service_(std::move(service)) {
  std::error_code none;
  const std::filesystem::path file = std::filesystem::u8path(path_);
  if (std::filesystem::exists(file, none) && !std::filesystem::is_regular_file(file, none)) {
    problem_ = path_ + " is no file; give another --state";
    return;
  }
  if (!alone(false)) return;
  read();
  if (jobs == Jobs::stay) return;
  for (auto record = records_.begin(); record != records_.end();) {
    record->second.id.clear();
    record = record->second.stage == Stage::finished ? std::next(record) : records_.erase(record);
  }
}

void StateFile::read() {
  std::ifstream in(std::filesystem::u8path(path_), std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(in), {}};
  for (std::size_t begin = 0, number = 1; begin < content.size(); ++number) {
    const std::size_t end = content.find('\n', begin);
    // A line without an end was being written when the program was killed: the one before it holds.
    if (end == std::string::npos) break;
    const json line = json::parse(content.begin() + static_cast<std::ptrdiff_t>(begin),
                                  content.begin() + static_cast<std::ptrdiff_t>(end), nullptr, false);
    begin = whole_ = end + 1;
    if (line.is_object() && line.contains("service")) {
      if (text_in(line, "service") == service_) continue;
      problem_ = path_ + " is about " + text_in(line, "service") + " and not about " + service_ +
                 "; give another --state, or remove it when its clips are not wanted";
      return;
    }
    const std::string output = line.is_object() ? text_in(line, "output") : "";
    std::optional<Record> record = output.empty() ? std::nullopt : record_of(line);
    if (!record) {
      problem_ = path_ + ':' + std::to_string(number) + ": cannot be understood; nothing is sent on a guess";
      return;
    }
    records_[output] = std::move(*record);
  }
}

bool StateFile::alone(bool make_it) {
  if (lock_.take(path_, make_it)) return true;
  problem_ = path_ + " is in use by another program; wait until it has ended, or give another --state";
  return false;
}

bool StateFile::begin() {
  std::error_code none;
  const std::filesystem::path path = std::filesystem::u8path(path_);
  const bool was_there = std::filesystem::exists(path, none);
  if (!alone(true)) return false;
  if (!was_there && std::filesystem::exists(path, none) && std::filesystem::file_size(path, none) > 0) {
    problem_ = path_ + " was begun by another program just now; start again";
    return false;
  }
  if (std::filesystem::file_size(path, none) > whole_ && !none) std::filesystem::resize_file(path, whole_, none);
  out_.open(path, std::ios::binary | std::ios::app);
  if (whole_ == 0) out_ << json{{"service", service_}}.dump() << std::endl;
  if (!out_.good()) problem_ = path_ + ": cannot be written";
  return out_.good();
}

bool StateFile::note(const std::string& output, const Record& record) {
  const std::lock_guard lock(mutex_);
  out_ << line_of(output, record) + '\n' << std::flush;
  return out_.good();
}
