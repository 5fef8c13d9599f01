#pragma once

#include <memory>
#include <string>

#include "call/engine.hpp"
#include "call/lifecycle/option_checks.hpp"
#include "segmind/call_options.hpp"
#include "segmind/operation.hpp"
#include "segmind/records.hpp"

namespace segmind::call {

/// Why no records can be asked for: ClientOptions::records_url says nowhere. Nothing where they can.
void check_records_url(const Engine& engine, Violations& found);

/// Asks for the account's records. Both are thread-safe and throw std::bad_alloc at the most.
Operation<RecordPage> records(const std::shared_ptr<Engine>& engine, const RecordQuery& query,
                              const CallOptions& options);
Operation<Record> record(const std::shared_ptr<Engine>& engine, const std::string& id, const CallOptions& options);

}  // namespace segmind::call
