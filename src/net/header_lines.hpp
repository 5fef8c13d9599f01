#pragma once

#include <initializer_list>
#include <memory>
#include <string>

#include "net/curl.hpp"

namespace segmind::net {

/// Header lines, "name: value", checked by whoever gives them. Any number of exchanges may send the same ones.
class HeaderLines {
 public:
  HeaderLines(std::initializer_list<std::string> lines);  ///< Throws std::bad_alloc.
  void add(const std::string& line);                      ///< Likewise.
  curl_slist* list() const noexcept { return list_.get(); }

 private:
  HeaderList list_;
};
using SharedHeaderLines = std::shared_ptr<const HeaderLines>;

}  // namespace segmind::net
