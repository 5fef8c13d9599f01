#include "matrix/records.hpp"

namespace segmind::matrix {

std::vector<Records> all_kinds_of_records() {
  constexpr std::chrono::milliseconds late{250};
  constexpr std::chrono::hours hour{1};
  std::vector<Records> kinds;

  kinds.push_back({"late rows"});
  kinds.back().options.delay = late;

  kinds.push_back({"v1 rows at their end"});
  kinds.back().options.v1_at_end = true;

  kinds.push_back({"equal rows of others"});
  kinds.back().options.twins = 1;

  kinds.push_back({"clock an hour ahead"});
  kinds.back().clock_offset = hour;

  kinds.push_back({"all of these"});
  sandbox::RecordOptions& all = kinds.back().options;
  all.delay = late;
  all.v1_at_end = true;
  all.twins = 1;
  all.in = sandbox::RecordsIn::nested;
  all.body = sandbox::RecordBody::text;
  all.add_defaults = all.tell_seed = all.out_of_order = true;
  all.most_per_page = 50;
  kinds.back().clock_offset = -hour;
  return kinds;
}

}  // namespace segmind::matrix
