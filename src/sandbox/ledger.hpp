#pragma once

namespace segmind::sandbox {

/// The account's money. Sets aside what running generations will cost, so that the balance never falls below zero.
class Ledger {
 public:
  explicit Ledger(double credits) : credits_(credits) {}

  double credits() const noexcept { return credits_; }
  void set_credits(double dollars) noexcept { credits_ = dollars; }
  bool covers(double price) const noexcept { return credits_ - reserved_ >= price - rounding; }

  void reserve(double price) noexcept { reserved_ += price; }
  void release(double price) noexcept { reserved_ -= price; }
  void charge(double price) noexcept {
    release(price);
    credits_ -= price;
  }

 private:
  static constexpr double rounding = 1e-9;

  double credits_;
  double reserved_ = 0;
};

}  // namespace segmind::sandbox
