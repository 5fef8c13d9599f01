#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "segmind/export.hpp"

namespace segmind {

// The account's records: every request that was made with any of its keys, failed and unfinished ones too. The names of
// fields are known from the service's own client. How an answer wraps its rows is not published: every likely form is
// read.

/// What became of a request.
enum class RecordState {
  pending,
  completed,
  failed,
  other  ///< No state, or one that this version does not know.
};

/// The enumerator's name, such as "pending".
SEGMIND_EXPORT std::string_view to_string(RecordState state) noexcept;

/// By what records are sorted.
enum class RecordSort { created, model_name, cost };
/// In which order.
enum class RecordOrder { descending, ascending };

/// Which records to ask for. Each part narrows the answer.
struct RecordQuery {
  int page = 1;       ///< From 1.
  int per_page = 20;  ///< 1 to 100.

  /// The first and the last day, by UTC. Not set: the last 7 days. At most 31 days apart.
  std::optional<std::chrono::system_clock::time_point> from_date{};
  std::optional<std::chrono::system_clock::time_point> to_date{};

  std::string model_name{};             ///< A part of the slug. Empty: every model.
  std::optional<RecordState> status{};  ///< Must not be RecordState::other.
  RecordSort sort = RecordSort::created;
  RecordOrder order = RecordOrder::descending;  ///< The newest first.
};

/// One record. Every part but the id may be missing. Texts are the service's, and safe to print except request_body.
struct Record {
  std::string request_id{};
  std::string model{};
  RecordState state = RecordState::other;
  std::string word{};            ///< The service's word for the state, such as "COMPLETED".
  std::optional<double> cost{};  ///< US dollars.
  /// What was sent, as one JSON object; the service may have added its defaults. Empty: not told.
  std::string request_body{};
  /// The clip's address: readable without a key for 7 days (documented). A request with several outputs has several
  /// records.
  std::string address{};
  std::string error{};  ///< Why the request failed.
  std::optional<std::chrono::milliseconds> latency{};
  std::optional<std::chrono::system_clock::time_point> created{};
  /// Every time in the record, `created` among them, under the service's name for it.
  std::vector<std::pair<std::string, std::chrono::system_clock::time_point>> times{};
};

/// One page of records. A page that is not full need not be the last: the page after the last is empty.
struct RecordPage {
  std::vector<Record> records{};
  /// Rows of the answer that could not be read.
  std::size_t unreadable = 0;
};

}  // namespace segmind
