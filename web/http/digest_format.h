// The header fields of Digest authentication (RFC 7616): WWW-Authenticate and Authorization.
//
// For HTTP and RTSP alike. Strict where credentials are read, lenient where cameras write
// challenges; unknown schemes, algorithms and parameters are skipped. The writers are inverses for
// what is kept. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace http {

inline constexpr std::size_t kDigestFieldBytesMax = 4096;

enum class DigestAlgorithm { Md5, Sha256 };

std::string_view to_string(DigestAlgorithm algorithm);  // "MD5", "SHA-256"

struct DigestChallenge {
  std::string realm;
  std::string nonce;
  std::optional<std::string> opaque;
  DigestAlgorithm algorithm = DigestAlgorithm::Md5;
  bool algorithm_named = true;  // some cameras refuse to see named what they left out
  bool qop_auth = true;         // false: of RFC 2069, as old cameras send it
  bool stale = false;

  bool operator==(const DigestChallenge&) const = default;
};

// All Digest challenges of one field that we can answer; one field may hold several.
std::vector<DigestChallenge> parse_digest_challenges(std::string_view value);
std::string to_string(const DigestChallenge& challenge);

struct DigestCredentials {
  std::string user;
  std::string realm;
  std::string nonce;
  std::string uri;
  std::string response;  // hex, of the algorithm's length
  std::optional<std::string> opaque;
  DigestAlgorithm algorithm = DigestAlgorithm::Md5;
  bool algorithm_named = true;
  bool qop_auth = true;  // false: neither cnonce nor nonce_count
  std::string cnonce;
  std::uint32_t nonce_count = 0;

  bool operator==(const DigestCredentials&) const = default;
};

std::optional<DigestCredentials> parse_digest_credentials(std::string_view value);
std::string to_string(const DigestCredentials& credentials);

}  // namespace http
