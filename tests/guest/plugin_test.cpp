// A plugin that holds the library, loaded into a program that knows nothing of it. See plugin.hpp.

#include "plugin.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <netdb.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <fstream>
#include <mutex>
#include <string>
#include <thread>

#include "../integration/sandbox_program.hpp"
#include "segmind/c/segmind.h"

namespace segmind::testing {
namespace {

using namespace std::chrono_literals;

/// A thread of the plugin's comes in, and stays until it is let out.
class Stop {
 public:
  void come_in() {
    std::unique_lock lock(mutex_);
    inside_ = true;
    changed_.notify_all();
    changed_.wait_for(lock, 20s, [this] { return open_; });
    ++left_;
    changed_.notify_all();
  }
  bool wait_until_inside() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 20s, [this] { return inside_; });
  }
  void let_out() {
    std::unique_lock lock(mutex_);
    open_ = true;
    changed_.notify_all();
    changed_.wait_for(lock, 20s, [this] { return left_ > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool inside_ = false;
  bool open_ = false;
  int left_ = 0;
};

std::atomic<Stop*> lookup{nullptr};
std::atomic<Stop*> journal{nullptr};

bool is_loaded(const std::string& file) {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.size() >= file.size() && line.compare(line.size() - file.size(), file.size(), file) == 0) return true;
  }
  return false;
}

// What was kept for a thread goes with the next plugin that is unloaded.
bool goes_soon(const std::string& file, const char* another) {
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (is_loaded(file) && std::chrono::steady_clock::now() < until) {
    ::dlclose(::dlopen(another, RTLD_NOW | RTLD_LOCAL));
    std::this_thread::sleep_for(5ms);
  }
  return !is_loaded(file);
}

class Plugin : public ::testing::Test {
 protected:
  void SetUp() override { load(); }

  void load() {
    plugin_ = ::dlopen(PLUGIN, RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(plugin_, nullptr) << ::dlerror();
  }
  void unload() { ASSERT_EQ(::dlclose(plugin_), 0) << ::dlerror(); }
  template <typename Signature>
  Signature* function(const char* name) {
    return reinterpret_cast<Signature*>(::dlsym(plugin_, name));
  }

  const SandboxProgram sandbox;

 private:
  void* plugin_ = nullptr;
};

TEST_F(Plugin, IsUnloadedWithAllThatItsCallsWereMadeOfAndMayComeAgain) {
  for (int times = 0; times < 3; ++times) {
    if (times > 0) load();
    EXPECT_TRUE(
        function<decltype(plugin_make_clip)>("plugin_make_clip")(sandbox.base_url.c_str(), sandbox.api_key.c_str()));
    EXPECT_TRUE(is_loaded(PLUGIN));
    unload();
    EXPECT_TRUE(goes_soon(PLUGIN, ANOTHER_PLUGIN)) << "after " << times;
  }
}

TEST_F(Plugin, StaysWhileAThreadOfItsJournalOutlivesTheClient) {
  Stop stop;
  journal = &stop;
  EXPECT_TRUE(function<decltype(plugin_leave_thread)>("plugin_leave_thread")(
      sandbox.base_url.c_str(), sandbox.api_key.c_str(), [] { journal.load()->come_in(); }));
  ASSERT_TRUE(stop.wait_until_inside());
  unload();
  EXPECT_TRUE(is_loaded(PLUGIN));
  stop.let_out();
  EXPECT_TRUE(goes_soon(PLUGIN, ANOTHER_PLUGIN));
}

#if defined(C_LIBRARY)
// As Python loads it.
TEST(LoadedLibrary, IsUnloadedAfterItsLastCallAndMayComeAgain) {
  const SandboxProgram sandbox;
  for (int times = 0; times < 3; ++times) {
    void* const library = ::dlopen(C_LIBRARY, RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(library, nullptr) << ::dlerror();
#  define LOAD(name) const auto name = reinterpret_cast<decltype(&::name)>(::dlsym(library, #  name))
    LOAD(segmind_client_create);
    LOAD(segmind_client_free);
    LOAD(segmind_wan27_r2v_request);
    LOAD(segmind_request_free);
    LOAD(segmind_generate);
    LOAD(segmind_media_free);
#  undef LOAD
    segmind_client_options options;
    SEGMIND_INIT(options);
    options.base_url = sandbox.base_url.c_str();
    options.api_key = sandbox.api_key.c_str();
    segmind_wan27_r2v fields;
    SEGMIND_INIT(fields);
    fields.prompt = "A kite above a beach";
    segmind_client* client = nullptr;
    segmind_request* request = nullptr;
    segmind_media* clip = nullptr;
    EXPECT_EQ(segmind_client_create(&options, &client, nullptr), SEGMIND_OK);
    EXPECT_EQ(segmind_wan27_r2v_request(&fields, &request, nullptr), SEGMIND_OK);
    EXPECT_EQ(segmind_generate(client, request, nullptr, &clip, nullptr), SEGMIND_OK);
    EXPECT_TRUE(clip != nullptr && clip->data_size > 1000);
    segmind_media_free(clip);
    segmind_request_free(request);
    segmind_client_free(client);
    EXPECT_EQ(::dlclose(library), 0);
    EXPECT_TRUE(goes_soon(C_LIBRARY, ANOTHER_PLUGIN)) << "after " << times;
  }
}
#endif

#if defined(LIBCURL_IS_SHARED)
// libcurl looks names up on threads of its own, which nobody can stop.
TEST_F(Plugin, MayGoWhileANameIsLookedUp) {
  Stop stop;
  lookup = &stop;
  function<decltype(plugin_leave_lookup)>("plugin_leave_lookup")([] { lookup.load()->wait_until_inside(); });
  unload();
  EXPECT_TRUE(goes_soon(PLUGIN, ANOTHER_PLUGIN));
  stop.let_out();
  std::this_thread::sleep_for(100ms);  // the thread goes back to where it came from
}
#endif

}  // namespace
}  // namespace segmind::testing

// In place of the system's, for libcurl too.
extern "C" int getaddrinfo(const char* host, const char*, const addrinfo*, addrinfo**) {
  if (std::strcmp(host, "a-host.of-a-plugin") == 0) segmind::testing::lookup.load()->come_in();
  return EAI_NONAME;
}
