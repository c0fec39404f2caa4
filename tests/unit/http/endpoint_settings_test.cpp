// Goal: where to listen is taken exactly as it was meant, or not at all.

#include "web/http/endpoint_settings.h"

#include <gtest/gtest.h>

namespace http {
namespace {

TEST(EndpointSettings, EndpointsAreAddressAndPort) {
  EXPECT_EQ(*parse_endpoint("127.0.0.1:8443"), (Endpoint{"127.0.0.1", 8443}));
  EXPECT_EQ(*parse_endpoint("[::1]:65535"), (Endpoint{"::1", 65535}));
  EXPECT_EQ(*parse_endpoint("0.0.0.0:0"), (Endpoint{"0.0.0.0", 0}));
}

TEST(EndpointSettings, AnythingElseIsRefused) {
  for (const char* text :
       {"", "443", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:44x",
        "::1:443", "[127.0.0.1]:443", "nvr.example:443", "[::1]443", "127.0.0.1 :443"}) {
    EXPECT_FALSE(parse_endpoint(text)) << text;
  }
}

}  // namespace
}  // namespace http
