// What /ws/changes says of changes that came together: the ChangeMessage of the API's description.
// Changes of one timeline become one message. Pure; safe from any thread.
#pragma once

#include <span>
#include <vector>

#include "base/json/json.h"

namespace nvr {

// `changes` as FootageView::apply() takes them.
std::vector<base::Json> change_messages(std::span<const base::Json> changes);

base::Json status_message();  // the status page is out of date
base::Json reset_message();   // everything is

}  // namespace nvr
