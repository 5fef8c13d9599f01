#pragma once

#include "cli/command.hpp"

namespace segmind::cli {

Command generate_command();
Command batch_command();
Command credits_command();
Command upload_command();
Command records_command();
Command journal_command();
Command recover_command();

/// Completes the commands, which must outlive it.
Command completion_command(const std::vector<Command>& commands);

}  // namespace segmind::cli
