#pragma once

#include <segmind/segmind.hpp>
#include <string>
#include <vector>

#include "arguments.hpp"

/// Whether a reference is a file on this machine and no address.
bool is_local_file(const std::string& reference);

/// Each local file that is not there, is no file, or that the clip would take the place of, as a sentence.
std::vector<std::string> unusable_files(Arguments arguments);

/// Each local file that the advice about the request takes for another kind than its flag's, as a sentence.
std::vector<std::string> files_of_another_kind(Arguments arguments, const std::vector<segmind::Advice>& all_advice);

/// The arguments as they will be once every local file has an address: to check a request before anything is sent. A
/// file that is given twice has one address.
Arguments with_placeholders(Arguments arguments);

/// Uploads the references that are local files, in one request, and puts their addresses in their places. Says how many
/// it has uploaded.
segmind::Result<int> upload_local_files(segmind::Client& client, Arguments& arguments,
                                        const segmind::CallOptions& options);
