#include "web/http/static_files.h"

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/hash/sha2.h"
#include "web/http/file_tree.h"
#include "web/http/media_type.h"
#include "web/http/problem.h"
#include "web/http/security_headers.h"

namespace http {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kContentTypes{{
    {".css", "text/css; charset=utf-8"},
    {".html", "text/html; charset=utf-8"},
    {".ico", "image/x-icon"},
    {".jpg", "image/jpeg"},
    {".js", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".mp4", "video/mp4"},
    {".png", "image/png"},
    {".svg", "image/svg+xml"},
    {".txt", "text/plain; charset=utf-8"},
    {".wasm", "application/wasm"},
    {".webmanifest", "application/manifest+json"},
    {".webp", "image/webp"},
    {".woff2", "font/woff2"},
}};

std::string_view extension_of(std::string_view path) {
  const auto dot = path.rfind('.');
  const auto slash = path.rfind('/');
  if (dot == std::string_view::npos || (slash != std::string_view::npos && dot < slash)) return {};
  return path.substr(dot);
}

std::string_view content_type_of(std::string_view path) {
  const std::string_view extension = extension_of(path);
  for (const auto& [known, type] : kContentTypes) {
    if (known == extension) return type;
  }
  return {};
}

// "app-3fA9cD21.js": eight or more letters and digits after the last hyphen, at least one a digit,
// as bundlers write it.
bool has_content_hash(std::string_view path) {
  const std::string_view stem = path.substr(0, path.size() - extension_of(path).size());
  const auto hyphen = stem.find_last_of("-.");
  if (hyphen == std::string_view::npos || stem.size() - hyphen <= 8) return false;
  const std::string_view hash = stem.substr(hyphen + 1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return std::ranges::any_of(hash, is_digit) && std::ranges::all_of(hash, [&](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
         });
}

std::string etag_of(base::ByteView bytes) {
  const auto digest = crypto::sha256(bytes);
  return "\"" + base::hex(base::ByteView{digest}.first(16)) + "\"";
}

bool etag_matches(std::string_view condition, std::string_view etag) {
  while (!condition.empty()) {
    std::string_view one = trim_spaces(condition.substr(0, condition.find(',')));
    condition.remove_prefix(std::min(condition.find(','), condition.size() - 1) + 1);
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == etag || one == "*") return true;
  }
  return false;
}

bool is_navigation(const Request& request) {
  const std::string* mode = request.headers.find("Sec-Fetch-Mode");
  if (mode != nullptr) return *mode == "navigate";
  return accepts_media_type(request.headers.get("Accept"), "text/html") &&
         request.headers.get("Accept").find("text/html") != std::string_view::npos;
}

}  // namespace

base::Result<StaticFiles> StaticFiles::load(const std::filesystem::path& folder,
                                            const StaticFilesLimits& limits) {
  ASSIGN_OR_RETURN(auto found, read_folder(folder, limits));
  StaticFiles files;
  for (auto& [path, bytes] : found) {
    const std::string_view type = content_type_of(path);
    if (type.empty()) continue;
    const auto variant = [&](const std::string& name) -> std::optional<Variant> {
      const auto other = found.find(name);
      if (other == found.end()) return std::nullopt;
      return Variant{other->second, etag_of(other->second)};
    };
    File file{std::string{type},
              has_content_hash(path),
              {},
              variant(path + ".gz"),
              variant(path + ".br")};
    file.plain = {bytes, etag_of(bytes)};
    files.files_.emplace(path, std::move(file));
  }
  if (!files.files_.contains("/index.html")) {
    return base::Error{base::ErrorKind::NotFound, "front end has no index.html"};
  }
  return files;
}

const StaticFiles::File* StaticFiles::find(const Request& request) const {
  const std::string path = request.target.path();
  const auto found = files_.find(path == "/" ? "/index.html" : path);
  if (found != files_.end()) return &found->second;
  const bool names_a_file =
      !request.target.segments.empty() && !extension_of(request.target.segments.back()).empty();
  if (names_a_file || !is_navigation(request)) return nullptr;
  return &files_.find("/index.html")->second;
}

Response StaticFiles::answer(const Request& request) const {
  const File* file = find(request);
  if (file == nullptr) return problem(404, "not_found", "There is no such file.");
  const std::string_view codings = request.headers.get("Accept-Encoding");
  const Variant* variant = &file->plain;
  Response response;
  if (file->brotli && accepts_coding(codings, "br")) {
    variant = &*file->brotli;
    response.headers.set("Content-Encoding", "br");
  } else if (file->gzip && accepts_coding(codings, "gzip")) {
    variant = &*file->gzip;
    response.headers.set("Content-Encoding", "gzip");
  }
  if (file->brotli || file->gzip) response.headers.set("Vary", "Accept-Encoding");
  response.headers.set("Content-Type", file->content_type);
  response.headers.set("Content-Security-Policy", kPageContentSecurityPolicy);
  response.headers.set("Cache-Control",
                       file->immutable ? "public, max-age=31536000, immutable" : "no-cache");
  response.headers.set("ETag", variant->etag);
  if (etag_matches(request.headers.get("If-None-Match"), variant->etag)) {
    response.status = 304;
    return response;
  }
  response.body = variant->bytes;
  return response;
}

}  // namespace http
