// Codes that people read from paper or a screen and type in: Crockford's base 32, five bits to a
// letter, without I, L, O and U. Pure; safe from any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace appliance {

std::string draw_code(std::size_t letters);  // random

// "7Q4M-K0XD-2B9T" of its twelve letters.
std::string in_groups(std::string_view code, std::size_t letters_each);

// What was meant by what was typed: any case, spaces and hyphens, and I, L, O for 1, 1, 0.
std::string code_as_meant(std::string_view typed);

bool is_code(std::string_view code, std::size_t letters);

}  // namespace appliance
