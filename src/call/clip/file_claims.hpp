#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "segmind/cancellation.hpp"

namespace segmind::call {

class FileClaim;

/// The files that clips of a client are on their way to: a second clip would replace the first, which is paid for.
/// Thread-safe.
class FileClaims {
 public:
  /// Claims the file until the claim is released; null: another clip has it. `mark` as in ClipFetch: calls for the same
  /// clip may share a file. A claim gives way once `token` is cancelled.
  std::shared_ptr<FileClaim> take(const std::string& path, const std::string& mark, CancellationToken token);

 private:
  friend class FileClaim;
  struct Taken {
    std::mutex mutex;
    std::unordered_multimap<std::string, FileClaim*> by_name;
  };

  std::shared_ptr<Taken> taken_ = std::make_shared<Taken>();  // results may outlive their client
};

/// A clip's right to its file. Thread-safe.
class FileClaim {
 public:
  ~FileClaim() { release(); }
  FileClaim(const FileClaim&) = delete;
  FileClaim& operator=(const FileClaim&) = delete;

  /// For a cancelled call: the next call to the same file may begin at once.
  void give_way() noexcept;
  /// Call before the clip takes the file's name. False: another clip may have it by now. True: the claim no longer
  /// gives way.
  bool confirm() noexcept;
  void release() noexcept;

 private:
  friend class FileClaims;
  FileClaim(std::shared_ptr<FileClaims::Taken> taken, std::string name, std::string mark, CancellationToken token);

  bool shares_with(const std::string& mark) const noexcept;
  bool gives_way() const noexcept;

  const std::shared_ptr<FileClaims::Taken> taken_;
  const std::string name_;
  const std::string mark_;
  const CancellationToken token_;
  bool cancelled_ = false;
  bool lost_ = false;
  bool confirmed_ = false;
};

}  // namespace segmind::call
