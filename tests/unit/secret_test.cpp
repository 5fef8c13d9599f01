#include "call/exchange/secret.hpp"

#include <gtest/gtest.h>

namespace segmind::call {
namespace {

const std::string key = "SG_0123456789abcdef";

TEST(Secret, IsTakenOutWhereverItStands) {
  const Secret secret(key);
  EXPECT_EQ(secret.scrub(key), "[key]");
  EXPECT_EQ(secret.scrub("a " + key + " b " + key + key + "."), "a [key] b [key][key].");
  EXPECT_EQ(secret.scrub("nothing of it"), "nothing of it");
  EXPECT_EQ(Secret().scrub(key), key);
}

TEST(Secret, IsTakenOutWhereACutWentThroughIt) {
  const Secret secret(key);
  for (std::size_t size = 6; size <= key.size(); ++size) {
    EXPECT_EQ(secret.scrub("bad key " + key.substr(0, size) + "..."), "bad key [key]...") << size;
    EXPECT_EQ(secret.scrub("bad key " + key.substr(0, size)), "bad key [key]") << size;
  }
}

TEST(Secret, TakesTimeInProportionToTheText) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += key;
  const std::string shown = Secret(key).scrub(std::move(text));
  EXPECT_EQ(shown.size(), 200'000U * 5);
}

TEST(Secret, OfFewCharactersIsHiddenWhole) { EXPECT_EQ(Secret("abc").scrub("xabcx"), "x[key]x"); }

}  // namespace
}  // namespace segmind::call
