// The house rules. A rule that is not checked here is only a wish.
//
// Each takes the whole project and returns what breaks it; tidy_test holds the project against all
// of them, planted_test proves that each can fail.
#pragma once

#include "tests/tidy/tree.h"

namespace tidy {

// architecture_rules.cpp
Findings third_party_has_one_home(const Tree& tree);
Findings includes_follow_the_layer_table(const Tree& tree);
Findings locks_and_threads_live_in_base(const Tree& tree);
Findings no_capturing_lambda_beside_co_await(const Tree& tree);
Findings parsers_are_pure(const Tree& tree);

// source_rules.cpp
Findings files_fit_in_one_sitting(const Tree& tree);
Findings functions_fit_on_a_screen(const Tree& tree);
Findings headers_say_what_they_are_for(const Tree& tree);
Findings every_parser_is_fuzzed(const Tree& tree);
Findings every_source_is_built(const Tree& tree);
Findings every_module_is_tested(const Tree& tree);
Findings no_test_is_disabled(const Tree& tree);

// project_rules.cpp
Findings no_generated_file_in_git(const Tree& tree);
Findings lock_file_names_no_registry(const Tree& tree);
Findings design_pages_and_code_name_each_other(const Tree& tree);
Findings event_codes_are_unique_and_documented(const Tree& tree);
Findings api_operations_declare_their_permission(const Tree& tree);
Findings links_and_paths_in_pages_lead_somewhere(const Tree& tree);

}  // namespace tidy
