// The front end's files: read once at start, served from memory.
//
// Nothing a request says ever reaches the file system, so no path can lead astray. Reading follows
// no symbolic link, stays below the folder, takes known kinds of files only and is bounded. Files
// named with a content hash ("app-3fA9cD21.js") may be kept by browsers for ever, others must be
// asked for by ETag. "name.br" and "name.gz" next to "name" are sent to who understands them.
// Immutable afterwards: any thread.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "web/http/message.h"

namespace http {

struct StaticFilesLimits {
  std::size_t files_max = 2000;
  std::uint64_t bytes_max = std::uint64_t{64} << 20;
  std::size_t depth_max = 8;
};

class StaticFiles {
 public:
  static base::Result<StaticFiles> load(const std::filesystem::path& folder,
                                        const StaticFilesLimits& limits = {});

  // Answers GET and HEAD. Unknown paths get index.html when a browser navigates there (the pages
  // of a single-page application are its own business), else 404.
  Response answer(const Request& request) const;

  std::size_t size() const { return files_.size(); }

 private:
  struct Variant {
    base::Bytes bytes;
    std::string etag;
  };
  struct File {
    std::string content_type;
    bool immutable = false;
    Variant plain;
    std::optional<Variant> gzip;
    std::optional<Variant> brotli;
  };

  const File* find(const Request& request) const;

  std::map<std::string, File, std::less<>> files_;  // "/assets/app.js"
};

}  // namespace http
