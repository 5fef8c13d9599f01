#include <gtest/gtest.h>

#include "call/clip/download.hpp"

namespace segmind::call {
namespace {

Settings settings(bool loopback_allowed) {
  Settings settings;
  settings.key = Secret("SG_0123456789abcdef");
  settings.loopback_allowed = loopback_allowed;
  return settings;
}

constexpr const char* leading_here[] = {"https://localhost/",
                                        "https://localhost./a",
                                        "https://a.localhost/",
                                        "https://127.0.0.1/",
                                        "https://[::ffff:127.0.0.1]/",
                                        "https://[::1]/a.mp4",
                                        "https://0.0.0.0/",
                                        "https://[::]/",
                                        "https://127.1/",
                                        "http://localhost/",
                                        "http://127.0.0.1:8080/a.mp4"};

constexpr const char* for_nobody[] = {"https://h:0/",
                                      "http://example.com/a.mp4",
                                      "ftp://example.com/a.mp4",
                                      "file:///etc/passwd",
                                      "https://",
                                      "a.mp4",
                                      "",
                                      "https://example.com/\xC3\xBC",
                                      "https://example.com/a b",
                                      "https://example.com/SG_0123456789abcdef"};

TEST(AssetAddress, LeadsToThisMachineOnlyWhereTheServiceIsThere) {
  for (const char* address : leading_here) {
    EXPECT_EQ(asset_problem(address, settings(false)), "It leads to this machine, but the service is elsewhere.")
        << address;
    EXPECT_EQ(asset_problem(address, settings(true)), "") << address;
  }
}

TEST(AssetAddress, IsRefusedWhereItIsNoneForAnybody) {
  for (const char* address : for_nobody) {
    EXPECT_NE(asset_problem(address, settings(false)), "") << address;
    EXPECT_NE(asset_problem(address, settings(true)), "") << address;
  }
}

TEST(AssetAddress, IsTakenOnAnyOtherHost) {
  for (const char* address : {"https://example.com/a.mp4", "https://10.0.0.1:8443/a.mp4?x=y", "https://[fe80::1]/a"}) {
    EXPECT_EQ(asset_problem(address, settings(false)), "") << address;
    EXPECT_EQ(asset_problem(address, settings(true)), "") << address;
  }
}

}  // namespace
}  // namespace segmind::call
