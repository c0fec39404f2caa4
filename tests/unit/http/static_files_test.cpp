// Goal: the front end's files, and nothing else, reach the browser, in the cheapest form it takes.

#include "web/http/static_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "tests/support/temporary_directory.h"
#include "web/http/security_headers.h"

namespace http {
namespace {

namespace fs = std::filesystem;

class StaticFilesTest : public testing::Test {
 protected:
  StaticFilesTest() {
    write("index.html", "<html>");
    write("assets/app-3fA9cD21.js", "code");
    write("assets/app-3fA9cD21.js.br", "br");
    write("assets/app-3fA9cD21.js.gz", "gz");
    write("assets/logo.svg", "<svg>");
  }

  void write(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream{folder_ / name} << text;
  }

  Response get(std::string_view target, std::initializer_list<Headers::Field> fields = {}) {
    Request request;
    request.target = parse_target(target).value();
    for (const auto& [name, value] : fields) request.headers.add(name, value);
    return StaticFiles::load(folder_).value().answer(request);
  }
  static std::string text_of(const Response& response) {
    return std::string{base::as_text(response.body)};
  }

  test_support::TemporaryDirectory directory_;
  fs::path folder_{directory_.path()};
};

TEST_F(StaticFilesTest, ServesFilesWithTheirTypeAndAStrictPolicy) {
  const Response response = get("/assets/logo.svg");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(text_of(response), "<svg>");
  EXPECT_EQ(response.headers.get("Content-Type"), "image/svg+xml");
  EXPECT_EQ(response.headers.get("Content-Security-Policy"), kPageContentSecurityPolicy);
  EXPECT_EQ(text_of(get("/")), "<html>");
}

TEST_F(StaticFilesTest, HashedNamesAreKeptForEverOthersAreAskedFor) {
  EXPECT_EQ(get("/assets/app-3fA9cD21.js").headers.get("Cache-Control"),
            "public, max-age=31536000, immutable");
  EXPECT_EQ(get("/assets/logo.svg").headers.get("Cache-Control"), "no-cache");
  EXPECT_EQ(get("/").headers.get("Cache-Control"), "no-cache");
}

TEST_F(StaticFilesTest, KnownVersionsAreNotSentAgain) {
  const std::string etag{get("/").headers.get("ETag")};
  const Response known = get("/", {{"If-None-Match", "\"x\", W/" + etag}});
  EXPECT_EQ(known.status, 304);
  EXPECT_TRUE(known.body.empty());
  EXPECT_EQ(get("/", {{"If-None-Match", "\"x\""}}).status, 200);
}

TEST_F(StaticFilesTest, CompressedFormsGoToThoseWhoTakeThem) {
  const Response brotli = get("/assets/app-3fA9cD21.js", {{"Accept-Encoding", "gzip, br"}});
  EXPECT_EQ(text_of(brotli), "br");
  EXPECT_EQ(brotli.headers.get("Content-Encoding"), "br");
  EXPECT_EQ(brotli.headers.get("Vary"), "Accept-Encoding");
  EXPECT_EQ(brotli.headers.get("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(text_of(get("/assets/app-3fA9cD21.js", {{"Accept-Encoding", "gzip"}})), "gz");
  EXPECT_EQ(text_of(get("/assets/app-3fA9cD21.js")), "code");
  EXPECT_NE(brotli.headers.get("ETag"), get("/assets/app-3fA9cD21.js").headers.get("ETag"));
}

TEST_F(StaticFilesTest, NavigationsGetTheApplicationOthers404) {
  EXPECT_EQ(text_of(get("/cameras/3", {{"Sec-Fetch-Mode", "navigate"}})), "<html>");
  EXPECT_EQ(text_of(get("/cameras/3", {{"Accept", "text/html,*/*"}})), "<html>");
  EXPECT_EQ(get("/cameras/3", {{"Sec-Fetch-Mode", "cors"}, {"Accept", "text/html"}}).status, 404);
  EXPECT_EQ(get("/cameras/3").status, 404);
  EXPECT_EQ(get("/missing.js", {{"Sec-Fetch-Mode", "navigate"}}).status, 404);
}

TEST_F(StaticFilesTest, LinksHiddenAndUnknownFilesAreLeftOut) {
  write("private.key", "secret");
  write(".env.txt", "secret");
  write("run.sh", "secret");
  fs::create_symlink("/etc/passwd", folder_ / "passwd.txt");
  fs::create_directory_symlink("/etc", folder_ / "etc");
  EXPECT_EQ(StaticFiles::load(folder_)->size(), 3U);
  for (const char* path : {"/private.key", "/.env.txt", "/run.sh", "/passwd.txt", "/etc/passwd",
                           "/assets/app-3fA9cD21.js.gz"}) {
    EXPECT_EQ(get(path).status, 404) << path;
  }
}

TEST_F(StaticFilesTest, TooManyOrTooLargeFilesAreRefused) {
  EXPECT_TRUE(StaticFiles::load(folder_, {.files_max = 5}));
  EXPECT_FALSE(StaticFiles::load(folder_, {.files_max = 4}));
  EXPECT_TRUE(StaticFiles::load(folder_, {.bytes_max = 19}));
  EXPECT_FALSE(StaticFiles::load(folder_, {.bytes_max = 18}));
  EXPECT_FALSE(StaticFiles::load(folder_, {.depth_max = 0}));
}

TEST_F(StaticFilesTest, AFolderWithoutAnIndexIsNoFrontEnd) {
  fs::remove(folder_ / "index.html");
  EXPECT_FALSE(StaticFiles::load(folder_));
  EXPECT_FALSE(StaticFiles::load(folder_ / "missing"));
}

}  // namespace
}  // namespace http
