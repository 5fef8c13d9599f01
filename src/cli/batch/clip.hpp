#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <segmind/segmind.hpp>
#include <string>
#include <utility>

#include "cli/batch/manifest/manifest.hpp"

namespace segmind::cli {

/// What was found out about a line when its call asked the journal, and ended the call.
enum class Finding {
  none,
  there,       ///< It is paid, and its file is in its place.
  elsewhere,   ///< Another process makes it.
  in_the_way,  ///< It is not paid, and a file is in its place.
  too_late,    ///< It is not paid, and nothing more is to be sent.
  unready      ///< It is not paid, and its files are not uploaded.
};

/// A clip of the batch and its state. Belongs to the main thread, but for what is marked.
struct Clip {
  enum class Stage {
    unsent,
    sending,    ///< Asks the journal, or its request is on its way.
    waiting,    ///< Has been submitted, and is waited for.
    elsewhere,  ///< Another process makes it.
    unsaved,    ///< Its file cannot be written yet. Nothing more is sent until it can be.
    there,
    was_there,   ///< From an earlier run.
    by_another,  ///< From another process, meanwhile.
    kept,        ///< Whole, but at kept_at.
    left,        ///< Goes on without this program. The same command fetches it.
    failed,      ///< Cost nothing.
    uncertain,   ///< May have been paid.
    lost         ///< Was paid, and is neither in its place nor at the service.
  };

  explicit Clip(Wanted what) : wanted(std::move(what)) {}

  bool is_in_place() const noexcept {
    return stage == Stage::there || stage == Stage::was_there || stage == Stage::by_another;
  }
  /// Learns what the journal knows.
  void take(const segmind::JournalEntry& known);
  /// Learns what a clip that is here tells.
  void take(const segmind::Video& video);

  Wanted wanted;
  std::optional<segmind::JournalEntry> entry;  ///< As the journal had it last; nothing where it had none.
  Stage stage = Stage::unsent;
  std::string id;  ///< Of the job; empty: not submitted, as far as is known.
  std::optional<std::chrono::system_clock::time_point> submitted;
  std::optional<double> cost;         ///< In dollars.
  std::optional<std::uint64_t> size;  ///< In bytes.
  std::optional<std::int64_t> seed;
  std::string words;                              ///< Why there is no clip.
  std::shared_ptr<const segmind::Video> rescued;  ///< What is paid for, of Stage::unsaved, where it is here.
  bool is_foreign = false;                        ///< `rescued` is no clip: it came instead of one.
  std::string kept_at;                            ///< A file that holds `rescued` meanwhile; empty where none does.
  bool has_no_room = false;                       ///< Under --limit: it was not sent.
  bool may_pay_again = false;                     ///< It is in doubt, and may be sent again.
  bool is_ours = false;                           ///< This process works on it.
  bool is_sending = false;                        ///< Counted among the requests whose answer is awaited.
  Finding found = Finding::none;                  ///< By the call that has just ended.
  std::chrono::steady_clock::time_point began{};
  std::chrono::milliseconds took{0};

  // By several threads.
  std::atomic<bool> is_ready{true};     ///< Its request holds addresses, and no stand-ins.
  std::atomic<bool> may_wait{false};    ///< For another process that makes it.
  std::atomic<bool> is_awaited{false};  ///< It does so.
  std::atomic<segmind::Phase> phase{segmind::Phase::connecting};
  std::atomic<std::uint64_t> bytes{0};
};

}  // namespace segmind::cli
