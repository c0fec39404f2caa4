// Why a camera does not give its pictures: what a person, or the recorder's patience, acts on.
#pragma once

#include <string>
#include <string_view>

namespace nvr {

enum class IngestCode {
  Unreachable,         // no connection, no answer, or it ended: tried again
  WrongPassword,       // refused until somebody changes it: the camera may lock us out
  CertificateChanged,  // refused: it may be somebody else
  NotRtsp,             // what answers does not speak RTSP
  NoVideo,             // it has no stream of that name, or no video in it
  Unsupported          // it asks for something that we cannot do
};

std::string_view to_string(IngestCode code);  // "wrong_password"

// Whether trying again without a change may help soon.
constexpr bool is_worth_trying_again(IngestCode code) {
  return code != IngestCode::WrongPassword && code != IngestCode::CertificateChanged;
}

struct IngestError {
  IngestCode code = IngestCode::Unreachable;
  std::string detail{};  // for people; holds nothing that the camera said
};

}  // namespace nvr
