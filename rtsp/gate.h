// Who may speak to an RTSP server: Digest authentication, and patience with those who guess.
//
// Every request is checked. Wrong answers make the next one from the same address wait, longer each
// time, so that guessing is slow while the owner behind the same address is only delayed, never
// locked out. Reactor's thread only.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random_id.h"
#include "crypto/hash/sha2.h"
#include "media/rtsp/rtsp_message.h"
#include "web/http/digest_server.h"
#include "web/http/message.h"

namespace rtsp {

class Gate {
 public:
  struct Options {
    http::DigestServer::Options digest;
    http::DigestServer::LookUp look_up;
    std::function<void(const http::Peer&)> on_denied{};  // optional: told of each wrong answer
    std::chrono::milliseconds delay_first{250};
    std::chrono::milliseconds delay_max{8000};
    std::chrono::minutes forget_after{5};
    std::size_t addresses_max = 1024;  // remembered; the oldest give way
  };

  enum class Verdict {
    Pass,
    Challenge,  // nothing was answered yet, or with what ran out
    Denied
  };

  struct Decision {
    Verdict verdict = Verdict::Challenge;
    std::string user;                     // who passed, or claimed to be
    crypto::Sha256Digest credential{};    // what they passed with; tells nothing of it
    std::vector<std::string> challenges;  // of a 401
  };

  Gate(Options options, const base::Clock& clock, base::IdSource& ids);

  // How long to wait before check(), because of earlier wrong answers from there.
  std::chrono::nanoseconds delay(const http::Peer& peer, const media::RtspRequest& request) const;

  Decision check(const http::Peer& peer, const media::RtspRequest& request);

  // Whether who passed still would, with what they passed with: their account may have ended or
  // its password changed since.
  bool still_passes(const Decision& passed) const;

 private:
  using Address = std::array<std::uint8_t, 16>;
  struct Guesses {
    unsigned count = 0;
    base::SteadyTime last{};
    base::SteadyTime free_at{};  // when the next answer is looked at
  };

  crypto::Sha256Digest credential_of(std::string_view user) const;  // zeros: nobody's
  void note_wrong(const http::Peer& peer);

  Options options_;
  const base::Clock& clock_;
  http::DigestServer digest_;
  std::map<Address, Guesses> guesses_;
};

}  // namespace rtsp
