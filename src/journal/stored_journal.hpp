#pragma once

#include <memory>

#include "journal/store.hpp"
#include "segmind/journal.hpp"

namespace segmind::journal {

/// A journal that keeps its rows there.
std::shared_ptr<Journal> journal_in(std::unique_ptr<Store> store);

Error journal_error(std::string message);
Error interrupted();
/// How long a wait may last before it has to look whether it was stopped.
inline constexpr std::chrono::milliseconds longest_nap{20};

}  // namespace segmind::journal
