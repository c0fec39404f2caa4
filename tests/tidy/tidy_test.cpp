// Goal: the project keeps its own rules. Each finding names the place.

#include <gtest/gtest.h>

#include "tests/tidy/rules.h"

namespace tidy {
namespace {

struct NamedRule {
  const char* name;
  Findings (*rule)(const Tree&);
};

void PrintTo(const NamedRule& rule, std::ostream* out) {
  *out << rule.name;
}

class TidyTest : public testing::TestWithParam<NamedRule> {};

// R001: each threat's test exists, as every path in a page. R199: each code is unique and documented.
TEST_P(TidyTest, ProjectKeepsTheRule) {
  static const Tree tree = load_tree(REPOSITORY_ROOT);
  for (const auto& finding : GetParam().rule(tree)) ADD_FAILURE() << finding;
}

#define RULE(name) \
  NamedRule {      \
    #name, name    \
  }
INSTANTIATE_TEST_SUITE_P(
    House, TidyTest,
    testing::Values(RULE(third_party_has_one_home), RULE(includes_follow_the_layer_table),
                    RULE(locks_and_threads_live_in_base), RULE(no_capturing_lambda_beside_co_await),
                    RULE(parsers_are_pure), RULE(files_fit_in_one_sitting),
                    RULE(functions_fit_on_a_screen), RULE(headers_say_what_they_are_for),
                    RULE(every_parser_is_fuzzed), RULE(every_source_is_built),
                    RULE(every_module_is_tested), RULE(no_test_is_disabled),
                    RULE(no_generated_file_in_git), RULE(lock_file_names_no_registry),
                    RULE(design_pages_and_code_name_each_other),
                    RULE(event_codes_are_unique_and_documented),
                    RULE(api_operations_declare_their_permission),
                    RULE(links_and_paths_in_pages_lead_somewhere)),
    [](const auto& param) { return std::string{param.param.name}; });

}  // namespace
}  // namespace tidy
