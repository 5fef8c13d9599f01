#include "cli/records/reading.hpp"

#include <set>
#include <string>
#include <utility>

namespace segmind::cli {
namespace {

constexpr int most_pages = 100;

}  // namespace

segmind::Result<Reading> read_page(segmind::Client& client, const segmind::RecordQuery& query,
                                   const segmind::CallOptions& options) {
  auto page = client.try_records(query, options);
  if (!page) return page.error();
  return Reading{std::move(page->records), page->unreadable, false};
}

segmind::Result<Reading> read_all_pages(segmind::Client& client, segmind::RecordQuery query,
                                        const segmind::CallOptions& options) {
  Reading reading;
  std::set<std::pair<std::string, std::string>> known;  // a request with several outputs has several records
  query.per_page = 100;
  for (query.page = 1; query.page <= most_pages; ++query.page) {
    auto page = client.try_records(query, options);
    if (!page) return page.error();
    const std::size_t before = reading.records.size();
    for (segmind::Record& record : page->records) {
      if (known.emplace(record.request_id, record.address).second) reading.records.push_back(std::move(record));
    }
    reading.unreadable += page->unreadable;
    if (reading.records.size() == before && page->unreadable == 0)
      return reading;  // a page that is not full need not be the last one
  }
  reading.is_cut = true;
  return reading;
}

}  // namespace segmind::cli
