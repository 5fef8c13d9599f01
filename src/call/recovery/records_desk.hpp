#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "call/exchange/verdict.hpp"
#include "call/recovery/record_claims.hpp"
#include "call/recovery/sought.hpp"
#include "segmind/error.hpp"

namespace segmind::call {

class Call;
class Engine;

/// How a reading of the records ended for one who looks.
struct ReadingEnd {
  bool is_whole = false;                 ///< Every page was read on which the record could be.
  std::optional<Error> problem;          ///< What broke the reading off.
  Verdict verdict = Verdict::permanent;  ///< Of the problem.
};

/// Who looks for a record. None of the functions may throw.
class RecordReader {
 public:
  virtual const Sought& sought() const noexcept = 0;
  /// Rows that no page before had.
  virtual void on_rows(const std::vector<Row>& rows, const ServiceClock& clock) noexcept = 0;
  virtual void on_reading_end(ReadingEnd end) noexcept = 0;

 protected:
  ~RecordReader() = default;
};

/// Where the records are read: one reading at a time, for all who ask before it begins. Belongs to the loop's thread.
class RecordsDesk {
 public:
  explicit RecordsDesk(Engine& engine);

  RecordClaims& claims() noexcept { return claims_; }

  /// A reader looks from now on, until it leaves.
  void enter(RecordReader& reader) { present_.push_back(&reader); }
  void leave(RecordReader& reader) noexcept;

  /// Puts the reader into the next reading that begins.
  void ask(RecordReader& reader);

  /// Whether the row is left to another reader, whose request left later and is certainly shown by it. A request that
  /// left earlier may have older rows, too; taking this one could leave the other reader with none.
  bool is_for_another(const RecordReader& reader, const Row& row, const ServiceClock& clock) const noexcept;

  // For the reading.

  /// Its readers are those who wait now. Readers who ask later are in the next one.
  void begin_serving() { served_.swap(waiting_); }
  bool serves_nobody() const noexcept {
    return std::all_of(served_.begin(), served_.end(), [](const RecordReader* reader) { return reader == nullptr; });
  }
  /// Readers may leave, and ask again, meanwhile.
  template <typename Tell>
  void tell(const Tell& tell) {
    for (std::size_t i = 0; i < served_.size(); ++i) {
      if (served_[i] != nullptr) tell(*served_[i]);
    }
  }
  void on_reading_over() noexcept;

 private:
  void begin_reading();
  void stop_idle_reading() noexcept;

  Engine& engine_;
  RecordClaims claims_;
  std::vector<RecordReader*> present_;
  std::vector<RecordReader*> waiting_;
  std::vector<RecordReader*> served_;  // null where one has left
  std::weak_ptr<Call> reading_;
  bool is_reading_ = false;
};

}  // namespace segmind::call
