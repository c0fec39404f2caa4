// Compares media types as Content-Type and Accept give them (RFC 9110 sections 8.3 and 12.5.1).
#pragma once

#include <string_view>

namespace http {

// True when `value` is `type`, whatever its parameters: "application/json; charset=utf-8".
bool is_media_type(std::string_view value, std::string_view type);

// True when one range of `accept` covers `type` and is not switched off with q=0.
bool accepts_media_type(std::string_view accept, std::string_view type);

// True when Accept-Encoding lists `coding` and not with q=0.
bool accepts_coding(std::string_view accept_encoding, std::string_view coding);

}  // namespace http
