#pragma once

#include <segmind/segmind.hpp>
#include <vector>

namespace segmind::cli {

/// What was read of the account's records.
struct Reading {
  std::vector<segmind::Record> records;
  std::size_t unreadable = 0;  ///< Rows that could not be read.
  bool is_cut = false;         ///< There may be more.
};

/// One page.
segmind::Result<Reading> read_page(segmind::Client& client, const segmind::RecordQuery& query,
                                   const segmind::CallOptions& options);

/// Every page, up to the bound; each record once, however many were added meanwhile.
segmind::Result<Reading> read_all_pages(segmind::Client& client, segmind::RecordQuery query,
                                        const segmind::CallOptions& options);

}  // namespace segmind::cli
