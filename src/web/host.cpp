#include "web/host.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>

#include "text/ascii.hpp"

namespace segmind::web {
namespace {

constexpr std::string_view this_machine = "an address of this machine";
constexpr std::string_view private_network = "an address of a private network";
constexpr std::string_view link_local = "a link-local address";
constexpr std::string_view local_name = "a name of local networks";
constexpr std::string_view bare_name = "a name without a domain";

using Ipv6 = std::array<std::uint16_t, 8>;

std::string plain(std::string_view host) {
  std::string name(host);
  for (char& c : name) c = text::lower(c);
  if (!name.empty() && name.back() == '.') name.pop_back();
  return name;
}

template <typename Number>
bool read_number(std::string_view text, Number& number, int base) {
  const char* const end = text.data() + text.size();
  const auto [read, fault] = std::from_chars(text.data(), end, number, base);
  return fault == std::errc() && read == end;
}

std::optional<std::uint32_t> read_ipv4(std::string_view text) {
  std::uint32_t address = 0;
  for (int parts = 4; parts > 0; --parts) {
    const std::size_t end = parts > 1 ? text.find('.') : text.size();
    std::uint8_t part = 0;
    if (end > 3 || !read_number(text.substr(0, end), part, 10)) return std::nullopt;
    address = address << 8 | part;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return address;
}

// Parses the groups of a text without "::" and returns their number.
std::size_t read_groups(std::string_view text, Ipv6& groups) {
  std::size_t count = 0;
  while (!text.empty() && count < groups.size()) {
    const std::size_t end = std::min(text.find(':'), text.size());
    if (const auto ipv4 = read_ipv4(text.substr(0, end)); ipv4 && count + 1 < groups.size()) {
      groups[count++] = static_cast<std::uint16_t>(*ipv4 >> 16);
      groups[count++] = static_cast<std::uint16_t>(*ipv4 & 0xFFFF);
    } else {
      read_number(text.substr(0, end), groups[count++], 16);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return count;
}

// The text must be a valid IPv6 address; libcurl has checked it.
Ipv6 read_ipv6(std::string_view text) {
  Ipv6 address{}, tail{};
  const std::size_t gap = text.find("::");
  read_groups(text.substr(0, gap), address);
  const std::size_t count = gap == text.npos ? 0 : read_groups(text.substr(gap + 2), tail);
  std::copy_n(tail.begin(), count, address.end() - static_cast<std::ptrdiff_t>(count));
  return address;
}

std::string_view why_not_public(std::uint32_t ipv4) {
  struct Block {
    std::uint32_t first;
    int bits;
    std::string_view what;
  };
  constexpr Block blocks[] = {{0x00000000, 8, this_machine},       // 0.0.0.0
                              {0x0A000000, 8, private_network},    // 10.0.0.0
                              {0x64400000, 10, private_network},   // 100.64.0.0, carrier-grade NAT (RFC 6598)
                              {0x7F000000, 8, this_machine},       // 127.0.0.0
                              {0xA9FE0000, 16, link_local},        // 169.254.0.0
                              {0xAC100000, 12, private_network},   // 172.16.0.0
                              {0xC0A80000, 16, private_network}};  // 192.168.0.0
  for (const Block& block : blocks) {
    if ((ipv4 ^ block.first) >> (32 - block.bits) == 0) return block.what;
  }
  return {};
}

std::string_view why_not_public(const Ipv6& address) {
  const auto first = std::find_if(address.begin(), address.end(), [](std::uint16_t group) { return group != 0; });
  const auto zeros = first - address.begin();
  if (zeros == 8 || (zeros == 7 && address[7] == 1)) return this_machine;
  if (zeros == 5 && address[5] == 0xFFFF) return why_not_public(std::uint32_t{address[6]} << 16 | address[7]);
  if ((address[0] & 0xFFC0) == 0xFE80) return link_local;
  return (address[0] & 0xFE00) == 0xFC00 ? private_network : std::string_view();
}

// Reserved by RFC 2606, 6761, 6762 and 8375, by ICANN (internal), or in private use (lan).
constexpr std::string_view local_ends[] = {".local", ".lan",     ".internal", ".home.arpa",
                                           ".test",  ".invalid", ".example"};

bool ends_with(std::string_view name, std::string_view end) {
  return name.size() > end.size() && name.substr(name.size() - end.size()) == end;
}

}  // namespace

std::string_view why_not_public(std::string_view host) {
  const std::string name = plain(host);
  if (name.find(':') != name.npos) return why_not_public(read_ipv6(name));
  if (const auto ipv4 = read_ipv4(name)) return why_not_public(*ipv4);
  if (name == "localhost" || ends_with(name, ".localhost")) return this_machine;
  for (const std::string_view end : local_ends) {
    if (ends_with(name, end) || name == end.substr(1)) return local_name;
  }
  return name.empty() || name.find('.') != name.npos ? std::string_view() : bare_name;
}

bool is_this_machine(std::string_view host) {
  const auto ipv4 = read_ipv4(host);
  return host == "localhost" || host == "::1" || (ipv4 && *ipv4 >> 24 == 127);
}

bool may_be_this_machine(std::string_view host) { return why_not_public(host) == this_machine; }

}  // namespace segmind::web
