#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "cli/display/figures.hpp"
#include "cli/display/table.hpp"
#include "cli/records/forms.hpp"

namespace segmind::cli {
namespace {

/// The state, or the service's own word for a state that this library does not know.
std::string state_of(const segmind::Record& record) {
  const bool is_ours = record.state != segmind::RecordState::other;
  return is_ours ? std::string(to_string(record.state)) : or_dash(record.word);
}

/// "2026-09-30 12:34:56"
std::string time_of(const segmind::Record& record) {
  return record.created ? utc_text(*record.created).substr(0, 19).replace(10, 1, " ") : "-";
}

Cells cells_of(const segmind::Record& record) {
  return {time_of(record),
          or_dash(record.model),
          state_of(record),
          record.cost ? money_text(*record.cost) : "-",
          record.latency ? clock_text(*record.latency) : "-",
          record.request_id};
}

std::string costs_of(const std::vector<segmind::Record>& records, const char* currency) {
  double told = 0;
  std::size_t untold = 0;
  for (const segmind::Record& record : records) {
    told += record.cost.value_or(0);
    untold += record.cost ? 0 : 1;
  }
  std::string text = std::to_string(records.size()) + (records.size() == 1 ? " record, " : " records, ") +
                     money_text(told) + ' ' + currency;
  if (untold > 0) text += "; " + std::to_string(untold) + (untold == 1 ? " does" : " do") + " not tell the cost";
  return text + ".\n";
}

/// Whether the text, in UTF-8, holds what a terminal obeys beyond line ends: DEL, C1 controls, marks of direction.
bool steers_a_terminal(std::string_view text) {
  const auto is_within = [](char c, unsigned char first, unsigned char last) {
    return static_cast<unsigned char>(c) >= first && static_cast<unsigned char>(c) <= last;
  };
  for (std::size_t at = 0; at + 2 < text.size(); ++at) {
    if (text[at] == '\x7F' || (text[at] == '\xC2' && is_within(text[at + 1], 0x80, 0x9F))) return true;
    if (text.substr(at, 2) == "\xE2\x81") return true;
    if (text.substr(at, 2) != "\xE2\x80") continue;
    if (is_within(text[at + 2], 0x8B, 0x8F) || is_within(text[at + 2], 0xA8, 0xAE)) return true;
  }
  return false;
}

/// Indented. A body that would steer a terminal has every letter escaped that is not ASCII.
std::string body_of(const segmind::Record& record) {
  const auto body = nlohmann::ordered_json::parse(record.request_body, nullptr, false);
  if (body.is_discarded()) return "";
  const auto text = [&body](bool in_ascii) {
    return body.dump(2, ' ', in_ascii, nlohmann::ordered_json::error_handler_t::replace);
  };
  return text(steers_a_terminal(text(false)));
}

}  // namespace

std::string table_of(const std::vector<segmind::Record>& records, const char* currency) {
  if (records.empty()) return "No records.\n";
  std::vector<Cells> rows{{"created (UTC)", "model", "state", "cost", "time", "id"}};
  for (const segmind::Record& record : records) rows.push_back(cells_of(record));
  const std::vector<std::string> lines = aligned(rows);
  std::string text = lines.front();
  for (std::size_t i = 0; i < records.size(); ++i) {
    text += lines[i + 1];
    if (!records[i].error.empty()) text += "    " + records[i].error + '\n';
  }
  return text + '\n' + costs_of(records, currency);
}

std::string details_of(const segmind::Record& record, const char* currency) {
  std::vector<std::pair<std::string, std::string>> facts{{"id", record.request_id},
                                                         {"model", record.model},
                                                         {"state", state_of(record)},
                                                         {"error", record.error},
                                                         {"address", record.address}};
  if (record.cost) facts.emplace_back("cost", money_text(*record.cost) + ' ' + currency);
  if (record.latency) facts.emplace_back("time", clock_text(*record.latency));
  for (const auto& [name, time] : record.times) facts.emplace_back(name, utc_text(time));
  const std::string text = facts_text(facts);
  const std::string body = body_of(record);
  return body.empty() ? text : text + '\n' + body + '\n';
}

}  // namespace segmind::cli
