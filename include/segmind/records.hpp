#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "segmind/export.hpp"

namespace segmind {

// The account's own records: every request that was made with any of its keys, whichever way it came in, failed ones
// and those under way included. The names of their fields are relied on by the service's own client; how an answer
// wraps its rows is not published, and is read in every likely form.

/// What became of a request.
enum class RecordState {
  pending,
  completed,
  failed,
  other  ///< A word that this version does not know, or none.
};

SEGMIND_EXPORT std::string_view to_string(RecordState state) noexcept;

enum class RecordSort { created, model_name, cost };
enum class RecordOrder { descending, ascending };

/// Which records are asked for. Each part narrows the answer.
struct RecordQuery {
  int page = 1;       ///< From 1.
  int per_page = 20;  ///< 1 to 100.

  /// The first and the last day, by UTC. Not set: the last 7 days. At most 31 days apart.
  std::optional<std::chrono::system_clock::time_point> from_date;
  std::optional<std::chrono::system_clock::time_point> to_date;

  std::string model_name;             ///< A part of the slug. Empty: of any model.
  std::optional<RecordState> status;  ///< Any but RecordState::other.
  RecordSort sort = RecordSort::created;
  RecordOrder order = RecordOrder::descending;  ///< By default the newest come first.
};

/// One record. Every part but the id may be missing. Texts are the service's own: safe to print, but for request_body.
struct Record {
  std::string request_id;
  std::string model;
  RecordState state = RecordState::other;
  std::string word;            ///< The service's own for the state, such as "COMPLETED".
  std::optional<double> cost;  ///< US dollars.
  /// What was sent, as one JSON object; the service may have filled in its defaults. Empty where it is not told.
  std::string request_body;
  /// Where the clip is: readable without a key, for 7 days. A request with several outputs has a record for each.
  std::string address;
  std::string error;  ///< Why it failed.
  std::optional<std::chrono::milliseconds> latency;
  std::optional<std::chrono::system_clock::time_point> created;
  /// Every time in the record under the service's name for it, `created` among them.
  std::vector<std::pair<std::string, std::chrono::system_clock::time_point>> times;
};

/// One page of records. A page that is not full need not be the last one: the one behind the last has no record.
struct RecordPage {
  std::vector<Record> records;
  /// Rows of the answer that could not be read.
  std::size_t unreadable = 0;
};

}  // namespace segmind
