#pragma once

#include <initializer_list>
#include <memory>
#include <string>

#include "net/curl.hpp"

namespace segmind::net {

/// Header lines, "name: value". The caller must have checked them. Many exchanges may share one object.
class HeaderLines {
 public:
  HeaderLines(std::initializer_list<std::string> lines) {  ///< Throws std::bad_alloc.
    for (const std::string& line : lines) add(line);
  }
  void add(const std::string& line) {  ///< Throws std::bad_alloc.
    curl_slist* const longer = curl_slist_append(list_.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    (void)list_.release();
    list_.reset(longer);
  }
  curl_slist* list() const noexcept { return list_.get(); }

 private:
  HeaderList list_;
};
using SharedHeaderLines = std::shared_ptr<const HeaderLines>;

}  // namespace segmind::net
