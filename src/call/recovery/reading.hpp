#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "call/exchange/exchange.hpp"
#include "call/recovery/records_desk.hpp"
#include "segmind/records.hpp"

namespace segmind::call {

/// Reads the account's records, from page 1 on, until every reader at the desk has seen each page on which its record
/// can be. Retries nothing: a reader that still looks asks again.
class Reading final : public Step, private ExchangeObserver {
 public:
  Reading(Call& call, RecordsDesk& desk) : call_(call), desk_(desk) {}

 private:
  void begin() override;
  CallKind kind() const noexcept override { return CallKind::records; }
  void stop() noexcept override { exchange_.reset(); }
  Charge charge() const noexcept override { return Charge::none; }
  void deliver(Error error) noexcept override { tell_end(std::move(error), Verdict::may_pass); }

  void on_answer(Answer answer) override;
  void ask_page();
  void send();
  bool ask_for_less();
  bool ask_next_page();
  void on_page(api::ToldPage page, const ServiceClock& clock);
  void note_order(const Record& record) noexcept;
  bool has_read_for(const RecordReader& reader) const noexcept;
  bool is_enough();
  void end(std::optional<Error> problem, Verdict verdict);
  void tell_end(std::optional<Error> problem, Verdict verdict) noexcept;

  Call& call_;
  RecordsDesk& desk_;
  RecordQuery query_;
  int pages_ = 0;
  std::unordered_set<std::string> told_;  // rows that the readers have
  std::unordered_set<std::string> read_;  // those since page 1: pages shift while they are read
  std::optional<ServiceClock> clock_;
  std::optional<net::Clock::TimeOfDay> oldest_;  // while each row was no newer than the one before
  bool is_sorted_ = true;
  bool is_readable_ = true;
  bool is_at_end_ = false;
  std::unique_ptr<Exchange> exchange_;
};

}  // namespace segmind::call
