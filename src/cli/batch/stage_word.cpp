#include "cli/batch/stage_word.hpp"

namespace segmind::cli {

const char* word_of(Clip::Stage stage) {
  switch (stage) {
    case Clip::Stage::unsent: return "not sent";
    case Clip::Stage::submitting: return "sending";
    case Clip::Stage::waiting: return "being made";
    case Clip::Stage::unsaved: return "not saved yet";
    case Clip::Stage::there: return "done";
    case Clip::Stage::was_there: return "done before";
    case Clip::Stage::kept: return "elsewhere";
    case Clip::Stage::left: return "goes on";
    case Clip::Stage::failed: return "failed";
    case Clip::Stage::uncertain: return "uncertain";
  }
  return "";
}

}  // namespace segmind::cli
