#pragma once

#include <segmind/segmind.hpp>
#include <string>

#include "arguments.hpp"

/// Whether a reference is a file on this machine and no address.
bool is_local_file(const std::string& reference);

/// Each local file that is not there, as a sentence.
std::vector<std::string> missing_files(const Arguments& arguments);

/// Each local file that the clip would take the place of, as a sentence.
std::vector<std::string> files_in_the_way(const Arguments& arguments);

/// The arguments as they will be once every local file has an address: to check a request before anything is sent. A
/// file that is given twice has one address.
Arguments with_placeholders(Arguments arguments);

/// Uploads the references that are local files, in one request, and puts their addresses in their places. Says how many
/// it has uploaded.
segmind::Result<int> upload_local_files(segmind::Client& client, Arguments& arguments,
                                        const segmind::CallOptions& options);
