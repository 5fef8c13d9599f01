#include "web/host.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "text/number.hpp"

namespace segmind::web {
namespace {

constexpr std::string_view loopback = "a loopback address";
constexpr std::string_view private_network = "an address of a private network";
constexpr std::string_view link_local = "a link-local address";
constexpr std::string_view reserved = "a reserved address";
constexpr std::string_view local_name = "a name of local networks";
constexpr std::string_view bare_name = "a name without a domain";

using Ipv6 = std::array<std::uint16_t, 8>;

std::optional<std::uint32_t> read_ipv4(std::string_view text) {
  std::uint32_t address = 0;
  for (int part = 0; part < 4; ++part) {
    std::uint32_t value = 0;
    std::size_t digits = 0;
    while (digits < text.size() && digits < 4 && text::is_digit(text[digits])) {
      value = value * 10 + static_cast<std::uint32_t>(text[digits++] - '0');
    }
    const bool ends = digits == text.size();
    if (digits == 0 || digits > 3 || value > 255 || ends != (part == 3) || (!ends && text[digits] != '.')) return {};
    address = address << 8 | value;
    text.remove_prefix(ends ? digits : digits + 1);
  }
  return address;
}

int hex_value(char c) noexcept {
  if (text::is_digit(c)) return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Groups between single colons, the last of which may be an IPv4 address. Nothing where there is anything else.
std::optional<std::string> read_groups(std::string_view text) {
  std::string groups;  // two bytes each
  const auto add = [&](std::uint32_t group) {
    groups += static_cast<char>(group >> 8 & 0xFF);
    groups += static_cast<char>(group & 0xFF);
  };
  while (!text.empty()) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const std::string_view group = text.substr(0, colon);
    if (const auto v4 = colon == text.size() ? read_ipv4(group) : std::nullopt) {
      add(*v4 >> 16);
      add(*v4 & 0xFFFF);
      return groups;
    }
    std::uint32_t value = 0;
    for (const char c : group) {
      if (hex_value(c) < 0) return {};
      value = value << 4 | static_cast<std::uint32_t>(hex_value(c));
    }
    if (group.empty() || group.size() > 4 || colon + 1 == text.size()) return {};
    add(value);
    text.remove_prefix(std::min(colon + 1, text.size()));
  }
  return groups;
}

std::optional<Ipv6> read_ipv6(std::string_view text) {
  text = text.substr(0, text.find('%'));  // a zone is a matter of the machine alone
  const std::size_t gap = text.find("::");
  const auto head = read_groups(text.substr(0, gap));
  const auto tail = gap == std::string_view::npos ? std::string() : read_groups(text.substr(gap + 2));
  if (!head || !tail) return {};
  constexpr std::size_t bytes = 16;
  const std::size_t given = head->size() + tail->size();
  if (gap == std::string_view::npos ? given != bytes : given >= bytes) return {};
  const std::string all = *head + std::string(bytes - given, '\0') + *tail;
  Ipv6 address{};
  for (std::size_t i = 0; i < address.size(); ++i) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(all[at]); };
    address[i] = static_cast<std::uint16_t>(byte(2 * i) << 8 | byte(2 * i + 1));
  }
  return address;
}

struct Block {
  std::uint32_t first;
  int bits;
  std::string_view what;
};

// From IANA's registry of special-purpose addresses: those that are not globally reachable.
constexpr Block blocks[] = {
    {0x00000000, 8, reserved},          // this network
    {0x0A000000, 8, private_network},   // 10.0.0.0
    {0x64400000, 10, private_network},  // 100.64.0.0, shared by a provider's customers
    {0x7F000000, 8, loopback},          // 127.0.0.0
    {0xA9FE0000, 16, link_local},       // 169.254.0.0
    {0xAC100000, 12, private_network},  // 172.16.0.0
    {0xC0000000, 24, reserved},         // 192.0.0.0
    {0xC0000200, 24, reserved},         // 192.0.2.0, documentation
    {0xC0A80000, 16, private_network},  // 192.168.0.0
    {0xC6120000, 15, reserved},         // 198.18.0.0, benchmarks
    {0xC6336400, 24, reserved},         // 198.51.100.0, documentation
    {0xCB007100, 24, reserved},         // 203.0.113.0, documentation
    {0xE0000000, 3, reserved},          // 224.0.0.0 on: multicast, future use, broadcast
};

std::string_view why_not_public(std::uint32_t ipv4) {
  for (const Block& block : blocks) {
    if ((ipv4 ^ block.first) >> (32 - block.bits) == 0) return block.what;
  }
  return {};
}

std::string_view why_not_public(const Ipv6& address) {
  const auto ipv4_at = [&](std::size_t at) { return std::uint32_t{address[at]} << 16 | address[at + 1]; };
  const auto zero_up_to = [&](std::size_t end) {
    return std::all_of(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(end),
                       [](std::uint16_t group) { return group == 0; });
  };
  if (zero_up_to(7) && address[7] == 1) return loopback;
  if (zero_up_to(5) && address[5] == 0xFFFF) return why_not_public(ipv4_at(6));  // IPv4 in IPv6's clothes
  if (address[0] == 0x64 && address[1] == 0xFF9B && address[2] == 0) return why_not_public(ipv4_at(6));  // NAT64
  if (address[0] == 0x2002) return why_not_public(ipv4_at(1));                                           // 6to4
  if ((address[0] & 0xFFC0) == 0xFE80) return link_local;
  if ((address[0] & 0xFE00) == 0xFC00 || (address[0] & 0xFFC0) == 0xFEC0) return private_network;
  const bool documentation = (address[0] == 0x2001 && address[1] == 0xDB8) || (address[0] & 0xFFF0) == 0x3FF0;
  const bool global = (address[0] & 0xE000) == 0x2000;
  return global && !documentation ? std::string_view() : reserved;
}

// Names below these ends are answered, if at all, by the local network: reserved by RFC 2606, 6761, 6762, 7686, 8375
// and 9476, by ICANN (internal), or never given out because they are in private use.
constexpr std::string_view local_ends[] = {"localhost", "local",   "internal", "intranet",    "private",
                                           "corp",      "home",    "lan",      "localdomain", "home.arpa",
                                           "test",      "invalid", "example",  "onion",       "alt"};

bool is_below(std::string_view name, std::string_view end) {
  if (name.size() < end.size() || name.substr(name.size() - end.size()) != end) return false;
  return name.size() == end.size() || name[name.size() - end.size() - 1] == '.';
}

}  // namespace

std::string_view why_not_public(std::string_view host) {
  std::string name(host);
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  if (!name.empty() && name.back() == '.') name.pop_back();
  if (name.empty()) return {};
  if (const auto ipv4 = read_ipv4(name)) return why_not_public(*ipv4);
  if (name.find(':') != std::string::npos) {
    const auto ipv6 = read_ipv6(name);
    return ipv6 ? why_not_public(*ipv6) : reserved;
  }
  if (name == "localhost" || is_below(name, "localhost")) return loopback;
  for (const std::string_view end : local_ends) {
    if (is_below(name, end)) return name == end ? bare_name : local_name;
  }
  return name.find('.') == std::string::npos ? bare_name : std::string_view();
}

}  // namespace segmind::web
