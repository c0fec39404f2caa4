#include "nvr/recorder/change_feed.h"

#include <algorithm>
#include <utility>

namespace nvr {

void ChangeFeed::follow(const base::ipc::Request& request) {
  const auto from = request.payload.arguments.get_int("from");
  if (!from || *from < 0) {
    return control_.answer(request.reply_to,
                           base::Error{base::ErrorKind::InvalidInput, "from is a number"});
  }
  control_.answer(request.reply_to, base::ipc::Reply{});
  control_.subscribe(request.reply_to);
  followers_.push_back({.to = request.reply_to, .told = static_cast<std::uint64_t>(*from)});
  read(followers_.back());
}

void ChangeFeed::drop(base::ipc::ConnectionId connection) {
  std::erase_if(followers_, [&](const Follower& each) { return each.to.connection == connection; });
}

void ChangeFeed::changed() {
  control_.post([this] {
    for (Follower& each : followers_) read(each);
  });
}

ChangeFeed::Follower* ChangeFeed::find(base::ipc::ReplyTo to) {
  const auto found = std::ranges::find_if(followers_, [&](const Follower& each) {
    return each.to.connection == to.connection && each.to.id == to.id;
  });
  return found == followers_.end() ? nullptr : &*found;
}

void ChangeFeed::read(Follower& follower) {
  if (follower.reading) return;
  follower.reading = catalog_.run([this, to = follower.to, told = follower.told,
                                   started = follower.started](storage::Catalog& catalog) {
    const auto page = std::make_shared<Page>();
    const bool known = started || (told != 0 && catalog.knows(told));
    page->reset = !known;
    page->epoch = catalog.epoch();
    page->last = known ? told : 0;
    if (const auto changes = catalog.changes_after(page->last, kRowsAtOnce)) {
      for (const storage::Change& change : *changes) {
        page->rows.push_back(storage::to_json(change));
        page->last = change.n;
      }
      page->more = changes->size() == kRowsAtOnce;
    }
    control_.post([this, to, page] { tell(to, *page); });
  });
}

void ChangeFeed::tell(base::ipc::ReplyTo to, const Page& page) {
  const auto push = [&](const char* event, base::Json arguments) {
    base::ipc::Payload payload;
    payload.arguments = std::move(arguments);
    return control_.push(to, event, std::move(payload)).has_value();
  };
  if (find(to) == nullptr) return;
  bool sent = true;
  if (page.reset) {
    base::Json reset;
    reset["epoch"] = base::to_string(page.epoch);
    sent = push("reset", std::move(reset));
  }
  for (const base::Json& row : page.rows) {
    if (!sent) break;
    sent = push("change", row);
  }
  Follower* const follower = find(to);
  if (follower == nullptr) return;
  // Cut off: it comes back with the number of the last row it read.
  if (!sent) return drop(to.connection);
  follower->started = true;
  follower->reading = false;
  follower->told = page.last;
  if (page.more) read(*follower);
}

}  // namespace nvr
