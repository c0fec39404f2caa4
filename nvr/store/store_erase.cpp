#include "nvr/store/store_erase.h"

#include <chrono>
#include <utility>

#include "base/clock.h"
#include "base/ipc/client.h"
#include "base/random_id.h"
#include "base/ticks.h"

namespace nvr {
namespace {

constexpr std::chrono::minutes kEraseTimeout{2};  // every day key is sealed anew
constexpr const char* kConsoleActor = "console";

base::Result<void> write_new(base::FileSystem& files, const std::string& path,
                             base::ByteView bytes) {
  ASSIGN_OR_RETURN(const auto file, files.create(path, base::Access::Private));
  RETURN_IF_ERROR(file->append(bytes));
  return file->sync();
}

}  // namespace

base::Result<void> erase_day(base::FileSystem& files, const EraseAsked& asked) {
  ASSIGN_OR_RETURN(const base::Id camera, base::parse_id(asked.camera));
  ASSIGN_OR_RETURN(const base::Day day, base::parse_day_name(asked.day));
  const std::string signature_path = asked.out + ".p7s";
  for (const std::string& path : {asked.out, signature_path}) {
    if (files.stat(path)) return base::Error{base::ErrorKind::Exists, path + " is there already"};
  }
  const base::RealClock clock;
  base::KernelIdSource random;
  base::ipc::Client::Options options;
  options.path = asked.socket;
  base::ipc::Client client{std::move(options), clock, random};
  base::ipc::Payload payload;
  payload.arguments["scope"] = "camera-day";
  payload.arguments["camera"] = base::to_string(camera);
  payload.arguments["day"] = std::int64_t{day};
  payload.arguments["actor"] = kConsoleActor;
  payload.arguments["reason"] = asked.reason;
  ASSIGN_OR_RETURN(const auto reply, client.call("erase", std::move(payload), kEraseTimeout));
  const base::Json* const sizes = reply.arguments.find("sizes");
  const base::Json::Array* const list = sizes != nullptr ? sizes->as_array() : nullptr;
  const std::int64_t* const first =
      list != nullptr && list->size() == 2 ? list->front().as_int() : nullptr;
  if (first == nullptr || *first < 0 || static_cast<std::uint64_t>(*first) > reply.body.size()) {
    return base::Error{base::ErrorKind::InvalidInput, "the keeper's answer is cut short"};
  }
  const base::ByteView body = reply.body;
  const auto certificate_bytes = static_cast<std::size_t>(*first);
  RETURN_IF_ERROR(write_new(files, asked.out, body.first(certificate_bytes)));
  return write_new(files, signature_path, body.subspan(certificate_bytes));
}

}  // namespace nvr
