#include "appliance/access/sign_in.h"

#include <algorithm>
#include <utility>

#include "base/event/catalogue.h"

namespace appliance {
namespace {

// A guess from anywhere slows down all: there is one code.
constexpr const char* kClaimKey = "claim code";
constexpr std::size_t kAppCodeCharactersMax = 8;  // six digits, and a space in the middle

// Digests, so that what is kept has one length and is no name.
std::string key_of_name(const http::Peer& peer, const std::string& name) {
  return throttle_key(peer) + " " + base::hex(crypto::sha256(base::as_bytes(name)));
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
      by_name_{options.throttle},
      by_code_{options.throttle} {}

base::Result<void> SignIn::begin_attempt(const http::Peer& peer, const std::string& name_key) {
  const base::SteadyTime now = parts_.clock.steady();
  RETURN_IF_ERROR(by_address_.begin(throttle_key(peer), now));
  return by_name_.begin(name_key, now);
}

void SignIn::end_attempt(const http::Peer& peer, const std::string& name_key) {
  by_address_.succeeded(throttle_key(peer));
  by_name_.succeeded(name_key);
}

std::chrono::seconds SignIn::wait(const http::Peer& peer, const std::string& name_key) const {
  const base::SteadyTime now = parts_.clock.steady();
  return std::max({std::chrono::seconds{1}, by_address_.wait(throttle_key(peer), now),
                   by_name_.wait(name_key, now)});
}

std::chrono::seconds SignIn::wait_to_claim(const http::Peer& peer) const {
  return wait(peer, kClaimKey);
}

std::chrono::seconds SignIn::wait_to_sign_in(const http::Peer& peer,
                                             const std::string& name) const {
  return wait(peer, key_of_name(peer, name));
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

base::Result<SignIn::Welcome> SignIn::begin_session(const Visitor& visitor, Account account) {
  ASSIGN_OR_RETURN(auto started,
                   parts_.sessions.start(account.id, {visitor.peer.text(), visitor.agent}));
  parts_.accounts.note_seen(account.id, parts_.clock.wall(), visitor.peer.text());
  return Welcome{std::move(account), std::move(started)};
}

base::Result<SignIn::Welcome> SignIn::claim(const Visitor& visitor, const std::string& code,
                                            const std::string& name,
                                            const crypto::Secret& password) {
  using base::events::kClaimRefused;
  const http::Peer& peer = visitor.peer;
  if (parts_.accounts.any()) return base::Error{base::ErrorKind::Exists, "it is claimed already"};
  const Place place{at_once_, options_.at_once_max};
  auto begun = begin_attempt(peer, kClaimKey);
  if (begun && !place.got()) begun = base::Error{base::ErrorKind::Unavailable, "busy"};
  if (!begun) return refused(peer, "", kClaimRefused, std::move(begun).error());
  if (!parts_.claim_code.matches(code)) {
    return refused(peer, "", kClaimRefused,
                   {base::ErrorKind::Denied, "the claim code is another one"});
  }
  ASSIGN_OR_RETURN(Account account, parts_.accounts.create_first(name, password));
  // The account is there: a code that stays on disk opens nothing any more and goes at next start.
  (void)parts_.claim_code.destroy();
  end_attempt(peer, kClaimKey);
  parts_.log.tell({base::events::kDeviceClaimed, account.name, {{"address", peer.text()}}});
  return begin_session(visitor, std::move(account));
}

// A password as old as the policy lets it get must be replaced at once (R017).
Account SignIn::with_password_age(Account account) const {
  const auto days = std::chrono::days{parts_.accounts.policy().days_max};
  if (days.count() == 0 || account.must_change_password) return account;
  const auto record = parts_.accounts.record(account.id);
  if (!record || parts_.clock.wall() - record->password_set < days) return account;
  const auto changed =
      parts_.accounts.change(account.id, [](Account& each) { each.must_change_password = true; });
  return changed ? *changed : account;
}

// Name and password alone, with the bounds on guessing begun but not ended.
base::Result<Account> SignIn::admit(const http::Peer& peer, const Credentials& given) {
  const Place place{at_once_, options_.at_once_max};
  RETURN_IF_ERROR(begin_attempt(peer, key_of_name(peer, given.name)));
  if (!place.got()) return base::Error{base::ErrorKind::Unavailable, "busy"};
  ASSIGN_OR_RETURN(Account account, parts_.accounts.verify(given.name, given.password));
  if (!is_valid(account, parts_.clock.wall())) {
    return base::Error{base::ErrorKind::Denied, "the account is off or over"};
  }
  return account;
}

base::Result<std::variant<SignIn::Welcome, SignIn::Halfway>> SignIn::sign_in(
    const Visitor& visitor, const Credentials& given) {
  using base::events::kSignInRefused;
  const http::Peer& peer = visitor.peer;
  const std::string name_key = key_of_name(peer, given.name);
  auto account = admit(peer, given);
  if (!account) {
    // What was typed as a name may be a password: it is not written down.
    const bool throttled = account.error().kind == base::ErrorKind::Unavailable;
    return refused(
        peer, "", kSignInRefused,
        {throttled ? base::ErrorKind::Unavailable : base::ErrorKind::Denied, "not accepted"});
  }
  if (parts_.factors.has(account->id)) {
    if (given.code.empty()) {
      // Nothing was guessed, and nothing proven either: counts are as they were.
      by_address_.withdraw(throttle_key(peer));
      by_name_.withdraw(name_key);
      return Halfway{};
    }
    if (const auto passed = check_code(account->id, given.code); !passed) {
      return refused(peer, account->name, kSignInRefused, passed.error());
    }
  }
  end_attempt(peer, name_key);
  ASSIGN_OR_RETURN(auto welcome, begin_session(visitor, with_password_age(*std::move(account))));
  parts_.log.tell({base::events::kSignedIn, welcome.account.name, {{"address", peer.text()}}});
  return welcome;
}

// A recovery code is too long to be guessed: only the app's six digits are counted.
base::Result<void> SignIn::check_code(const base::Id& account, const std::string& code) {
  const std::string key = base::to_string(account);
  const bool counted = code.size() <= kAppCodeCharactersMax;
  if (counted) RETURN_IF_ERROR(by_code_.begin(key, parts_.clock.steady()));
  RETURN_IF_ERROR(parts_.factors.check(account, code));
  if (counted) by_code_.succeeded(key);
  return {};
}

base::Result<void> SignIn::confirm(const http::Peer& peer, const Account& account,
                                   const crypto::Secret& password) {
  const Credentials given{.name = account.name, .password = password.clone(), .code = {}};
  auto same = admit(peer, given);
  if (same && same->id == account.id) {
    end_attempt(peer, key_of_name(peer, account.name));
    return {};
  }
  const bool throttled = !same && same.error().kind == base::ErrorKind::Unavailable;
  return refused(
      peer, account.name, base::events::kConfirmationRefused,
      {throttled ? base::ErrorKind::Unavailable : base::ErrorKind::Denied, "not accepted"});
}

void SignIn::sign_out(const Account& account, const SessionId& session) {
  parts_.sessions.end(session);
  parts_.log.tell({base::events::kSignedOut, account.name, {}});
}

}  // namespace appliance
