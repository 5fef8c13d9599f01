#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "call/journal/claim.hpp"
#include "call/recovery/record_claims.hpp"

namespace segmind::call {

/// One intention, as the owner of records: in this client, and in its journal where it has one. What it has claimed
/// here alone is free again when it ends without having kept it.
class RecordHolder {
 public:
  explicit RecordHolder(RecordClaims& claims, std::shared_ptr<Claim> claim = nullptr)
      : claims_(claims), claim_(std::move(claim)) {}
  ~RecordHolder() { give_back(); }
  RecordHolder(const RecordHolder&) = delete;
  RecordHolder& operator=(const RecordHolder&) = delete;

  /// Whether the record is this intention's from now on, in this client. False: it is another's.
  bool claim(const std::string& id);
  bool may_claim(const std::string& id) const { return claims_.is_free_for(id, this); }
  /// Null: the client has no journal.
  Claim* in_journal() const noexcept { return claim_.get(); }
  /// The intention has had its clip, or the id of its job.
  void keep() noexcept;
  void give_back(const std::string& id) noexcept;
  void give_back() noexcept;

 private:
  RecordClaims& claims_;
  const std::shared_ptr<Claim> claim_;
  std::vector<std::string> ids_;
};

}  // namespace segmind::call
