#include "sandbox/history.hpp"

#include <algorithm>
#include <array>

#include "sandbox/json_text.hpp"
#include "sandbox/words.hpp"

namespace segmind::sandbox {
namespace {

using nlohmann::json;

constexpr std::string_view records_path = "/inference-request/request-history";
constexpr std::size_t documented_per_page = 20;
constexpr std::size_t documented_most_per_page = 100;

std::string iso_time(std::chrono::system_clock::time_point time) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time - whole).count();
  const std::time_t seconds = std::chrono::system_clock::to_time_t(whole);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900, utc.tm_mon + 1,
                utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, static_cast<int>(ms));
  return text.data();
}

std::string_view status_of(Stage stage) {
  if (stage == Stage::completed) return "COMPLETED";
  return stage == Stage::failed ? "FAILED" : "PENDING";
}

bool has_ended(const Generation& generation) {
  return generation.stage == Stage::completed || generation.stage == Stage::failed;
}

/// For a service that stores the input as it understood it, not as it was sent.
void add_defaults(json& body) {
  const json defaults = {{"duration", 5},
                         {"resolution", "720p"},
                         {"negative_prompt", "blurry, low quality, distorted, watermark"},
                         {"seed", 42}};
  for (const auto& [name, value] : defaults.items()) {
    if (!body.contains(name)) body[name] = value;
  }
  for (auto& [name, value] : body.items()) {
    if (value.is_number_integer()) value = value.get<double>();
    if (name == "resolution" && value.is_string()) {
      auto text = value.get<std::string>();
      for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      value = text;
    }
    const bool is_reference = name.rfind("reference_", 0) == 0;
    if (is_reference && value.is_string()) value = json::array({value});
  }
}

json in_wrapping(json rows, RecordsIn in) {
  const auto count = rows.size();
  switch (in) {
    case RecordsIn::list: return rows;
    case RecordsIn::key:
      return {{"count", count}, {"page_info", {{"links", json::array()}}}, {"requests", std::move(rows)}};
    case RecordsIn::nested: return {{"success", true}, {"data", {{"items", std::move(rows)}, {"total", count}}}};
  }
  return rows;
}

}  // namespace

struct History::Query {
  std::size_t page = 1;
  std::size_t per_page = documented_per_page;
  std::string from_date;
  std::string to_date;
  std::string model_name;
  std::string status;
  bool ascending = false;

  explicit Query(std::string_view text) {
    while (!text.empty()) {
      const auto part = text.substr(0, text.find('&'));
      text.remove_prefix(std::min(part.size() + 1, text.size()));
      const auto equals = part.find('=');
      if (equals != part.npos) take(part.substr(0, equals), part.substr(equals + 1));
    }
    per_page = std::clamp<std::size_t>(per_page, 1, documented_most_per_page);
    page = std::max<std::size_t>(page, 1);
  }

  bool fits(const Row& row, WallTime time) const {
    const auto day = iso_time(time).substr(0, 10);
    return (from_date.empty() || day >= from_date) && (to_date.empty() || day <= to_date) &&
           row.slug.find(model_name) != std::string::npos &&
           (status.empty() || status == status_of(row.generation->stage));
  }

 private:
  void take(std::string_view name, std::string_view value) {
    if (name == "page") page = read_number<std::size_t>(value).value_or(1);
    if (name == "per_page") per_page = read_number<std::size_t>(value).value_or(documented_per_page);
    if (name == "from_date") from_date = value;
    if (name == "to_date") to_date = value;
    if (name == "model_name") model_name = value;
    if (name == "status") status = value;
    if (name == "sort_order") ascending = value == "asc";
  }
};

void History::add(const std::shared_ptr<Generation>& generation, std::string_view slug, const std::string& body,
                  Way way) {
  const auto now = std::chrono::system_clock::now();
  const auto add_row = [&](std::string id) {
    rows_.push_back({std::move(id), generation, std::string(slug), body, way, now});
    if (rows_.size() > setup_.options.kept_requests) rows_.pop_front();
  };
  for (int i = 0; i < setup_.options.records.twins; ++i) add_row(setup_.generations.new_id());
  add_row(generation->id);
}

std::vector<Record> History::all() const {
  std::vector<Record> records;
  for (const Row& row : rows_) {
    const Generation& generation = *row.generation;
    records.push_back({row.id, row.slug, std::string(name_of(generation.stage)), row.way == Way::queue, row.body,
                       generation.cost, generation.error});
  }
  return records;
}

bool History::is_path(std::string_view path) {
  return path.substr(0, records_path.size()) == records_path &&
         (path.size() == records_path.size() || path[records_path.size()] == '/');
}

History::WallTime History::time_of(const Row& row) const {
  const auto& options = setup_.options;
  const bool by_end = options.records.v1_at_end && row.way == Way::v1 && has_ended(*row.generation);
  const auto took = by_end ? row.generation->finished - row.generation->submitted : Generation::Clock::duration{0};
  return row.created + std::chrono::duration_cast<WallTime::duration>(took + options.clock_offset);
}

bool History::is_shown(const Row& row) const {
  const auto& records = setup_.options.records;
  const bool at_end = records.v1_at_end && row.way == Way::v1;
  if (at_end && !has_ended(*row.generation)) return false;
  const auto since = at_end ? row.generation->finished : row.generation->submitted;
  return Generation::Clock::now() - since >= records.delay;
}

json History::body_of(const Row& row) {
  const auto& records = setup_.options.records;
  json body = read_json(row.body);
  if (!body.is_object()) return nullptr;
  if (records.tell_seed && row.generation->order.seed) body["seed"] = *row.generation->order.seed;
  if (records.add_defaults) add_defaults(body);
  if (records.rewrite_addresses) {
    const auto rewrite = [&](json& value) {
      if (value.is_string() && value.get_ref<const std::string&>().rfind("http", 0) == 0) {
        value = setup_.files_url + "/copies/" + std::to_string(++copied_addresses_);
      }
    };
    for (auto& value : body) {
      rewrite(value);
      if (!value.is_array()) continue;
      for (auto& inner : value) rewrite(inner);
    }
  }
  return records.body == RecordBody::text ? json(json_text(body)) : body;
}

json History::json_of(const Row& row) {
  Generation& generation = *row.generation;
  json record = {{"request_id", row.id},
                 {"model_name", row.slug},
                 {"model_status", status_of(generation.stage)},
                 {"model_created", iso_time(time_of(row))},
                 {"generation_url", nullptr},
                 {"error", nullptr}};
  if (setup_.options.records.body != RecordBody::none) record["request_body"] = body_of(row);
  if (has_ended(generation)) {
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(generation.finished - generation.submitted);
    record["latency_ms"] = took.count();
    record["credits_deduction"] = generation.cost;
  }
  if (generation.stage == Stage::failed) record["error"] = generation.error;
  if (generation.stage == Stage::completed) {
    if (generation.clip_path.empty()) {
      generation.clip_path = setup_.files.add(generation.clip, generation.order.content_type);
    }
    record["generation_url"] = setup_.files_url + generation.clip_path;
  }
  return record;
}

Answer History::page(const Query& query) {
  std::vector<const Row*> rows;
  for (const Row& row : rows_) {
    if (is_shown(row) && query.fits(row, time_of(row))) rows.push_back(&row);
  }
  std::stable_sort(rows.begin(), rows.end(), [&](const Row* a, const Row* b) { return time_of(*a) < time_of(*b); });
  if (!query.ascending) std::reverse(rows.begin(), rows.end());
  if (setup_.options.records.out_of_order) {
    std::sort(rows.begin(), rows.end(), [](const Row* a, const Row* b) { return a->id < b->id; });
  }
  const auto per_page = std::min<std::size_t>(query.per_page, setup_.options.records.most_per_page);
  const auto first = std::min(rows.size(), query.page > rows.size() ? rows.size() : (query.page - 1) * per_page);
  const auto last = std::min(rows.size(), first + per_page);
  json list = json::array();
  for (auto i = first; i < last; ++i) list.push_back(json_of(*rows[i]));
  return json_answer(200, json_text(in_wrapping(std::move(list), setup_.options.records.in)));
}

Answer History::answer(const Request& request) {
  const std::string_view id =
      request.path.size() > records_path.size() ? std::string_view(request.path).substr(records_path.size() + 1) : "";
  if (id.empty()) return page(Query(request.query));
  const auto row = std::find_if(rows_.begin(), rows_.end(), [&](const Row& r) { return r.id == id; });
  if (row == rows_.end() || !is_shown(*row)) {
    return error_answer(404, "No record of request " + std::string(id));
  }
  const json record = json_of(*row);
  const bool bare = setup_.options.records.in == RecordsIn::list;
  return json_answer(200, json_text(bare ? record : json{{"success", true}, {"data", record}}));
}

}  // namespace segmind::sandbox
