// What file systems, and the system's other limits, do to a clip that is paid for. This program's fsync, rename and
// pthread_create stand before the C library's.
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <functional>

#if defined(__linux__)
#  include <linux/fs.h>
#endif

#include "net/curl.hpp"
#include "service.hpp"

namespace {

std::atomic<int> flush_error{0};         // of each fsync of a file
std::atomic<int> interruptions_left{0};  // before that
std::atomic<int> rename_error{0};
std::atomic<bool> rename_is_done{false};  // all the same
thread_local bool no_further_thread = false;

template <typename Function>
Function* next(const char* name, Function*) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" int fsync(int descriptor) {
  struct stat found = {};
  if (::fstat(descriptor, &found) == 0 && S_ISREG(found.st_mode)) {
    if (interruptions_left > 0) {
      --interruptions_left;
      errno = EINTR;
      return -1;
    }
    if (flush_error != 0) {
      errno = flush_error;
      return -1;
    }
  }
  static const auto real = next("fsync", &fsync);
  return real(descriptor);
}

extern "C" int rename(const char* from, const char* to) noexcept {
  static const auto real = next("rename", &rename);
  if (rename_error == 0) return real(from, to);
  if (rename_is_done) (void)real(from, to);
  errno = rename_error;
  return -1;
}

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*),
                              void* argument) noexcept {
  static const auto real = next("pthread_create", &pthread_create);
  return no_further_thread ? EAGAIN : real(thread, attributes, run, argument);
}

namespace segmind::testing {
namespace {

class FileSystem : public Service {
 protected:
  ~FileSystem() override { works_again(); }

  static void works_again() {
    flush_error = interruptions_left = rename_error = 0;
    rename_is_done = false;
  }

  /// Each function that writes a clip, told what becomes of it; `paid` where the clip cannot be had elsewhere.
  template <typename Look>
  void by_each_writer(Look look) {
    const Video held = client.generate(a_request());
    CallOptions call;
    call.sink = Sink::file(path);
    const std::pair<const char*, std::function<Result<std::string>()>> writers[] = {
        {"generate", [&] { return path_of(client.try_generate(a_request(), call)); }},
        {"pumped generate", [&] { return path_of(pumped.try_generate(a_request(), call)); }},
        {"wait", [&] { return path_of(client.submit(a_request()).try_wait(call)); }},
        {"generate_all through the queue", [&] { return path_of(one_of_batch(call)); }},
        {"save",
         [&]() -> Result<std::string> {
           const Result<void> saved = held.try_save(path);
           return saved ? Result<std::string>(path) : Result<std::string>(saved.error());
         }},
    };
    for (const auto& [name, write] : writers) {
      SCOPED_TRACE(name);
      writer = name;
      look(write, writer != "save");
      works_again();
      for (const auto& left : std::filesystem::directory_iterator(folder.path())) std::filesystem::remove(left);
    }
  }

  /// Of a clip that was here, whole: every hint to it, and to the request.
  void expect_all_hints(const Error& error) const {
    EXPECT_FALSE(error.request_id.empty());
    const bool is_v1 = writer == "generate" || writer == "pumped generate";
    EXPECT_EQ(error.sent_at.has_value(), is_v1);
    EXPECT_EQ(error.address.empty(), is_v1) << "a v1 answer that is the clip has no other address";
  }

  static Result<std::string> path_of(const Result<Video>& video) {
    return video ? Result<std::string>(video->path()) : Result<std::string>(video.error());
  }

  Result<Video> one_of_batch(const CallOptions& call) {
    std::optional<Result<Video>> told;
    BatchOptions options;
    options.options_for = [&call](std::size_t) {
      CallOptions queued = call;
      queued.through_queue = true;
      return queued;
    };
    const auto tell = [&](std::size_t, Result<Video> video) { told = std::move(video); };
    client.generate_all(std::vector<Wan27R2VRequest>(1, a_request()), tell, options).get();
    return std::move(*told);
  }

  std::string part_in_folder() const {
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      if (entry.path().extension() == ".part") return entry.path().string();
    }
    return {};
  }

  std::string_view writer;  // by_each_writer's
  TemporaryFolder folder;
  const std::string path = folder.file("clip.mp4");
  Client pumped{pumped_options_for(server)};
  const std::string whole{client.generate(a_request()).bytes().view()};
};

TEST_F(FileSystem, ThatCannotFlushHasTheClip) {
  for (const int error : {EINVAL, ENOSYS, ENOTSUP, EOPNOTSUPP}) {
    by_each_writer([&](const auto& write, bool) {
      flush_error = error;
      const auto written = write();
      ASSERT_TRUE(written) << error << ": " << written.error().describe();
      EXPECT_TRUE(content_of(path) == whole);
      EXPECT_EQ(folder.entries(), 1U);
    });
  }
}

TEST_F(FileSystem, WhoseFlushIsInterruptedIsAskedAgain) {
  by_each_writer([&](const auto& write, bool) {
    interruptions_left = 3;
    const auto written = write();
    ASSERT_TRUE(written) << written.error().describe();
    EXPECT_EQ(interruptions_left, 0);
    EXPECT_TRUE(content_of(path) == whole);
  });
}

TEST_F(FileSystem, ThatLosesTheAnswerToARenameHasTheClip) {
  by_each_writer([&](const auto& write, bool) {
    rename_error = EIO;
    rename_is_done = true;
    const auto written = write();
    ASSERT_TRUE(written) << written.error().describe();
    EXPECT_TRUE(content_of(path) == whole);
    EXPECT_EQ(folder.entries(), 1U);
  });
}

TEST_F(FileSystem, ThatFailsAtTheLastStepKeepsTheWholeClipAndNamesIt) {
  const std::pair<std::atomic<int>*, int> failures[] = {
      {&flush_error, EIO}, {&flush_error, ENOSPC}, {&rename_error, EBUSY}, {&rename_error, EPERM}};
  for (const auto& [step, reason] : failures) {
    by_each_writer([&, step = step, reason = reason](const auto& write, bool paid) {
      *step = reason;
      const auto written = write();
      ASSERT_FALSE(written);
      EXPECT_EQ(written.error().kind, ErrorKind::file);
      EXPECT_EQ(written.error().charge, Charge::charged);
      EXPECT_FALSE(std::filesystem::exists(path));
      if (!paid) return;
      expect_all_hints(written.error());
      const std::string part = part_in_folder();
      EXPECT_TRUE(content_of(part) == whole);
      EXPECT_NE(written.error().message.find("The whole clip is kept in " + part), std::string::npos)
          << written.error().message;
    });
  }
}

/// Gives a file or a folder one of chattr's attributes for as long as it lives.
class Attribute {
 public:
  Attribute(const std::filesystem::path& path, int attribute)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (::ioctl(descriptor_, FS_IOC_GETFLAGS, &before_) != 0) return;
    int flags = before_ | attribute;
    is_set_ = ::ioctl(descriptor_, FS_IOC_SETFLAGS, &flags) == 0;
  }
  ~Attribute() {
    if (is_set_) ::ioctl(descriptor_, FS_IOC_SETFLAGS, &before_);
    ::close(descriptor_);
  }
  Attribute(const Attribute&) = delete;
  Attribute& operator=(const Attribute&) = delete;
  bool is_set() const noexcept { return is_set_; }

 private:
  int descriptor_;
  int before_ = 0;
  bool is_set_ = false;
};

class ProtectedPlace : public FileSystem {
 protected:
  /// Nothing was sent, nothing was paid, nothing was left behind.
  void expect_refused_before_paying(const std::string& target) {
    const auto before = paid_posts();
    CallOptions call;
    call.sink = Sink::file(target);
    const auto job = client.try_submit(a_request(), call);
    ASSERT_FALSE(job) << target;
    for (const auto& video : {client.try_generate(a_request(), call), one_of_batch(call), Result<Video>(job.error())}) {
      ASSERT_FALSE(video) << target;
      EXPECT_EQ(video.error().kind, ErrorKind::file) << video.error().describe();
      EXPECT_EQ(video.error().charge, Charge::none);
    }
    EXPECT_EQ(paid_posts(), before);
  }
};

TEST_F(ProtectedPlace, ThatIsAnImmutableOrAppendOnlyFileIsRefusedBeforePaying) {
  std::ofstream(path) << "old";
  for (const int attribute : {FS_IMMUTABLE_FL, FS_APPEND_FL}) {
    const Attribute here(path, attribute);
    if (!here.is_set()) GTEST_SKIP() << "this user, or this file system, may not protect a file";
    expect_refused_before_paying(path);
    EXPECT_EQ(content_of(path), "old");
    EXPECT_EQ(folder.entries(), 1U);
  }
}

TEST_F(ProtectedPlace, InAnImmutableOrAppendOnlyFolderIsRefusedBeforePayingHoweverItIsReached) {
  const std::filesystem::path inner = folder.path() / "inner";
  std::filesystem::create_directory(inner);
  std::filesystem::create_directory_symlink(inner, folder.path() / "link");
  for (const int attribute : {FS_IMMUTABLE_FL, FS_APPEND_FL}) {
    const Attribute here(inner, attribute);
    if (!here.is_set()) GTEST_SKIP() << "this user, or this file system, may not protect a folder";
    expect_refused_before_paying(folder.file("inner/clip.mp4"));
    expect_refused_before_paying(folder.file("link/clip.mp4"));
    EXPECT_TRUE(std::filesystem::is_empty(inner));
  }
}

TEST_F(ProtectedPlace, ThatIsAMountPointIsRefusedBeforePaying) {
  std::ofstream(path) << "old";
  if (::mount(path.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) != 0) GTEST_SKIP() << "no mount is allowed here";
  expect_refused_before_paying(path);
  ::umount(path.c_str());
}

TEST_F(ProtectedPlace, ThatIsAnotherUsersInAStickyFolderIsRefusedBeforePaying) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can make another user's file";
  std::ofstream(path) << "old";
  ASSERT_EQ(::chmod(folder.path().c_str(), 01777), 0);
  constexpr uid_t somebody = 65534;
  ASSERT_EQ(::seteuid(somebody), 0);
  expect_refused_before_paying(path);
  CallOptions call;
  call.sink = Sink::file(folder.file("own.mp4"));
  const auto own = client.try_generate(a_request(), call);
  const auto once_more = client.try_generate(a_request(), call);
  ASSERT_EQ(::seteuid(0), 0);
  EXPECT_EQ(content_of(path), "old");
  EXPECT_TRUE(own && once_more);
}

TEST_F(FileSystem, AProcessWithoutAFurtherThreadIsToldSoAndOfNoDefect) {
  ClientOptions options = options_for(server);
  const auto before = paid_posts();
  no_further_thread = true;
  Client fresh(options);
  const auto video = fresh.try_generate(a_request());
  const auto job = fresh.try_submit(a_request());
  const auto credits = fresh.try_credits();
  no_further_thread = false;
  for (const Error& error : {video.error(), job.error(), credits.error()}) {
    EXPECT_EQ(error.charge, Charge::none);
    EXPECT_NE(error.describe().find("no further thread"), std::string::npos) << error.describe();
    EXPECT_EQ(error.describe().find("defect"), std::string::npos) << error.describe();
  }
  EXPECT_EQ(paid_posts(), before);
  EXPECT_TRUE(fresh.try_generate(a_request()));
}

// libcurl looks names up on a thread of their own, and a journal has one, too.
TEST_F(FileSystem, APumpedCallThatNeedsAThreadAndGetsNoneIsToldSoAndOfNoFaultOfTheNetwork) {
  const curl_version_info_data* curl = curl_version_info(CURLVERSION_NOW);
  if ((curl->features & CURL_VERSION_ASYNCHDNS) == 0 || curl->ares != nullptr) GTEST_SKIP() << "it starts no thread";
  ::setenv("no_proxy", "*", 1);
  for (const auto& journal : {std::shared_ptr<Journal>(), memory_journal()}) {
    SCOPED_TRACE(journal ? "with a journal" : "without a journal");
    ClientOptions options = pumped_options_for(server);
    options.base_url = "https://service.invalid";
    options.journal = journal;
    Client fresh(options);
    no_further_thread = true;
    const auto video = fresh.try_generate(a_request());
    no_further_thread = false;
    ASSERT_FALSE(video);
    EXPECT_EQ(video.error().charge, Charge::none);
    const std::string story = video.error().describe();
    EXPECT_NE(story.find("no further thread"), std::string::npos) << story;
    EXPECT_NE(story.find("ulimit -u"), std::string::npos) << story;
    EXPECT_EQ(story.find("network"), std::string::npos) << story;
    EXPECT_EQ(story.find("defect"), std::string::npos) << story;
  }
}

}  // namespace
}  // namespace segmind::testing
