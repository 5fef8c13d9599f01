#include "api/upload_body.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "../media_samples.hpp"
#include "call/upload/content_hash.hpp"

namespace segmind {
namespace api {
namespace {

UploadPart part_of(const std::string& bytes, std::size_t there) {
  return {"image/png", bytes.size(), [&bytes, there, at = std::size_t{0}](char* buffer, std::size_t room) mutable {
            const std::size_t count = std::min(room, there - at);
            bytes.copy(buffer, count, at);
            at += count;
            return count;
          }};
}

std::string drained(UploadBody& body, std::size_t room) {
  std::string text;
  std::string piece(room, '\0');
  while (const std::size_t size = body.read(piece.data(), room)) text.append(piece, 0, size);
  return text;
}

// Written for clearness, as a measure for the fast one.
std::string plain_base64(const std::string& bytes) {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) group = group << 8 | (i + j < bytes.size() ? bytes[i + j] & 0xFFU : 0U);
    for (std::size_t j = 0; j < 4; ++j) text += j > bytes.size() - i ? '=' : alphabet[group >> (18 - 6 * j) & 63];
  }
  return text;
}

TEST(UploadBody, IsTheDocumentedJsonWhateverThePiecesThatItIsReadIn) {
  const std::string large = testing::noise(100'001);  // more than any of the pieces
  const std::string large_text = plain_base64(large);
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string small = large.substr(0, size);
    for (const std::size_t room : {1U, 2U, 3U, 4U, 5U, 7U, 64U, 4096U}) {
      std::vector<UploadPart> parts{part_of(small, size)};
      if (room >= 64) parts.push_back(part_of(large, large.size()));
      UploadBody body(std::move(parts));
      const std::string text = drained(body, room);
      ASSERT_EQ(text.size(), body.size());
      const auto urls = nlohmann::json::parse(text).at("data_urls");
      EXPECT_EQ(urls.at(0), "data:image/png;base64," + plain_base64(small));
      if (urls.size() > 1) {
        EXPECT_EQ(urls.at(1), "data:image/png;base64," + large_text);
      }
    }
  }
}

TEST(UploadBody, StopsWhereAPartCannotGoOn) {
  const std::string bytes = testing::noise(1'000'000);
  UploadBody body({part_of(bytes, 500'000)});
  EXPECT_LT(drained(body, 10'000).size(), body.size());
  char more[16];
  EXPECT_EQ(body.read(more, sizeof more), 0U);
}

}  // namespace
}  // namespace api

namespace call {
namespace {

// The values are those of the authors' own table for keys and inputs that count up from zero.
TEST(ContentHash, IsSipHash24With128Bits) {
  const ContentHash::Key key{0x0706050403020100, 0x0f0e0d0c0b0a0908};
  std::string input;
  for (int i = 0; i < 63; ++i) input += static_cast<char>(i);
  const auto hash_of = [&](std::size_t size, std::size_t piece) {
    ContentHash hash(key);
    for (std::size_t at = 0; at < size; at += piece) hash.update(input.data() + at, std::min(piece, size - at));
    return hash.finish();
  };
  const ContentHash::Digest empty{0xe6a825ba047f81a3, 0x930255c71472f66d};
  const ContentHash::Digest fifteen{0x11a8b03399e99354, 0xd9c3cf970fec087e};
  const ContentHash::Digest all{0x4a83502f77d15051, 0x7cbd3f979a063e50};
  EXPECT_EQ(hash_of(0, 1), empty);
  for (const std::size_t piece : {1U, 3U, 7U, 8U, 9U, 63U}) {
    EXPECT_EQ(hash_of(15, piece), fifteen);
    EXPECT_EQ(hash_of(63, piece), all);
  }
}

}  // namespace
}  // namespace call
}  // namespace segmind
