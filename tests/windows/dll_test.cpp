// Of DLLs and of the program's end: nothing waits inside the loader's lock.
#include <gtest/gtest.h>
#include <windows.h>

#include <cstdlib>

#include "remote_sandbox.hpp"
#include "segmind/segmind.hpp"

namespace segmind::testing {
namespace {

using namespace std::chrono_literals;
using ClipFunction = int (*)(const char*, const char*);

class Dll : public ::testing::Test {
 protected:
  Dll() { ::testing::FLAGS_gtest_death_test_style = "threadsafe"; }

  static int call(HMODULE plugin, const char* name, const RemoteSandbox& server) {
    const auto function = reinterpret_cast<ClipFunction>(reinterpret_cast<void*>(::GetProcAddress(plugin, name)));
    return function == nullptr ? -1 : function(server.base_url().c_str(), server.api_key().c_str());
  }
  static bool is_waiting(const sandbox::Counts& counts) { return counts.waiting == 1; }
};

TEST_F(Dll, APluginMakesClipsAndIsUnloadedAgainAndAgain) {
  const RemoteSandbox server;
  for (int turn = 0; turn < 3; ++turn) {
    const HMODULE plugin = ::LoadLibraryA(PLUGIN);
    ASSERT_NE(plugin, nullptr) << ::GetLastError();
    EXPECT_EQ(call(plugin, "make_a_clip", server), 0);
    EXPECT_NE(::FreeLibrary(plugin), 0);
  }
  EXPECT_EQ(server.counts().generate, 3U);
}

TEST_F(Dll, AProgramEndsThoughItsPluginHasACallUnderWay) {
  const auto leave = [] {
    RemoteSandbox server;
    server.hold();
    call(::LoadLibraryA(PLUGIN), "begin_a_clip", server);
    std::exit(server.wait_for(is_waiting) ? 7 : 1);
  };
  EXPECT_EXIT(leave(), ::testing::ExitedWithCode(7), "");
}

TEST_F(Dll, AProgramEndsThoughItHasACallUnderWay) {
  const auto leave = [] {
    RemoteSandbox server;
    server.hold();
    static Client* const left = new Client(sandbox::client_options(server));
    (void)left->generate_async(Wan27R2VRequest::Builder("a garden").build());
    std::exit(server.wait_for(is_waiting) ? 7 : 1);
  };
  EXPECT_EXIT(leave(), ::testing::ExitedWithCode(7), "");
}

TEST_F(Dll, AClientOfTheProgramItselfMakesClips) {
  const RemoteSandbox server;
  Client client(sandbox::client_options(server));
  EXPECT_TRUE(client.try_generate(Wan27R2VRequest::Builder("a garden").build()));
  const auto refused = client.try_submit(Request("no-such-model", "{}"));
  ASSERT_FALSE(refused);
  try {
    client.submit(Request("no-such-model", "{}"));
    FAIL() << "it threw nothing";
  } catch (const Exception& exception) {  // across the border of the DLL
    EXPECT_EQ(exception.error().kind, refused.error().kind);
  }
}

}  // namespace
}  // namespace segmind::testing
