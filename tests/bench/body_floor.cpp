// Receives a large answer with bare libcurl, into memory or a file.
// body_floor <port> <bytes> default|tuned memory|file|flushed [path]
// default: libcurl's and stdio's default buffers, as in most programs. tuned: the best buffers that we found.
// flushed: a file that is flushed to the disk before the program ends.

#include <curl/curl.h>
#include <fcntl.h>

#include "measure.hpp"

namespace {

struct Taken {
  std::string bytes;
  std::FILE* file = nullptr;
  std::size_t count = 0;
};

std::size_t to_memory(char* data, std::size_t size, std::size_t count, void* self) {
  auto& taken = *static_cast<Taken*>(self);
  taken.bytes.append(data, size * count);
  taken.count += size * count;
  return size * count;
}

std::size_t to_file(char* data, std::size_t size, std::size_t count, void* self) {
  auto& taken = *static_cast<Taken*>(self);
  taken.count += size * count;
  return std::fwrite(data, 1, size * count, taken.file);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 5) return 2;
  const std::size_t bytes = std::strtoull(arguments[2], nullptr, 10);
  const bool tuned = arguments[3] == std::string("tuned");
  const std::string where = arguments[4];
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const auto start = bench::Clock::now();
  Taken taken;
  if (where != "memory") taken.file = std::fopen(arguments[5], "wb");
  CURL* easy = curl_easy_init();
  const std::string url = "http://127.0.0.1:" + std::string(arguments[1]) + "/bytes/" + arguments[2] + "/v1/wan2.7-r2v";
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, bench::body);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, taken.file != nullptr ? &to_file : &to_memory);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &taken);
  if (tuned) {
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 512L * 1024);
    if (taken.file != nullptr) std::setvbuf(taken.file, nullptr, _IONBF, 0);
    if (taken.file == nullptr) taken.bytes.reserve(bytes);
  }
  if (curl_easy_perform(easy) != CURLE_OK || taken.count != bytes) return 1;
  if (taken.file != nullptr) {
    std::fflush(taken.file);
    if (where == "flushed") fsync(fileno(taken.file));
    std::fclose(taken.file);
  }
  curl_easy_cleanup(easy);
  std::printf("seconds %.4f\ncpu_s %.4f\nmost_mb %.2f\n", bench::seconds_since(start), bench::cpu(),
              bench::most_resident_kb() / 1024);
}
