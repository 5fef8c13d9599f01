#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "segmind/records.hpp"

/// The account's records, as the service keeps them.
namespace segmind::api {

/// Behind records_path: "?page=1&per_page=20...".
std::string records_query(const RecordQuery& query);

/// The rows of an answer: a list at its top, or the first list of rows under any key, there or one level deeper. A row
/// is an object with a request_id. Nothing when the body holds no such list.
std::optional<RecordPage> read_records(std::string_view body);

/// The row of that id, alone or wrapped as above; of several the one that has ended. Nothing when there is none.
std::optional<Record> read_record(std::string_view body, std::string_view id);

/// What a message may show of an answer that holds no such rows: no prompt, which stands behind these words.
std::string shown_of_records(std::string_view body);

}  // namespace segmind::api
