#include "call/recovery/reading.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "api/endpoints.hpp"
#include "api/headers.hpp"
#include "api/records.hpp"
#include "call/exchange/failure.hpp"
#include "web/date.hpp"

namespace segmind::call {
namespace {

constexpr int usual_per_page = 50;  // of 100 that are allowed: prompts are long
constexpr int most_pages = 400;
constexpr std::chrono::hours widest_zones{28};        // more than any clock of the world is off
constexpr std::chrono::hours longest_query{24 * 30};  // of 31 days that are allowed

std::optional<net::Clock::TimeOfDay> date_of(const net::Head& head) {
  return web::plausible_time(web::parse_http_date(api::find(head.headers, "date")));
}

// One row from another: a request with several outputs has several. Short: an address may hold a whole clip.
std::string what_tells(const api::ToldRecord& row) {
  std::size_t addresses = 0;
  for (const api::ResultAddress& address : row.addresses) {
    addresses = addresses * 31 + std::hash<std::string>()(address.text);
  }
  return row.request_id + ' ' + std::to_string(addresses);
}

}  // namespace

void Reading::begin() { ask_page(); }

void Reading::ask_page() {
  call_.take_turn(RateLimiter::Kind::question, [this] { send(); });
}

void Reading::send() {
  if (pages_ == 0) {
    desk_.begin_serving();
    const net::Clock::TimeOfDay now = call_.engine().clock().time_of_day();
    net::Clock::TimePoint first = call_.now();
    bool is_first = true;
    desk_.tell([&](const RecordReader& reader) {
      const Sought& sought = reader.sought();
      first = std::min(first, sought.sent);
      query_.model_name = is_first || query_.model_name == sought.slug ? sought.slug : std::string();
      is_first = false;
    });
    const auto ago = std::chrono::duration_cast<net::Clock::TimeOfDay::duration>(call_.now() - first);
    query_.per_page = usual_per_page;
    query_.to_date = now + widest_zones;
    query_.from_date = std::max(now - ago - widest_zones, *query_.to_date - longest_query);
  }
  ++pages_;
  const std::string address =
      call_.engine().settings().records_url + std::string(api::records_path) + api::records_query(query_);
  Exchange::Terms terms =
      Exchange::question(call_, std::make_shared<const net::Address>(address), 0, api::limits::max_records_bytes);
  exchange_ = Exchange::start(call_, Purpose::question, std::move(terms), *this);
}

void Reading::on_answer(Answer answer) {
  const std::unique_ptr<Exchange> over = std::move(exchange_);
  if (desk_.serves_nobody()) return end(std::nullopt, Verdict::permanent);
  if (answer.outcome.ending == net::Ending::too_large && ask_for_less()) return;
  if (answer.error) return end(std::move(*answer.error), answer.verdict);
  auto page = api::read_records(answer.text);
  if (!page) {
    Error garbage = bad_response("The answer holds no records: " + api::shown_of_records(answer.text));
    garbage.http_status = answer.head.status;
    return end(std::move(garbage), Verdict::may_pass);
  }
  clock_.emplace(call_.engine().clock(), date_of(answer.head));
  on_page(std::move(*page), *clock_);
}

// Bodies may hold whole pictures: ask for fewer rows a page, from the first page on. A row that is too large by itself is
// passed over; then nothing proves that a record is not there.
bool Reading::ask_for_less() {
  if (query_.per_page == 1) {
    is_readable_ = false;
    return ask_next_page();
  }
  query_.per_page = std::max(query_.per_page / 5, 1);
  query_.page = 1;
  read_.clear();
  oldest_.reset();
  is_sorted_ = true;
  ask_page();
  return true;
}

void Reading::on_page(api::ToldPage page, const ServiceClock& clock) {
  if (page.unreadable > 0) is_readable_ = false;
  is_at_end_ = page.records.empty() && page.unreadable == 0;
  std::vector<Row> rows;
  bool brings_more = false;
  for (api::ToldRecord& record : page.records) {
    std::string row = what_tells(record);
    if (!read_.insert(row).second) continue;
    brings_more = true;
    note_order(record);
    if (told_.insert(std::move(row)).second) rows.emplace_back(std::move(record));
  }
  desk_.tell([&](RecordReader& reader) { reader.on_rows(rows, clock); });
  // A page without a new row proves no end, but reading on would bring nothing new either.
  if (is_at_end_ || !brings_more || is_enough() || !ask_next_page()) end(std::nullopt, Verdict::permanent);
}

bool Reading::ask_next_page() {
  if (pages_ >= most_pages) return false;
  ++query_.page;
  ask_page();
  return true;
}

void Reading::note_order(const Record& record) noexcept {
  is_sorted_ = is_sorted_ && record.created && (!oldest_ || *record.created <= *oldest_);
  if (is_sorted_) oldest_ = record.created;
}

// Behind an old row all rows are older, as long as every row so far came in that order.
bool Reading::has_read_for(const RecordReader& reader) const noexcept {
  if (!is_readable_ || !clock_) return false;
  const net::Clock::TimeOfDay first = window_begin(reader.sought(), *clock_);
  if (*query_.from_date > first) return false;
  return is_at_end_ || (is_sorted_ && oldest_ && *oldest_ < first);
}

bool Reading::is_enough() {
  bool enough = true;
  desk_.tell([&](const RecordReader& reader) { enough = enough && has_read_for(reader); });
  return enough;
}

void Reading::end(std::optional<Error> problem, Verdict verdict) {
  if (const auto self = call_.finish()) tell_end(std::move(problem), verdict);
}

void Reading::tell_end(std::optional<Error> problem, Verdict verdict) noexcept {
  if (pages_ == 0) desk_.begin_serving();
  // Nobody else cancels a reading that somebody waits for.
  const bool client_ends = problem && problem->kind == ErrorKind::cancelled;
  desk_.tell([&](RecordReader& reader) {
    ReadingEnd end;
    end.is_whole = !problem && has_read_for(reader);
    try {
      end.problem = problem;
    } catch (...) {
      end.problem.emplace();
    }
    end.verdict = verdict;
    reader.on_reading_end(std::move(end));
  });
  // A further reading would end as it begins, and whoever waits for one is ended, too.
  if (!client_ends) desk_.on_reading_over();
}

}  // namespace segmind::call
