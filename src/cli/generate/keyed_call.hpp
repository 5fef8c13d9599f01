#pragma once

#include <atomic>
#include <memory>
#include <segmind/segmind.hpp>
#include <string>

#include "cli/generate/arguments.hpp"
#include "cli/journal/keyed_journal.hpp"

namespace segmind::cli {

/// What `segmind generate --key` has to do with its journal. Outlives the call.
class KeyedCall {
 public:
  /// Opens the journal. Returns why that cannot be; empty: it is open. `planned`: with placeholders for local files.
  std::string open(const GenerateArguments& arguments, const std::string& service,
                   const segmind::Wan27R2VRequest& planned);

  bool is_open() const noexcept { return journal_ != nullptr; }
  const std::shared_ptr<KeyedJournal>& journal() const noexcept { return journal_; }

  /// Whether its request may be sent, so that files have to be uploaded. False: it was sent before.
  bool may_be_sent() const noexcept { return may_be_sent_; }
  /// Another process has the key under way. True once.
  bool is_news_that_it_is_elsewhere() noexcept { return is_elsewhere_.exchange(false); }
  /// The clip was paid by another call.
  bool was_paid_before() const noexcept { return was_paid_; }

  static segmind::CallOptions options(segmind::CallOptions options, const GenerateArguments& arguments);

 private:
  void hear(const segmind::Beginning& told);
  static segmind::Error unready();

  std::shared_ptr<KeyedJournal> journal_;
  bool may_be_sent_ = true;
  std::atomic<bool> was_told_{false};
  std::atomic<bool> is_elsewhere_{false};
  std::atomic<bool> was_paid_{false};
};

}  // namespace segmind::cli
