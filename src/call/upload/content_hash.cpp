#include "call/upload/content_hash.hpp"

#include "call/exchange/chance.hpp"

namespace segmind::call {
namespace {

constexpr std::uint64_t turned(std::uint64_t value, int bits) noexcept { return value << bits | value >> (64 - bits); }

std::uint64_t load(const unsigned char* at) noexcept {
  std::uint64_t value = 0;
  for (int i = 7; i >= 0; --i) value = value << 8 | at[i];
  return value;
}

using State = std::array<std::uint64_t, 4>;

void round(State& v) noexcept {
  v[0] += v[1], v[1] = turned(v[1], 13) ^ v[0], v[0] = turned(v[0], 32);
  v[2] += v[3], v[3] = turned(v[3], 16) ^ v[2];
  v[0] += v[3], v[3] = turned(v[3], 21) ^ v[0];
  v[2] += v[1], v[1] = turned(v[1], 17) ^ v[2], v[2] = turned(v[2], 32);
}

void mix(State& v, std::uint64_t word) noexcept {
  v[3] ^= word;
  round(v);
  round(v);
  v[0] ^= word;
}

}  // namespace

ContentHash::Key ContentHash::random_key() { return {random_number(), random_number()}; }

ContentHash::ContentHash(const Key& key) noexcept
    : v_{key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d ^ 0xee, key[0] ^ 0x6c7967656e657261,
         key[1] ^ 0x7465646279746573} {}

void ContentHash::update(const char* data, std::size_t size) noexcept {
  const auto* at = reinterpret_cast<const unsigned char*>(data);
  const auto take = [&] {
    word_ |= std::uint64_t{*at++} << (total_++ % 8 * 8);
    --size;
    if (total_ % 8 != 0) return;
    mix(v_, word_);
    word_ = 0;
  };
  while (size > 0 && total_ % 8 != 0) take();
  total_ += size / 8 * 8;
  State v = v_;  // a copy stays in registers; the member might be what `at` points to
  for (; size >= 8; size -= 8, at += 8) mix(v, load(at));
  v_ = v;
  while (size > 0) take();
}

ContentHash::Digest ContentHash::finish() noexcept {
  mix(v_, word_ | total_ << 56);
  const auto half = [this] {
    for (int i = 0; i < 4; ++i) round(v_);
    return v_[0] ^ v_[1] ^ v_[2] ^ v_[3];
  };
  v_[2] ^= 0xee;
  const std::uint64_t first = half();
  v_[1] ^= 0xdd;
  return {first, half()};
}

}  // namespace segmind::call
