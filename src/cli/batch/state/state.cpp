#include "cli/batch/state/state.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/files/output_place.hpp"
#include "cli/system/system_reason.hpp"

namespace segmind::cli {
namespace {

using nlohmann::json;
using SystemClock = std::chrono::system_clock;

constexpr Record::Stage stages[] = {Record::Stage::sending, Record::Stage::submitted, Record::Stage::finished,
                                    Record::Stage::failed, Record::Stage::uncertain};

/// So that two spellings of one address are equal.
std::string plain(std::string address) {
  const std::size_t scheme = address.find("://");
  if (scheme == std::string::npos) return address;
  const auto host_end =
      address.begin() + static_cast<std::ptrdiff_t>(std::min(address.find('/', scheme + 3), address.size()));
  std::transform(address.begin(), host_end, address.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  while (address.back() == '/') address.pop_back();
  return address;
}

std::string line_of(const Record& record) {
  json line = {{"output", record.output}, {"stage", to_string(record.stage)}, {"request", record.fingerprint}};
  if (!record.id.empty()) line["id"] = record.id;
  if (record.submitted) {
    line["submitted"] = std::chrono::duration_cast<std::chrono::seconds>(record.submitted->time_since_epoch()).count();
  }
  if (!record.words.empty()) line["error"] = record.words;
  if (record.cost) line["cost"] = *record.cost;
  if (record.size) line["size"] = *record.size;
  if (record.seed) line["seed"] = *record.seed;
  return line.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
}

std::string text_in(const json& line, const char* name) {
  const auto place = line.find(name);
  return place != line.end() && place->is_string() ? place->get<std::string>() : "";
}

std::optional<Record> record_of(const json& line) {
  Record record;
  const std::string word = text_in(line, "stage");
  bool known = false;
  for (const Record::Stage stage : stages) {
    if (word != to_string(stage)) continue;
    record.stage = stage;
    known = true;
  }
  if (!known) return std::nullopt;
  record.output = text_in(line, "output");
  record.fingerprint = text_in(line, "request");
  record.id = text_in(line, "id");
  record.words = text_in(line, "error");
  if (const auto time = line.find("submitted"); time != line.end() && time->is_number_integer()) {
    record.submitted = SystemClock::time_point(std::chrono::seconds(time->get<std::int64_t>()));
  }
  if (const auto cost = line.find("cost"); cost != line.end() && cost->is_number()) record.cost = cost->get<double>();
  if (const auto size = line.find("size"); size != line.end() && size->is_number_unsigned()) {
    record.size = size->get<std::uint64_t>();
  }
  if (const auto seed = line.find("seed"); seed != line.end() && seed->is_number_integer()) {
    record.seed = seed->get<std::int64_t>();
  }
  if (record.output.empty() || (record.stage == Record::Stage::submitted && record.id.empty())) return std::nullopt;
  return record;
}

}  // namespace

void Record::take(const segmind::Video& video) {
  const segmind::Receipt& receipt = video.receipt();
  size = video.size();
  if (receipt.cost) cost = receipt.cost;
  if (receipt.seed) seed = receipt.seed;
}

std::string_view to_string(Record::Stage stage) noexcept {
  switch (stage) {
    case Record::Stage::sending: return "sending";
    case Record::Stage::submitted: return "submitted";
    case Record::Stage::finished: return "finished";
    case Record::Stage::failed: return "failed";
    case Record::Stage::uncertain: return "uncertain";
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
  const std::filesystem::path folder = file.parent_path();
  if (!folder.empty() && !std::filesystem::is_directory(folder, none)) {
    problem_ = path_ + ": there is no such folder; give another --state";
    return;
  }
  if (!alone(false)) return;
  read();
  if (jobs == Jobs::stay) return;
  for (auto record = records_.begin(); record != records_.end();) {
    record->second.id.clear();
    record = record->second.stage == Record::Stage::finished ? std::next(record) : records_.erase(record);
  }
}

const Record* StateFile::find(const std::string& place) const {
  const auto known = records_.find(place);
  return known == records_.end() ? nullptr : &known->second;
}

void StateFile::read() {
  std::error_code none;
  if (!std::filesystem::exists(std::filesystem::u8path(path_), none)) return;
  std::ifstream in(std::filesystem::u8path(path_), std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(in), {}};
  if (!in) problem_ = path_ + ": cannot be read, so nothing is sent";
  for (std::size_t begin = 0, number = 1; begin < content.size() && problem_.empty(); ++number) {
    const std::size_t end = content.find('\n', begin);
    // A last line without an end was being written when the program was killed.
    if (end == std::string::npos) break;
    read_line(std::string_view(content).substr(begin, end - begin), number);
    begin = whole_ = end + 1;
  }
}

void StateFile::read_line(std::string_view text, std::size_t number) {
  const json line = json::parse(text, nullptr, false);
  if (line.is_object() && line.contains("service")) {
    const std::string service = text_in(line, "service");
    if (plain(service) == plain(service_)) return;
    problem_ = path_ + " is about " + service + " and not about " + service_ +
               "; its clips are paid for there: go on with that --base-url or key. With another --state every missing "
               "clip is made and paid for anew";
    return;
  }
  std::optional<Record> record = line.is_object() ? record_of(line) : std::nullopt;
  if (!record) {
    problem_ =
        path_ + ':' + std::to_string(number) +
        ": cannot be understood, so nothing is sent. If you remove the line, its clip counts as never sent: look for "
        "its job in the account's usage first";
    return;
  }
  std::string place = place_of(record->output);
  records_[std::move(place)] = std::move(*record);
}

bool StateFile::alone(bool make_it) {
  switch (lock_.take(path_, make_it)) {
    case FileLock::Taken::yes: return true;
    case FileLock::Taken::by_another:
      problem_ = path_ + " is in use by another program; wait until it has ended. With another --state both would pay";
      return false;
    case FileLock::Taken::cannot_be_opened: break;
  }
  problem_ = path_ + (make_it ? ": cannot be written" : ": cannot be read and written, so nothing is sent") +
             system_reason() + (make_it ? "; give another --state" : "");
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
  errno = 0;
  const std::string service = whole_ == 0 ? json{{"service", service_}}.dump() + '\n' : "";
  const bool writable = file_.open(path, whole_) && file_.append(service);
  if (!writable) problem_ = path_ + ": cannot be written" + system_reason() + "; give another --state";
  return writable;
}

bool StateFile::announce(const Record& record) {
  const std::lock_guard lock(mutex_);
  if (!file_.append(owed_ + line_of(record))) return false;
  owed_.clear();
  return true;
}

void StateFile::note(const Record& record) {
  const std::lock_guard lock(mutex_);
  owed_ += line_of(record);
  if (file_.append(owed_)) owed_.clear();
}

bool StateFile::catch_up() {
  const std::lock_guard lock(mutex_);
  if (!owed_.empty() && file_.append(owed_)) owed_.clear();
  return owed_.empty();
}

}  // namespace segmind::cli
