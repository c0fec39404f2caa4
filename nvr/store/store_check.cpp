#include <cstdio>
#include <filesystem>
#include <utility>

#include "base/json/json.h"
#include "base/random_id.h"
#include "crypto/x509/certificate.h"
#include "nvr/store/store_command.h"
#include "storage/chain/archive_signature.h"
#include "storage/check/check.h"
#include "storage/check/reconcile.h"
#include "storage/volume/volume.h"

namespace nvr {
namespace {

base::Result<storage::Point> signer_in(base::FileSystem& files, const std::string& path) {
  ASSIGN_OR_RETURN(const base::Bytes pem,
                   base::read_small_file(files, path, crypto::kCertificateBytesMax));
  ASSIGN_OR_RETURN(const auto certificate, crypto::Certificate::from_pem(pem));
  ASSIGN_OR_RETURN(const auto key, certificate.public_key());
  return storage::point_of(key);
}

base::Json check_finding_json(const storage::Finding& finding) {
  base::Json json;
  json["kind"] = storage::to_string(finding.kind);
  json["fault"] = storage::is_fault(finding.kind);
  json["camera"] = base::to_string(finding.stream.camera);
  json["stream"] = storage::stream_name(finding.stream.stream);
  json["sequence"] = finding.sequence;
  json["segment"] = base::to_string(finding.segment);
  json["path"] = finding.path;
  json["record"] = finding.record;
  json["byte"] = finding.byte;
  json["text"] = finding.text;
  return json;
}

void print_finding(const storage::Finding& finding) {
  std::printf("%s %s: %s %llu, record %llu, byte %llu: %s %s\n",
              storage::is_fault(finding.kind) ? "FAULT" : "note",
              std::string{storage::to_string(finding.kind)}.c_str(),
              storage::stream_name(finding.stream.stream).c_str(),
              static_cast<unsigned long long>(finding.sequence),
              static_cast<unsigned long long>(finding.record),
              static_cast<unsigned long long>(finding.byte), finding.path.c_str(),
              finding.text.c_str());
}

void print_result(const storage::CheckResult& result) {
  std::printf("%llu segments, %llu unterminated, %llu removed, %llu faults, %llu bytes\n",
              static_cast<unsigned long long>(result.segments),
              static_cast<unsigned long long>(result.unterminated),
              static_cast<unsigned long long>(result.removed),
              static_cast<unsigned long long>(result.faults),
              static_cast<unsigned long long>(result.bytes));
  if (result.first_signer) {
    std::printf("first signer: %s\n", base::hex(*result.first_signer).c_str());
  }
  std::printf("%s\n", std::string{storage::to_string(result.verdict)}.c_str());
}

base::Json check_result_json(const storage::CheckResult& result, base::Json::Array findings) {
  base::Json json;
  json["verdict"] = storage::to_string(result.verdict);
  json["segments"] = result.segments;
  json["unterminated"] = result.unterminated;
  json["removed"] = result.removed;
  json["faults"] = result.faults;
  json["bytes"] = result.bytes;
  if (result.first_signer) json["first_signer"] = base::hex(*result.first_signer);
  json["findings"] = std::move(findings);
  return json;
}

}  // namespace

base::Result<int> StoreCommand::check(const Check& asked) {
  using storage::CheckOptions;
  CheckOptions options;
  options.depth = asked.deep ? CheckOptions::Depth::Full : CheckOptions::Depth::Quick;
  if (!asked.signer.empty()) {
    ASSIGN_OR_RETURN(options.signer, signer_in(files_, asked.signer));
  }
  base::Json::Array findings;
  const storage::CheckCallbacks callbacks{.finding = [&](const storage::Finding& finding) {
    if (asked.json) {
      findings.push_back(check_finding_json(finding));
    } else {
      print_finding(finding);
    }
  }};
  ASSIGN_OR_RETURN(const auto result,
                   storage::check_archive(files_, place_.volume_paths(), options, callbacks));
  if (asked.json) {
    std::printf("%s\n", check_result_json(result, std::move(findings)).dump().c_str());
  } else {
    print_result(result);
  }
  return result.verdict == storage::CheckVerdict::Inconsistent ? 1 : 0;
}

base::Result<int> StoreCommand::rebuild() {
  std::vector<storage::Volume> volumes;
  for (const std::string& path : place_.volume_paths()) {
    ASSIGN_OR_RETURN(const auto mark, storage::read_volume_mark(files_, path));
    ASSIGN_OR_RETURN(auto volume, storage::Volume::open(files_, path, mark.recorder));
    volumes.push_back(std::move(volume));
  }
  base::KernelIdSource ids;
  const std::string path = (place_.state / "catalog.db").string();
  const std::string draft = path + ".rebuilt";
  {
    // Held by the recorder while it runs: then this fails, and nothing is changed.
    ASSIGN_OR_RETURN(const auto old,
                     storage::Catalog::open(path, ids.next(), {.made = clock_.wall()}));
    std::error_code gone;
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(draft + suffix, gone);
    ASSIGN_OR_RETURN(auto catalog,
                     storage::Catalog::open(draft, ids.next(), {.made = clock_.wall()}));
    ASSIGN_OR_RETURN(const auto taken, storage::rebuild_catalog(files_, volumes, catalog));
    std::printf("%llu segments taken in\n", static_cast<unsigned long long>(taken));
  }
  std::error_code gone;
  for (const char* suffix : {"-wal", "-shm"}) std::filesystem::remove(path + suffix, gone);
  RETURN_IF_ERROR(files_.rename(draft, path));
  return 0;
}

}  // namespace nvr
