// Goal: every rule can fail. Method: a small tree that keeps it, then the same with one violation.

#include <gtest/gtest.h>

#include "tests/tidy/rules.h"

namespace tidy {
namespace {

using Rule = Findings (*)(const Tree&);

// The rule is silent about `good` and speaks once `path` is replaced or added.
void expect_caught(Rule rule, Tree good, const std::string& path, const std::string& violation) {
  EXPECT_EQ(rule(good), Findings{}) << "before " << path;
  good.files[path] = violation;
  EXPECT_FALSE(rule(good).empty()) << path << "\n" << violation;
}

Tree layered() {
  return {{{"cmake/Modules.cmake",
            "set(LAYER_base \"\")\nset(LAYER_media \"base;crypto\")\nset(LAYER_nvr "
            "\"base;storage\")\n"},
           {"nvr/a.cpp", "#include \"nvr/a.h\"\n#include \"base/result.h\"\n#include <vector>\n"}}};
}

TEST(PlantedTest, LibraryAwayFromHome) {
  expect_caught(third_party_has_one_home, layered(), "nvr/b.cpp", "#include <openssl/evp.h>\n");
  expect_caught(third_party_has_one_home, layered(), "nvr/b.h", "#include <sqlite3.h>\n");
  expect_caught(third_party_has_one_home, layered(), "nvr/c.h", "#include <nobody/knows.hpp>\n");
}

TEST(PlantedTest, IncludeAgainstTheLayerTable) {
  expect_caught(includes_follow_the_layer_table, layered(), "nvr/b.cpp",
                "#include \"web/http/server.h\"\n");
  expect_caught(includes_follow_the_layer_table, layered(), "base/b.h", "#include \"nvr/a.h\"\n");
}

TEST(PlantedTest, LockOrThreadOutsideBase) {
  Tree tree = layered();
  tree.files["base/queue.h"] = "#include <mutex>\nstd::mutex m;\n";
  tree.files["nvr/word.h"] = "// speaks of std::mutex\n";
  expect_caught(locks_and_threads_live_in_base, tree, "nvr/b.h", "std::mutex mutex_;\n");
  expect_caught(locks_and_threads_live_in_base, tree, "nvr/b.h", "std::jthread worker_;\n");
}

TEST(PlantedTest, CapturingLambdaBesideCoAwait) {
  Tree tree = layered();
  tree.files["nvr/good.cpp"] =
      "auto f = [this] { g(); };\nco_await run(f);\nco_await run([] {});\nx[i] = co_await y();\n";
  expect_caught(no_capturing_lambda_beside_co_await, tree, "nvr/b.cpp",
                "co_await run(\n    [this] { g(); });\n");
}

TEST(PlantedTest, ParserWithAClock) {
  Tree tree = layered();
  tree.files["media/a.cpp"] = "#include <vector>\n";
  expect_caught(parsers_are_pure, tree, "media/b.cpp", "auto t = steady_clock::now();\n");
  expect_caught(parsers_are_pure, tree, "media/b.cpp", "#include <sys/socket.h>\n");
}

std::string lines(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "  f();\n";
  return text;
}

TEST(PlantedTest, FileTooLong) {
  expect_caught(files_fit_in_one_sitting, {{{"nvr/a.cpp", lines(500)}}}, "nvr/a.cpp", lines(501));
}

TEST(PlantedTest, FunctionTooLong) {
  const auto function = [](std::size_t inner) {
    return "namespace nvr {\nvoid f(int a,\n       int b) {\n  if (a) {\n" + lines(inner) +
           "  }\n}\n}\n";
  };
  expect_caught(functions_fit_on_a_screen, {{{"nvr/a.cpp", function(65)}}}, "nvr/a.cpp",
                function(66));
}

TEST(PlantedTest, HeaderWithoutPurpose) {
  expect_caught(headers_say_what_they_are_for, {{{"nvr/a.h", "// What it is.\n#pragma once\n"}}},
                "nvr/b.h", "#pragma once\n");
}

TEST(PlantedTest, ParserWithoutFuzzerOrCorpus) {
  const Tree fuzzed{{{"nvr/x_parser.h", "// x\n"},
                     {"tests/fuzz/nvr/x_parser_fuzz.cpp", ""},
                     {"tests/fuzz/corpus/x_parser_fuzz/seed", "x"}}};
  expect_caught(every_parser_is_fuzzed, fuzzed, "nvr/y_reader.h", "// y\n");
  expect_caught(every_parser_is_fuzzed, fuzzed, "tests/fuzz/nvr/z_fuzz.cpp", "");
}

TEST(PlantedTest, SourceOrModuleLeftOut) {
  const Tree listed{{{"nvr/CMakeLists.txt", "custody_module(nvr SOURCES api/a.cpp)\n"},
                     {"tests/unit/CMakeLists.txt", "custody_unit_tests(nvr)\n"},
                     {"nvr/api/a.cpp", ""}}};
  expect_caught(every_source_is_built, listed, "nvr/api/forgotten.cpp", "");
  expect_caught(every_module_is_tested, listed, "media/sdp/sdp.cpp", "");
}

TEST(PlantedTest, DisabledTest) {
  const Tree tree{{{"tests/unit/a_test.cpp", "TEST(A, Works) {}\n"}}};
  expect_caught(no_test_is_disabled, tree, "tests/unit/b_test.cpp", "TEST(B, DISABLED_Works) {}\n");
  expect_caught(no_test_is_disabled, tree, "web/ui/tests/b.test.ts", "it.skip('works')\n");
}

TEST(PlantedTest, GeneratedFileInGit) {
  const Tree tree{{{"README.md", ""}, {"cmake/build.cmake", ""}}};
  expect_caught(no_generated_file_in_git, tree, "web/ui/dist/app.js", "");
  expect_caught(no_generated_file_in_git, tree, "tests/tool",
                "\x7f"
                "ELF\x02");
}

TEST(PlantedTest, RegistryInTheLockFile) {
  expect_caught(lock_file_names_no_registry, {{{"web/ui/package-lock.json", "{}"}}},
                "web/ui/package-lock.json", R"({"resolved": "somewhere"})");
}

TEST(PlantedTest, DesignPageAndCodeThatDoNotKnowEachOther) {
  const Tree tree{
      {{"docs/design/x.md", "Code: `base/x.h`.\n"}, {"base/x.h", "// Format: docs/design/x.md\n"}}};
  expect_caught(design_pages_and_code_name_each_other, tree, "docs/design/x.md", "No code.\n");
  expect_caught(design_pages_and_code_name_each_other, tree, "base/x.h", "// No page.\n");
}

TEST(PlantedTest, EventCodeTwiceOrUnexplained) {
  const std::string one = "constexpr EventKind kA{\"S001\", \"a\"};\n";
  const Tree tree{{{"base/event/catalogue.h", one}, {"docs/events.md", "\n| S001 | a | A. |\n"}}};
  const Rule rule = event_codes_are_unique_and_documented;
  const std::string path = "base/event/catalogue.h";
  expect_caught(rule, tree, path, one + "constexpr EventKind kB{\"S001\", \"b\"};\n");
  expect_caught(rule, tree, path, one + "constexpr EventKind kB{\"S002\", \"b\"};\n");
  expect_caught(rule, tree, path, one + "constexpr EventKind kB{\"S9\", \"b\"};\n");
  expect_caught(rule, tree, "docs/events.md", "\n| S001 | a | A. |\n| S002 | b | B. |\n");
}

TEST(PlantedTest, ApiOperationWithoutPermission) {
  const Tree tree{
      {{"web/api/openapi.json", R"({"paths":{"/healthz":{"get":{"x-permission":"public"}}}})"}}};
  expect_caught(api_operations_declare_their_permission, tree, "web/api/openapi.json",
                R"({"paths":{"/healthz":{"get":{"operationId":"x"}}}})");
}

TEST(PlantedTest, BrokenLinkOrPath) {
  const Tree tree{{{"docs/a.md", "[b](design/b.md#top) [out](https://example.org)"},
                   {"docs/design/b.md", "[a](../a.md)"}}};
  const Rule rule = links_and_paths_in_pages_lead_somewhere;
  expect_caught(rule, tree, "docs/c.md", "[gone](gone.md)");
  expect_caught(rule, tree, "docs/c.md", "see `tests/unit/gone_test.cpp`");
}

}  // namespace
}  // namespace tidy
