#include "web/http/digest_format.h"

#include <algorithm>
#include <charconv>

#include "base/byte_order.h"
#include "web/http/headers.h"

namespace http {
namespace {

constexpr std::size_t kChallengesMax = 8;
constexpr std::size_t kDigestParametersMax = 32;  // of all challenges of a field, or of an answer

struct DigestParameter {
  std::string_view name;
  std::string value;
};
using DigestParameters = std::vector<DigestParameter>;

const std::string* find_parameter(const DigestParameters& parameters, std::string_view name) {
  const auto found = std::ranges::find_if(parameters, [&](const DigestParameter& parameter) {
    return equal_ignoring_case(parameter.name, name);
  });
  return found == parameters.end() ? nullptr : &found->value;
}

bool has_controls(std::string_view text) {
  return std::ranges::any_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// Goes through "Digest name=value, name="value", Other ..." piece by piece.
class DigestFieldReader {
 public:
  explicit DigestFieldReader(std::string_view text) : rest_{text} {}

  bool at_end() const { return rest_.empty(); }
  bool at_comma() const { return rest_.starts_with(','); }
  void skip_spaces() { rest_ = trim_spaces(rest_); }
  void skip_separators() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" ,\t"), rest_.size()));
  }
  void skip_to_comma() { rest_.remove_prefix(std::min(rest_.find(','), rest_.size())); }

  std::string_view token() {
    std::size_t size = 0;
    while (size < rest_.size() && is_token(rest_.substr(size, 1))) ++size;
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  // Takes "=" and spaces around it, if it is there.
  bool equals_sign() {
    skip_spaces();
    if (!rest_.starts_with('=')) return false;
    rest_.remove_prefix(1);
    skip_spaces();
    return true;
  }

  // A token or a quoted string; nothing when it is neither.
  std::optional<std::string> value() {
    if (!rest_.starts_with('"')) {
      const std::string_view plain = token();
      return plain.empty() ? std::nullopt : std::optional{std::string{plain}};
    }
    std::string text;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        rest_.remove_prefix(i + 1);
        return text;
      }
      if (rest_[i] == '\\') ++i;
      if (i < rest_.size()) text += rest_[i];
    }
    return std::nullopt;
  }

 private:
  std::string_view rest_;
};

std::string in_quotes(std::string_view text) {
  std::string out{'"'};
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

// The algorithm that is named; MD5 when none is; nothing when we do not know it.
std::optional<DigestAlgorithm> algorithm_of(const DigestParameters& parameters) {
  const std::string* const name = find_parameter(parameters, "algorithm");
  if (name == nullptr) return DigestAlgorithm::Md5;
  for (const auto algorithm : {DigestAlgorithm::Sha256, DigestAlgorithm::Md5}) {
    if (equal_ignoring_case(*name, to_string(algorithm))) return algorithm;
  }
  return std::nullopt;
}

std::optional<std::string> optional_text(const DigestParameters& parameters,
                                         std::string_view name) {
  const std::string* const value = find_parameter(parameters, name);
  return value == nullptr ? std::nullopt : std::optional{*value};
}

std::optional<DigestChallenge> make_challenge(const DigestParameters& parameters) {
  const std::string* const realm = find_parameter(parameters, "realm");
  const std::string* const nonce = find_parameter(parameters, "nonce");
  const std::string* const qop = find_parameter(parameters, "qop");
  const auto algorithm = algorithm_of(parameters);
  if (realm == nullptr || nonce == nullptr || !algorithm) return std::nullopt;
  if (qop != nullptr && !list_has_token(*qop, "auth")) return std::nullopt;
  const std::string* const stale = find_parameter(parameters, "stale");
  return DigestChallenge{.realm = *realm,
                         .nonce = *nonce,
                         .opaque = optional_text(parameters, "opaque"),
                         .algorithm = *algorithm,
                         .algorithm_named = find_parameter(parameters, "algorithm") != nullptr,
                         .qop_auth = qop != nullptr,
                         .stale = stale != nullptr && equal_ignoring_case(*stale, "true")};
}

// All parameters of an answer, each of which may be there once.
std::optional<DigestParameters> answer_parameters(std::string_view value) {
  DigestFieldReader reader{value};
  if (!equal_ignoring_case(reader.token(), "Digest")) return std::nullopt;
  DigestParameters parameters;
  while (true) {
    reader.skip_separators();
    if (reader.at_end()) return parameters;
    const std::string_view name = reader.token();
    if (name.empty() || !reader.equals_sign()) return std::nullopt;
    auto text = reader.value();
    if (!text || has_controls(*text) || find_parameter(parameters, name) != nullptr ||
        parameters.size() == kDigestParametersMax) {
      return std::nullopt;
    }
    parameters.push_back({name, *std::move(text)});
    reader.skip_spaces();
    if (!reader.at_end() && !reader.at_comma()) return std::nullopt;
  }
}

bool is_lower_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// False when it promises counting and does not count.
bool take_count(const DigestParameters& parameters, DigestCredentials& credentials) {
  const std::string* const qop = find_parameter(parameters, "qop");
  credentials.qop_auth = qop != nullptr;
  if (qop == nullptr) return true;
  const std::string* const cnonce = find_parameter(parameters, "cnonce");
  const std::string* const count = find_parameter(parameters, "nc");
  if (*qop != "auth" || cnonce == nullptr || cnonce->empty() || count == nullptr) return false;
  credentials.cnonce = *cnonce;
  const auto [end, error] =
      std::from_chars(count->data(), count->data() + count->size(), credentials.nonce_count, 16);
  return count->size() == 8 && error == std::errc{} && end == count->data() + count->size();
}

std::string eight_digits(std::uint32_t number) {
  base::ByteWriter bytes;
  bytes.put(number);
  return base::hex(bytes.view());
}

}  // namespace

std::string_view to_string(DigestAlgorithm algorithm) {
  return algorithm == DigestAlgorithm::Sha256 ? "SHA-256" : "MD5";
}

std::vector<DigestChallenge> parse_digest_challenges(std::string_view value) {
  std::vector<DigestChallenge> challenges;
  if (value.size() > kDigestFieldBytesMax) return challenges;
  DigestFieldReader reader{value};
  DigestParameters parameters;
  bool digest = false;
  const auto finish = [&] {
    auto challenge = digest ? make_challenge(parameters) : std::nullopt;
    if (challenge && challenges.size() < kChallengesMax) challenges.push_back(*challenge);
    parameters.clear();
  };
  while (true) {
    reader.skip_separators();
    const std::string_view name = reader.token();
    if (name.empty()) break;  // the end, or nothing that could be understood from here on
    if (!reader.equals_sign()) {
      finish();
      digest = equal_ignoring_case(name, "Digest");
      continue;
    }
    auto text = reader.value();
    if (text && !has_controls(*text) && parameters.size() < kDigestParametersMax) {
      parameters.push_back({name, *std::move(text)});
    } else {
      reader.skip_to_comma();
    }
  }
  finish();
  return challenges;
}

std::string to_string(const DigestChallenge& challenge) {
  std::string out = "Digest realm=" + in_quotes(challenge.realm);
  out += ", nonce=" + in_quotes(challenge.nonce);
  if (challenge.opaque) out += ", opaque=" + in_quotes(*challenge.opaque);
  if (challenge.algorithm_named) {
    out += ", algorithm=" + std::string{to_string(challenge.algorithm)};
  }
  if (challenge.qop_auth) out += ", qop=\"auth\"";
  if (challenge.stale) out += ", stale=true";
  return out;
}

std::optional<DigestCredentials> parse_digest_credentials(std::string_view value) {
  if (value.size() > kDigestFieldBytesMax) return std::nullopt;
  const auto parameters = answer_parameters(value);
  if (!parameters) return std::nullopt;
  DigestCredentials credentials;
  for (const auto& [name, text] :
       {std::pair{"username", &credentials.user}, std::pair{"realm", &credentials.realm},
        std::pair{"nonce", &credentials.nonce}, std::pair{"uri", &credentials.uri},
        std::pair{"response", &credentials.response}}) {
    const std::string* const found = find_parameter(*parameters, name);
    if (found == nullptr) return std::nullopt;
    *text = *found;
  }
  const auto algorithm = algorithm_of(*parameters);
  if (!algorithm || !take_count(*parameters, credentials)) return std::nullopt;
  const std::string* const user_hash = find_parameter(*parameters, "userhash");
  if (user_hash != nullptr && !equal_ignoring_case(*user_hash, "false")) return std::nullopt;
  credentials.algorithm = *algorithm;
  credentials.algorithm_named = find_parameter(*parameters, "algorithm") != nullptr;
  credentials.opaque = optional_text(*parameters, "opaque");
  const std::size_t digits = *algorithm == DigestAlgorithm::Sha256 ? 64 : 32;
  if (!is_lower_hex(credentials.response, digits)) return std::nullopt;
  return credentials;
}

std::string to_string(const DigestCredentials& credentials) {
  std::string out = "Digest username=" + in_quotes(credentials.user);
  out += ", realm=" + in_quotes(credentials.realm);
  out += ", nonce=" + in_quotes(credentials.nonce);
  out += ", uri=" + in_quotes(credentials.uri);
  out += ", response=" + in_quotes(credentials.response);
  if (credentials.algorithm_named) {
    out += ", algorithm=" + std::string{to_string(credentials.algorithm)};
  }
  if (credentials.opaque) out += ", opaque=" + in_quotes(*credentials.opaque);
  if (credentials.qop_auth) {
    out += ", qop=auth, nc=" + eight_digits(credentials.nonce_count) +
           ", cnonce=" + in_quotes(credentials.cnonce);
  }
  return out;
}

}  // namespace http
