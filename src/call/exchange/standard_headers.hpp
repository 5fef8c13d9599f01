#pragma once

#include "call/exchange/secret.hpp"
#include "net/header_lines.hpp"

namespace segmind::call {

/// The header lines of a client's requests, made once. User-Agent is a header line, because libcurl formats its option
/// for User-Agent anew in each request.
struct StandardHeaders {
  StandardHeaders(const Secret& key, const std::string& user_agent)
      : post(lines({user_agent, key.header(), json, no_waiting})),
        question(lines({user_agent, key.header()})),
        asset(lines({user_agent})) {}

  net::SharedHeaderLines post;
  net::SharedHeaderLines question;
  net::SharedHeaderLines asset;  ///< Without the key: assets are on other hosts.

 private:
  static constexpr const char* json = "Content-Type: application/json";
  // Turns off "Expect: 100-continue": for bodies of 1 MB and more libcurl would wait for a 100 that few servers send.
  static constexpr const char* no_waiting = "Expect:";

  static net::SharedHeaderLines lines(std::initializer_list<std::string> lines) {
    return std::make_shared<const net::HeaderLines>(lines);
  }
};

}  // namespace segmind::call
