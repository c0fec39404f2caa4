#include "nvr/admin/keeper_link.h"

#include <utility>

namespace nvr {
namespace {

using namespace std::chrono_literals;

// What the authority refused is asked again seldom: it counts requests.
constexpr auto kRenewalPause = 1min;
constexpr auto kLookTimeout = 5s;
// How long a keeper may be back before it is noticed.
constexpr auto kAwayMaxOfKeeper = 1s;

base::Caller::Options keeper_caller_options(const std::string& socket) {
  base::Caller::Options options;
  options.name = "keeper-call";
  options.client.path = socket;
  options.client.backoff.max = kAwayMaxOfKeeper;
  return options;
}

bool same_state(const std::optional<KeeperState>& a, const std::optional<KeeperState>& b) {
  if (a.has_value() != b.has_value()) return false;
  return !a || (a->state == b->state && a->recovery_proven == b->recovery_proven &&
                a->site_ca_fingerprint == b->site_ca_fingerprint);
}

}  // namespace

KeeperLink::KeeperLink(Options options, SiteCertificate& certificate, const base::Logger& logger,
                       const base::Clock& clock)
    : options_{std::move(options)},
      certificate_{certificate},
      logger_{logger},
      clock_{clock},
      caller_{keeper_caller_options(options_.socket), clock},
      client_{caller_, kLookTimeout},
      journal_{caller_, clock, {}},
      wakes_{{.count_max = 8, .bytes_max = 8}} {}

KeeperLink::~KeeperLink() {
  (void)stop({});
}

base::Result<void> KeeperLink::start() {
  RETURN_IF_ERROR(caller_.start());
  look();
  thread_ = base::NamedThread{"keeper-watch", [this] { run(); }};
  return {};
}

base::Result<void> KeeperLink::stop(base::SteadyTime deadline) {
  wakes_.close();
  (void)caller_.stop(deadline);
  if (thread_.joinable()) thread_.join();
  return {};
}

std::optional<KeeperState> KeeperLink::state() const {
  return state_.with([](const auto& state) { return state; });
}

void KeeperLink::refresh() {
  (void)ask();
  (void)wakes_.try_push(1, 1);
}

void KeeperLink::run() {
  base::SteadyTime next_chores = clock_.steady() + options_.chores_every;
  while (!wakes_.drained()) {
    (void)wakes_.pop_wait_for(options_.look_every);
    if (wakes_.drained()) break;
    look();
    if (clock_.steady() < next_chores) continue;
    next_chores = clock_.steady() + options_.chores_every;
    if (hooks_.chores) hooks_.chores();
  }
  if (hooks_.chores) hooks_.chores();
}

std::optional<KeeperState> KeeperLink::ask() {
  auto asked = client_.state();
  std::optional<KeeperState> now;
  if (asked) now = *std::move(asked);
  const bool changed = state_.with([&](auto& state) {
    const bool differs = !same_state(state, now);
    state = now;
    return differs;
  });
  if (changed) {
    logger_.log(base::Severity::Info, now ? "keeper-answers" : "keeper-silent",
                {{"state", now ? now->state : "unknown"}});
    if (hooks_.state_changed) hooks_.state_changed();
    renew_soon_ = true;
  }
  return now;
}

void KeeperLink::look() {
  const auto now = ask();
  if (!now || now->state != "unlocked") return;
  journal_.try_again();
  renew_certificate();
}

void KeeperLink::renew_certificate() {
  if (!renew_soon_.exchange(false) && clock_.steady() < next_renewal_) return;
  next_renewal_ = clock_.steady() + kRenewalPause;
  const auto renewed = certificate_.refresh(client_);
  if (!renewed) {
    if (std::exchange(renewal_trouble_, renewed.error().message) != renewed.error().message) {
      logger_.log(base::Severity::Warning, "certificate-not-renewed",
                  {{"reason", renewed.error().message}});
    }
    return;
  }
  renewal_trouble_.clear();
  if (!*renewed) return;
  logger_.log(base::Severity::Info, "certificate-changed",
              {{"fingerprint", certificate_.current().fingerprint}});
  if (hooks_.certificate_changed) hooks_.certificate_changed();
}

}  // namespace nvr
