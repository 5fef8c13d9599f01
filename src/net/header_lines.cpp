#include "net/header_lines.hpp"

#include <new>

namespace segmind::net {

HeaderLines::HeaderLines(std::initializer_list<std::string> lines) {
  for (const std::string& line : lines) add(line);
}

void HeaderLines::add(const std::string& line) {
  curl_slist* longer = curl_slist_append(list_.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  (void)list_.release();
  list_.reset(longer);
}

}  // namespace segmind::net
