#include "nvr/admin/journal_sender.h"

#include <optional>
#include <utility>

namespace nvr {
namespace {

using namespace std::chrono_literals;
using base::Json;

constexpr auto kJournalTimeout = 10s;
constexpr std::string_view kNobody = "nobody";  // the journal wants an actor
constexpr std::string_view kOwnName = "custodyd";

}  // namespace

JournalSender::JournalSender(base::Caller& caller, const base::Clock& clock, Options options)
    : caller_{caller}, clock_{clock}, options_{options} {}

void JournalSender::tell(JournalLine line) {
  Json arguments{Json::Object{}};
  arguments["kind"] = std::move(line.kind);
  arguments["actor"] = line.actor.empty() ? std::string{kNobody} : std::move(line.actor);
  arguments["subject"] = std::move(line.subject);
  // The journal's own time is when it was written, which may be later.
  line.fields["happened"] = base::format_rfc3339(clock_.wall());
  arguments["fields"] = Json{Json::Object{line.fields.begin(), line.fields.end()}};
  queue_.with([&](Queue& queue) {
    if (queue.lines.size() >= options_.waiting_max) {
      ++queue.left_out;
    } else {
      queue.lines.push_back(std::move(arguments));
    }
  });
  send_first();
}

// Whom it is about is who did it, unless it says by whom.
void JournalSender::tell(const base::Event& event) {
  JournalLine line{.kind = std::string{event.kind.name},
                   .actor = event.subject,
                   .subject = std::string{event.kind.code},
                   .fields = event.fields};
  const auto by = event.fields.find("by");
  if (by != event.fields.end() && by->second.as_string() != nullptr) {
    line.actor = *by->second.as_string();
    line.subject = event.subject;
    line.fields.erase("by");
    line.fields["code"] = event.kind.code;
  }
  tell(std::move(line));
}

void JournalSender::try_again() {
  send_first();
}

std::size_t JournalSender::waiting() const {
  return queue_.with([](const Queue& queue) { return queue.lines.size(); });
}

// One at a time, so that their order is the journal's.
void JournalSender::send_first() {
  auto line = queue_.with([](Queue& queue) -> std::optional<Json> {
    if (queue.sending || queue.lines.empty()) return std::nullopt;
    queue.sending = true;
    return queue.lines.front();
  });
  if (!line) return;
  caller_.start("append_journal", {.arguments = *std::move(line)}, kJournalTimeout,
                [this](const base::Result<base::ipc::Reply>& reply) {
                  on_answer(reply.has_value(),
                            !reply && reply.error().kind == base::ErrorKind::InvalidInput);
                });
}

// A line that the journal refuses for what it is would be refused for ever.
void JournalSender::on_answer(bool written, bool refused) {
  const bool more = queue_.with([&](Queue& queue) {
    queue.sending = false;
    if (!written && !refused) return false;
    queue.lines.pop_front();
    if (queue.left_out > 0) {
      Json lost{Json::Object{}};
      lost["kind"] = "lines-left-out";
      lost["actor"] = kOwnName;
      lost["subject"] = "";
      Json::Object fields;
      fields["count"] = std::exchange(queue.left_out, 0);
      lost["fields"] = Json{std::move(fields)};
      queue.lines.push_back(std::move(lost));
    }
    return !queue.lines.empty();
  });
  if (more) send_first();
}

}  // namespace nvr
