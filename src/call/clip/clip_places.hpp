#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "segmind/cancellation.hpp"

namespace segmind::call {

class ClipPlace;

/// The files that clips of a client are on their way to: a second clip that went to one of them at the same time would
/// replace the first, which is paid for. Thread-safe.
class ClipPlaces {
 public:
  /// Until the result is left, no other clip may go there; null when that is another's place. `mark` as in
  /// ClipFetch: calls that fetch the same clip may share one. A place whose call is cancelled by `token` gives way.
  std::shared_ptr<ClipPlace> take(const std::string& path, const std::string& mark, CancellationToken token);

 private:
  friend class ClipPlace;
  struct Taken {
    std::mutex mutex;
    std::unordered_multimap<std::string, ClipPlace*> by_name;
  };

  std::shared_ptr<Taken> taken_ = std::make_shared<Taken>();  // results may outlive their client
};

/// One clip's right to its file. Thread-safe.
class ClipPlace {
 public:
  ~ClipPlace() { leave(); }
  ClipPlace(const ClipPlace&) = delete;
  ClipPlace& operator=(const ClipPlace&) = delete;

  /// The call was cancelled: who cancels one may begin the next to the same file at once.
  void give_way() noexcept;
  /// Before the clip takes the file's name. False when it gave way to another, whose clip may be there by now; else it
  /// gives way no more.
  bool settle() noexcept;
  void leave() noexcept;

 private:
  friend class ClipPlaces;
  ClipPlace(std::shared_ptr<ClipPlaces::Taken> taken, std::string name, std::string mark, CancellationToken token);

  bool shares_with(const std::string& mark) const noexcept;
  bool gives_way() const noexcept;

  const std::shared_ptr<ClipPlaces::Taken> taken_;
  const std::string name_;
  const std::string mark_;
  const CancellationToken token_;
  bool cancelled_ = false;
  bool lost_ = false;
  bool settled_ = false;
};

}  // namespace segmind::call
