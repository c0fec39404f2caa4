// The arithmetic of Digest authentication (RFC 7616 section 3.4), shared by client and server.
//
// Pure. A verifier (HA1) is as good as the password for that realm and algorithm: treat it so.
#pragma once

#include <string>
#include <string_view>

#include "crypto/secret.h"
#include "web/http/digest_format.h"

namespace http {

// H(user:realm:password) in hex: what a server keeps instead of a password.
crypto::Secret digest_verifier(DigestAlgorithm algorithm, std::string_view user,
                               std::string_view realm, const crypto::Secret& password);

// The response that goes with `credentials`, whose own response is not looked at.
std::string digest_response(const crypto::Secret& verifier, std::string_view method,
                            const DigestCredentials& credentials);

}  // namespace http
