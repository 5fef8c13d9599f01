#include "net/handle_pool.hpp"

#include <cstdio>
#include <memory>
#include <new>

#include "os/socket.hpp"
#include "os/utf8_path.hpp"

namespace segmind::net {
namespace {

const char* usual_file_of_authorities([[maybe_unused]] CURL* handle) {
#if LIBCURL_VERSION_NUM >= 0x075400
  const char* file = nullptr;
  return curl_easy_getinfo(handle, CURLINFO_CAINFO, &file) == CURLE_OK ? file : nullptr;
#else
  return curl_version_info(CURLVERSION_NOW)->cainfo;
#endif
}

// libcurl caches CA certificates that come from a file alone. With a CA folder set as well, it reads the file again for
// each connection: 30 ms, as much as the rest of making a connection.
bool has_file_of_authorities(CURL* handle) {
  const char* const file = usual_file_of_authorities(handle);
  return file != nullptr && ca_file_problem(file).empty();
}

// A second guard, beside the addresses that are refused before.
void allow_http_alone(CURL* handle) {
#if LIBCURL_VERSION_NUM >= 0x075500
  set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
#else
  set(handle, CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

// Stopping an exchange must not wait for a name lookup. Before 7.87 libcurl waits all the same.
void leave_lookups([[maybe_unused]] CURL* handle) {
#if LIBCURL_VERSION_NUM >= 0x075700
  set(handle, CURLOPT_QUICK_EXIT, 1L);
#endif
}

struct Close {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

// Not std::ifstream: it would page in half of the standard library.
File opened(const std::string& path) { return File(os::open_to_read(os::path_from_utf8(path))); }

// True: the handle has what the file holds. libcurl would take its path in the user's code page, of Windows.
bool give_authorities([[maybe_unused]] CURL* handle, [[maybe_unused]] const std::string& path) {
#if defined(_WIN32)
  const File file = opened(path);
  std::string text;
  char piece[16 * 1024];
  while (file) {
    const std::size_t got = std::fread(piece, 1, sizeof piece, file.get());
    if (got == 0) break;
    text.append(piece, got);
  }
  curl_blob blob{text.data(), text.size(), CURL_BLOB_COPY};
  return !text.empty() && curl_easy_setopt(handle, CURLOPT_CAINFO_BLOB, &blob) == CURLE_OK;
#else
  return false;
#endif
}

curl_socket_t open_socket(void*, curlsocktype, curl_sockaddr* address) noexcept {
  return os::new_socket(address->family, address->socktype, address->protocol);
}

}  // namespace

std::string ca_file_problem(const std::string& path) {
  const File file = opened(path);
  if (!file) return "It cannot be read; give a PEM file of certificates.";
  std::string text(64 * 1024, '\0');  // comments may precede the first certificate
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  if (text.find("-----BEGIN ") != text.npos) return {};
  return "It holds no certificate; give a PEM file, whose certificates begin with -----BEGIN CERTIFICATE-----.";
}

Easy HandlePool::take() {
  if (spare_.empty()) return make();
  Easy handle = std::move(spare_.back());
  spare_.pop_back();
  return handle;
}

Easy HandlePool::make() {
  Easy made(curl_easy_init());
  if (!made) throw std::bad_alloc();
  CURL* handle = made.get();
  set(handle, CURLOPT_NOSIGNAL, 1L);
  set(handle, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  leave_lookups(handle);
  set(handle, CURLOPT_NOPROXY, environment_.proxy.exceptions.c_str());
  allow_http_alone(handle);
  set(handle, CURLOPT_FOLLOWLOCATION, 0L);  // a redirect would send the key and the paid request elsewhere
  set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  const std::string& ca_file = environment_.ca_file;
  if (!ca_file.empty() && !give_authorities(handle, ca_file)) set(handle, CURLOPT_CAINFO, ca_file.c_str());
  if (!authorities_are_a_file_) authorities_are_a_file_ = !ca_file.empty() || has_file_of_authorities(handle);
  if (*authorities_are_a_file_) {
    curl_easy_setopt(handle, CURLOPT_CAPATH, static_cast<char*>(nullptr));  // some TLS libraries have no such option
  }
  set(handle, CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
  set(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);

  // Minutes pass without a byte, and many NATs forget a connection that is idle for 350 s.
  set(handle, CURLOPT_TCP_KEEPALIVE, 1L);
  set(handle, CURLOPT_TCP_KEEPIDLE, 60L);
  set(handle, CURLOPT_TCP_KEEPINTVL, 30L);
  return made;
}

}  // namespace segmind::net
