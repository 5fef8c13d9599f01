#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/result_addresses.hpp"
#include "call/clip/download.hpp"

namespace segmind::call {

/// Whether one of them holds the clip itself.
bool brings_clip(const std::vector<api::ResultAddress>& addresses) noexcept;

/// Fetches a clip from the addresses of one answer, the best first, until one has it. Only a film replaces a film: its
/// cover or its sound is not what was paid for.
class Downloads {
 public:
  /// As Download::OnEnd. Where no address has the clip, the error is the best address's.
  using OnEnd = Download::OnEnd;

  Downloads(Call& call, SinkWriter& sink, Output output, OnEnd on_end)
      : call_(call), sink_(sink), output_(output), on_end_(std::move(on_end)) {}

  /// REQUIRES: `addresses` is not empty.
  void start(std::vector<api::ResultAddress> addresses);
  void stop() noexcept;

  bool have_begun() const noexcept { return download_ != nullptr; }
  bool have_progressed() const noexcept { return progressed_; }  ///< Since they were started last.
  /// Why the address that is being asked is asked again; empty: it is not.
  std::string last_problem() const { return download_ ? download_->last_problem() : std::string(); }
  /// The clip's address: where its bytes came from, or else the best one. Empty: the answer holds the clip itself.
  const std::string& address() const noexcept { return address_; }

 private:
  struct Failure {
    Download::End end;
    Error error;
  };

  void next();
  void on_end(Download::End end, std::optional<Error> error);

  Call& call_;
  SinkWriter& sink_;
  const Output output_;
  const OnEnd on_end_;
  std::vector<api::ResultAddress> left_;  // the best one last
  Output expected_ = Output::any;         // of the next one
  std::optional<Failure> best_failure_;
  api::ResultAddress current_;
  std::optional<api::ResultAddress> brought_;  // something worth keeping, which was no clip
  std::string asked_;                          // what is being asked; empty where the answer brings the clip itself
  std::string address_;
  bool progressed_ = false;
  std::unique_ptr<Download> download_;
};

}  // namespace segmind::call
