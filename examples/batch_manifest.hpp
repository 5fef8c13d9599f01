#pragma once

#include <segmind/segmind.hpp>
#include <string>
#include <vector>

/// One clip that is wanted.
struct Wanted {
  segmind::Wan27R2VRequest request;
  std::string output;
  std::string place;        ///< Of the output, see place_of().
  std::string fingerprint;  ///< Of the request: tells whether a line has been changed since it was sent.
  std::string line;         ///< Where it is wanted, to begin a complaint with.
};

struct Manifest {
  std::vector<Wanted> clips;

  /// What is wrong with it, by line and field. What the library checks is left to the library.
  std::vector<std::string> problems;
};

Manifest read_manifest(const std::string& path);
