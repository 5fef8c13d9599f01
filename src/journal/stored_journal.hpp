#pragma once

#include <memory>

#include "journal/store.hpp"
#include "segmind/journal.hpp"

namespace segmind::journal {

/// A journal that keeps its rows in a store.
std::shared_ptr<Journal> journal_in(std::unique_ptr<Store> store);
/// The same for the store that `open` returns. What `open` throws is the error.
Result<std::shared_ptr<Journal>> opened(const std::function<std::unique_ptr<Store>()>& open) noexcept;

/// Success, or the error that stands for what `run` throws.
Result<void> done(const std::function<void()>& run) noexcept;

Error journal_error(std::string message);
Error interrupted();
/// How long a wait may last before it has to look whether it was stopped.
inline constexpr std::chrono::milliseconds longest_nap{20};

}  // namespace segmind::journal
