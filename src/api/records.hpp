#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/result_addresses.hpp"
#include "segmind/records.hpp"

/// The account's records, as the service keeps them.
namespace segmind::api {

/// A record, and all the addresses in its row: Record::address is the best of them.
struct ToldRecord : Record {
  std::vector<ResultAddress> addresses;
};

struct ToldPage {
  std::vector<ToldRecord> records;
  std::size_t unreadable = 0;  ///< As RecordPage::unreadable.
};

/// Behind records_path: "?page=1&per_page=20...".
std::string records_query(const RecordQuery& query);

/// The rows of an answer: a list at its top, or the first list of rows under any key, there or one level deeper. A row
/// is an object with a request_id. Nothing when the body holds no such list.
std::optional<ToldPage> read_records(std::string_view body);

/// The row of that id, alone or wrapped as above; of several as add_row() has it. Nothing when there is none.
std::optional<ToldRecord> read_record(std::string_view body, std::string_view id);

/// A request with several outputs has several rows: adds the addresses of a further one, the best first. Of the rest,
/// the row counts that is completed, or else the one that has ended.
void add_row(ToldRecord& record, ToldRecord further);

/// What a message may show of an answer that holds no such rows: no prompt, which stands behind these words.
std::string shown_of_records(std::string_view body);

}  // namespace segmind::api
