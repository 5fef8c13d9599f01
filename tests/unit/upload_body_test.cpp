#include "api/upload_body.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "../media_samples.hpp"

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
}  // namespace segmind
