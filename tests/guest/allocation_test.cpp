// A program that replaces operator new and delete, as engines do: each block must come back to where it is from.

#include <cstdint>
#include <cstdlib>
#include <new>

#include "../integration/service.hpp"

namespace segmind::testing {
namespace {

constexpr std::uint64_t live_mark = 0x5347'4d49'4e44'4c49, freed_mark = 0x5347'4d49'4e44'4652;
std::atomic<std::uint64_t> given{0};
std::atomic<std::uint64_t> foreign{0};

struct alignas(std::max_align_t) Head {
  std::uint64_t mark;
  void* begin;
};

void* take(std::size_t size, std::size_t alignment) noexcept {
  const std::size_t room = size + sizeof(Head) + alignment;
  auto* const begin = static_cast<char*>(std::malloc(room));
  if (begin == nullptr) return nullptr;
  const auto first = reinterpret_cast<std::uintptr_t>(begin) + sizeof(Head);
  const auto place = (first + alignment - 1) / alignment * alignment;
  ++given;
  return new (reinterpret_cast<void*>(place - sizeof(Head))) Head{live_mark, begin} + 1;
}

void give_back(void* memory) noexcept {
  if (memory == nullptr) return;
  Head* const head = static_cast<Head*>(memory) - 1;
  if (head->mark != live_mark) {
    ++foreign;
    return;
  }
  head->mark = freed_mark;
  std::free(head->begin);
}

void* take_or_throw(std::size_t size, std::size_t alignment = alignof(std::max_align_t)) {
  if (void* memory = take(size, alignment)) return memory;
  throw std::bad_alloc();
}

void make_calls(sandbox::Server& server, const TemporaryFolder& folder) {
  ClientOptions options = options_for(server);
  options.journal = memory_journal();
  Client client(options);
  CallOptions call;
  call.idempotency_key = "shot-042";
  call.sink = Sink::file(folder.file("clip.mp4"));
  call.progress = [](const Progress&) {};
  EXPECT_TRUE(client.try_generate(a_request(), call));
  call.through_queue = true;
  call.idempotency_key = "shot-043";
  EXPECT_TRUE(client.try_generate(a_request(), call));
  auto operation = client.generate_async(a_request());
  operation.then([](const Result<Video>& video) { EXPECT_TRUE(video); });
  while (!operation.wait_for(1s)) continue;
  EXPECT_TRUE(client.try_records());
  EXPECT_TRUE(client.try_upload(folder.file("clip.mp4")));
  EXPECT_FALSE(Wan27R2VRequest::Builder("").try_build());
  EXPECT_THROW((void)client.upload("/nowhere/at/all"), Exception);
}

TEST(ReplacedAllocation, GetsBackWhatItGaveAndNothingElse) {
  {
    const TemporaryFolder folder;
    sandbox::Server server(quick());
    make_calls(server, folder);
  }
  EXPECT_GT(given, 1000U);
  EXPECT_EQ(foreign, 0U);
}

}  // namespace
}  // namespace segmind::testing

void* operator new(std::size_t size) { return segmind::testing::take_or_throw(size); }
void* operator new[](std::size_t size) { return segmind::testing::take_or_throw(size); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return segmind::testing::take_or_throw(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return segmind::testing::take_or_throw(size, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return segmind::testing::take(size, alignof(std::max_align_t));
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return segmind::testing::take(size, alignof(std::max_align_t));
}
void operator delete(void* memory) noexcept { segmind::testing::give_back(memory); }
void operator delete[](void* memory) noexcept { segmind::testing::give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { segmind::testing::give_back(memory); }
void operator delete[](void* memory, std::size_t) noexcept { segmind::testing::give_back(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { segmind::testing::give_back(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { segmind::testing::give_back(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { segmind::testing::give_back(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { segmind::testing::give_back(memory); }
