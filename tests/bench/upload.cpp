// Measures the time and peak memory of an upload. Run by upload.sh, each measurement in its own process.
//   upload sink                 a server that discards uploads; prints its port
//   upload ours <file> <port>   uploads with the library
//   upload plain <file> <port>  uploads the simplest way: file, base64 and JSON in memory at once

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "segmind/segmind.hpp"

namespace {

std::string read_head(int connection, std::string& rest) {
  std::string text;
  char piece[4096];
  while (text.find("\r\n\r\n") == std::string::npos) {
    const auto size = ::read(connection, piece, sizeof piece);
    if (size <= 0) return {};
    text.append(piece, static_cast<std::size_t>(size));
  }
  const std::size_t end = text.find("\r\n\r\n") + 4;
  rest = text.substr(end);
  return text.substr(0, end);
}

void take_upload(int connection) {
  std::string rest;
  const std::string head = read_head(connection, rest);
  const std::size_t at = head.find("Content-Length: ");
  if (at == std::string::npos) return;
  auto left = std::strtoull(head.c_str() + at + 16, nullptr, 10) - rest.size();
  std::vector<char> piece(1 << 20);
  while (left > 0) {
    const auto size = ::read(connection, piece.data(), piece.size());
    if (size <= 0) return;
    left -= static_cast<unsigned long long>(size);
  }
  const std::string body = R"({"file_urls":["https://files.example/a.mp4"]})";
  const std::string answer =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  (void)!::write(connection, answer.data(), answer.size());
}

int sink() {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener, 8) != 0) return 1;
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  for (;;) {
    const int connection = ::accept(listener, nullptr, nullptr);
    if (connection < 0) return 1;
    take_upload(connection);
    ::close(connection);
  }
}

bool ours(const std::string& path, const std::string& url) {
  segmind::ClientOptions options;
  options.api_key = "SG_bench";
  options.base_url = url;
  options.storage_url = url;
  segmind::Client client(options);
  const auto address = client.try_upload(path);
  if (!address) std::fprintf(stderr, "%s\n", address.error().describe().c_str());
  return address.has_value();
}

std::string base64(const std::string& bytes) {
  constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t j = 0; j < 3; ++j) group = group << 8 | (i + j < bytes.size() ? bytes[i + j] & 0xFFU : 0U);
    for (std::size_t j = 0; j < 4; ++j) text += i + j > bytes.size() ? '=' : alphabet[group >> (18 - 6 * j) & 63];
  }
  return text;
}

bool plain(const std::string& path, const std::string& url) {
  std::ifstream in(path, std::ios::binary);
  const std::string file(std::istreambuf_iterator<char>(in), {});
  const std::string text = base64(file);
  const std::string json = R"({"data_urls":["data:video/mp4;base64,)" + text + "\"]}";
  CURL* curl = curl_easy_init();
  curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
  headers = curl_slist_append(headers, "Expect:");
  curl_easy_setopt(curl, CURLOPT_URL, (url + "/upload-asset").c_str());
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, json.c_str());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(json.size()));
  curl_easy_setopt(
      curl, CURLOPT_WRITEFUNCTION, +[](char*, std::size_t size, std::size_t count, void*) { return size * count; });
  const bool done = curl_easy_perform(curl) == CURLE_OK;
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  return done;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string what = count > 1 ? arguments[1] : "";
  if (what == "sink") return sink();
  if (count != 4 || (what != "ours" && what != "plain")) {
    std::fputs("upload sink | upload ours|plain <file> <port>\n", stderr);
    return 2;
  }
  const std::string url = std::string("http://127.0.0.1:") + arguments[3];
  const auto began = std::chrono::steady_clock::now();
  if (!(what == "ours" ? ours(arguments[2], url) : plain(arguments[2], url))) return 1;
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  std::printf("%.4f %.1f\n", took.count(), static_cast<double>(usage.ru_maxrss) / 1024.0);
}
