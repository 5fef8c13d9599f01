#include "web/address.hpp"

#include <gtest/gtest.h>

namespace segmind::web {
namespace {

TEST(Address, KnowsWhatCertainlyStaysOnThisMachine) {
  for (const char* address : {"http://localhost/", "http://LOCALHOST:8080/a", "http://127.0.0.1/", "https://127.1/",
                              "http://0x7f000001/", "http://127.255.255.254/", "http://[::1]/", "http://[0:0::1]/"}) {
    EXPECT_TRUE(parse_url(address)->is_loopback()) << address;
    EXPECT_TRUE(parse_url(address)->may_lead_here()) << address;
  }
}

TEST(Address, KnowsWhatMayLeadToThisMachine) {
  for (const char* address :
       {"https://localhost./", "https://a.localhost/", "https://A.B.LocalHost./", "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/", "https://0.0.0.0/", "https://0/", "https://0.1.2.3/", "https://[::]/",
        "https://[::ffff:0.0.0.0]/", "https://127.0.0.1./"}) {
    ASSERT_TRUE(parse_url(address)) << address;
    EXPECT_TRUE(parse_url(address)->may_lead_here()) << address;
    EXPECT_FALSE(parse_url(address)->is_loopback()) << address;
  }
}

TEST(Address, LeavesOtherHostsAlone) {
  for (const char* address :
       {"https://example.com/", "https://localhost.example.com/", "https://notlocalhost/", "https://127.0.0.1.nip.io/",
        "https://10.0.0.1/", "https://128.0.0.1/", "https://1.0.0.127/", "https://[::2]/", "https://[1::1]/",
        "https://[::ffff:8.8.8.8]/", "https://[fe80::1]/", "https://127.example/"}) {
    EXPECT_FALSE(parse_url(address)->may_lead_here()) << address;
    EXPECT_FALSE(parse_url(address)->is_loopback()) << address;
  }
}

TEST(Address, TellsWhatIsWrongWithIt) {
  for (const char* good : {"https://h/", "http://h:1/", "https://h:65535/a?b#c", "https://[::1]:8080/"}) {
    EXPECT_EQ(address_problem(good), "") << good;
  }
  for (const char* bad : {"", " https://h/", "https://h/ a", "h/a", "ftp://h/", "https://", "https:///a",
                          "https://h:0/", "https://h:000/", "https://h:65536/", "https://h:x/"}) {
    EXPECT_NE(address_problem(bad), "") << bad;
  }
}

TEST(Address, StandsForBytes) {
  for (const auto& [text, bytes] : {std::pair{"", ""},
                                    {"a+b", "a+b"},
                                    {"%41%2f%2F", "A//"},
                                    {"%", nullptr},
                                    {"%4", nullptr},
                                    {"%4g", nullptr},
                                    {"%-1", nullptr},
                                    {"%%41", nullptr}}) {
    EXPECT_EQ(percent_decoded(text), bytes == nullptr ? std::nullopt : std::optional<std::string>(bytes)) << text;
  }
}

}  // namespace
}  // namespace segmind::web
