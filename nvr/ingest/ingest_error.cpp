#include "nvr/ingest/ingest_error.h"

namespace nvr {

std::string_view to_string(IngestCode code) {
  switch (code) {
    case IngestCode::Unreachable:
      return "unreachable";
    case IngestCode::WrongPassword:
      return "wrong_password";
    case IngestCode::CertificateChanged:
      return "certificate_changed";
    case IngestCode::NotRtsp:
      return "not_rtsp";
    case IngestCode::NoVideo:
      return "no_video";
    case IngestCode::Unsupported:
      return "unsupported";
  }
  return "unreachable";
}

}  // namespace nvr
