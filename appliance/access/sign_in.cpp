#include "appliance/access/sign_in.h"

#include <algorithm>
#include <utility>

#include "base/event/catalogue.h"

namespace appliance {
namespace {

// A guess from anywhere slows down all: there is one code.
constexpr const char* kClaimKey = "claim code";

std::string key_of_name(const std::string& name) {
  return "name " + base::hex(crypto::sha256(base::as_bytes(name)));
}

}  // namespace

// Bounds how many hashes are computed at once.
class SignIn::Place {
 public:
  Place(std::atomic<int>& taken, int max) : taken_{taken}, got_{++taken <= max} {}
  ~Place() { --taken_; }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  bool got() const { return got_; }

 private:
  std::atomic<int>& taken_;
  bool got_;
};

SignIn::SignIn(const Parts& parts, Options options)
    : parts_{parts},
      options_{options},
      by_address_{options.throttle},
      by_account_{options.throttle} {}

base::Result<void> SignIn::begin_attempt(const http::Peer& peer, const std::string& account_key) {
  const base::SteadyTime now = parts_.clock.steady();
  RETURN_IF_ERROR(by_address_.begin(throttle_key(peer), now));
  return by_account_.begin(account_key, now);
}

std::chrono::seconds SignIn::wait(const http::Peer& peer, const std::string& account_key) const {
  const base::SteadyTime now = parts_.clock.steady();
  return std::max({std::chrono::seconds{1}, by_address_.wait(throttle_key(peer), now),
                   by_account_.wait(account_key, now)});
}

std::chrono::seconds SignIn::wait_to_claim(const http::Peer& peer) const {
  return wait(peer, kClaimKey);
}

std::chrono::seconds SignIn::wait_to_sign_in(const http::Peer& peer,
                                             const std::string& name) const {
  return wait(peer, key_of_name(name));
}

base::Error SignIn::refused(const http::Peer& peer, const std::string& name, base::EventKind kind,
                            base::Error why) {
  const bool throttled = why.kind == base::ErrorKind::Unavailable;
  parts_.log.tell(
      {kind,
       name,
       {{"address", peer.text()}, {"reason", throttled ? "too_many_attempts" : "not_accepted"}}});
  return why;
}

base::Result<SignIn::Welcome> SignIn::claim(const http::Peer& peer, const std::string& code,
                                            const std::string& name,
                                            const crypto::Secret& password) {
  using base::events::kClaimRefused;
  if (parts_.accounts.any()) return base::Error{base::ErrorKind::Exists, "it is claimed already"};
  const Place place{at_once_, options_.at_once_max};
  auto begun = begin_attempt(peer, kClaimKey);
  if (begun && !place.got()) begun = base::Error{base::ErrorKind::Unavailable, "busy"};
  if (!begun) return refused(peer, "", kClaimRefused, std::move(begun).error());
  if (!parts_.claim_code.matches(code)) {
    return refused(peer, "", kClaimRefused,
                   {base::ErrorKind::Denied, "the claim code is another one"});
  }
  ASSIGN_OR_RETURN(const Account account, parts_.accounts.create_first(name, password));
  // The account is there: a code that stays on disk opens nothing any more and goes at next start.
  (void)parts_.claim_code.destroy();
  by_address_.succeeded(throttle_key(peer));
  ASSIGN_OR_RETURN(auto started, parts_.sessions.start(account.id));
  parts_.log.tell({base::events::kDeviceClaimed, account.name, {{"address", peer.text()}}});
  return Welcome{account, std::move(started)};
}

base::Result<SignIn::Welcome> SignIn::sign_in(const http::Peer& peer, const std::string& name,
                                              const crypto::Secret& password) {
  using base::events::kSignInRefused;
  const std::string account_key = key_of_name(name);
  const Place place{at_once_, options_.at_once_max};
  auto begun = begin_attempt(peer, account_key);
  if (begun && !place.got()) begun = base::Error{base::ErrorKind::Unavailable, "busy"};
  if (!begun) return refused(peer, "", kSignInRefused, std::move(begun).error());
  auto account = parts_.accounts.verify(name, password);
  if (!account) {
    // What was typed as a name may be a password: it is not written down.
    return refused(peer, "", kSignInRefused, {base::ErrorKind::Denied, "not accepted"});
  }
  by_address_.succeeded(throttle_key(peer));
  by_account_.succeeded(account_key);
  ASSIGN_OR_RETURN(auto started, parts_.sessions.start(account->id));
  parts_.log.tell({base::events::kSignedIn, account->name, {{"address", peer.text()}}});
  return Welcome{*std::move(account), std::move(started)};
}

void SignIn::sign_out(const Account& account, const SessionId& session) {
  parts_.sessions.end(session);
  parts_.log.tell({base::events::kSignedOut, account.name, {}});
}

}  // namespace appliance
