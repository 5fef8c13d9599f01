#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "call/exchange/exchange.hpp"
#include "call/exchange/tries.hpp"
#include "call/recovery/candidates.hpp"
#include "call/recovery/record_holder.hpp"
#include "call/recovery/records_desk.hpp"
#include "segmind/request.hpp"

namespace segmind::call {

/// Looks for the record of a request in the account's records, for a call: by the id that is known, then by what was
/// sent. Asks until the request has ended, or for as long as it may.
class RecordSearch final : private RecordReader, private ExchangeObserver {
 public:
  /// How long to ask where nothing is found, or where the records cannot be asked.
  enum class Patience {
    until_answered,  ///< The first answer that shows no record is enough.
    until_settled,   ///< Until the record of a request that old would be there.
    to_the_end       ///< As long as the call may take.
  };
  /// Which records are an answer.
  enum class Wanted { ended, any };

  struct Terms {
    Sought sought;
    std::optional<ExpectedTime> expected;  ///< Of the request, for when to ask.
    RecordHolder* owner = nullptr;         ///< Who claims the record; null where the program named the id.
    Wanted wanted = Wanted::ended;
    Patience patience = Patience::to_the_end;
    std::optional<std::chrono::milliseconds> longest;  ///< Where it is less than the call's own limit.
    /// When the records show a request that has left. Not set: half an hour after it was sent.
    std::optional<net::Clock::TimePoint> settled_at = {};
    /// Records of seeds that the owner's journal has drawn since then are those of its other intentions.
    std::optional<net::Clock::TimeOfDay> drawn_since = {};
    bool only_what_may_be_paid = false;  ///< Records of failed requests do not count.
  };

  struct Found {
    api::ToldRecord record;
    bool by_id = false;  ///< Else by what was sent.
  };
  struct Nothing {
    std::string words;                   ///< What the records show instead, as sentences.
    bool is_proven = false;              ///< All were read, and none can be that of the request.
    std::string id;                      ///< Of a record that may be its.
    net::Clock::TimePoint read_since{};  ///< No earlier began the reading that shows it.
    bool has_moved_on = false;           ///< The journal knows by now what became of the request.
  };
  using OnFound = std::function<void(Found)>;
  using OnNothing = std::function<void(Nothing)>;

  RecordSearch(Call& call, Terms terms, OnFound on_found, OnNothing on_nothing);
  ~RecordSearch() { stop(); }

  void begin();
  void stop() noexcept;
  /// Asks again, after a while, for a record that was found and is of no use yet.
  void ask_again(Error problem);

  /// What is known while it goes on, as Nothing tells it.
  Nothing so_far() const;

 private:
  enum class State { looking, ended };
  /// What the last answer showed.
  enum class Shown { nothing_yet, pending, unclear, not_read_whole, absent, no_answer, moved_on };
  struct AskingJournal {};

  const Sought& sought() const noexcept override { return terms_.sought; }
  void on_rows(const std::vector<Row>& rows, const ServiceClock& clock) noexcept override;
  void on_reading_end(ReadingEnd end) noexcept override;
  void on_answer(Answer answer) override;

  void ask();
  void send();
  void read();
  void on_record(api::ToldRecord record);
  void note(const Row& row, const ServiceClock& clock);
  void decide(bool is_whole);
  void on_standing(Result<Standing> told);
  void weigh();
  void own(const api::ToldRecord& record, bool by_id);
  void on_owned(const api::ToldRecord& record, bool by_id, Result<Ownership> told);
  void found(const api::ToldRecord& record, bool by_id);
  void not_ours(const std::string& id, bool by_id);
  template <typename T>
  std::function<void(Result<T>)> while_asking(std::function<void(Result<T>)> then);
  void follow(const Record& record);
  void nothing_found(Shown shown);
  void no_answer(Error problem, Verdict verdict);
  void ask_later(std::chrono::milliseconds wait);
  void give_up();

  const std::string& known_id() const noexcept { return followed_.empty() ? terms_.sought.id : followed_; }
  std::chrono::milliseconds age() const noexcept;
  std::chrono::milliseconds time_left() const noexcept;
  std::chrono::milliseconds until_next_question() const;

  Call& call_;
  const Terms terms_;
  const OnFound on_found_;
  const OnNothing on_nothing_;
  Tries tries_;
  Tries garbage_;
  const net::Clock::TimePoint began_;
  State state_ = State::looking;
  Shown shown_ = Shown::nothing_yet;
  std::string followed_;       // of a record that may be the one, and has not ended
  Candidates candidates_;      // of this reading
  std::string being_claimed_;  // of one, by another call of this client
  bool is_whole_ = false;      // that reading, once it is over
  net::Clock::TimePoint read_since_{};
  std::shared_ptr<AskingJournal> asking_journal_;
  std::string seen_;     // of one that may be the one, in the last reading that ended
  std::string problem_;  // of the last question that had no answer
  std::unique_ptr<Exchange> exchange_;
};

}  // namespace segmind::call
