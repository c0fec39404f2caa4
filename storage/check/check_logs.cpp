#include <algorithm>

#include "storage/chain/signed_log.h"
#include "storage/check/check_run.h"
#include "storage/volume/archive_paths.h"
#include "storage/volume/volume.h"

namespace storage {
namespace {

void report_reading(CheckRun& run, const std::string& path, const LogReading& reading) {
  if (reading.contradicted) {
    run.report_log(FindingKind::LogAltered, path, "its two copies contradict each other");
  } else if (reading.altered) {
    run.report_log(FindingKind::LogAltered, path, "a copy was changed in the middle");
  } else if (reading.torn || reading.one_copy) {
    run.report_log(FindingKind::LogIncomplete, path,
                   reading.torn ? "a copy has a torn tail" : "one of its two copies is missing");
  }
}

void take_line(const ReadLine& line, const base::Id& camera, GoneByStream& gone) {
  if (line.header.kind == static_cast<std::uint8_t>(ChainLine::Tombstone)) {
    const auto tombstone = parse_tombstone(line.body);
    if (!tombstone) return;
    gone[{camera, tombstone->stream}].tombstones[tombstone->sequence] = *tombstone;
  } else if (line.header.kind == static_cast<std::uint8_t>(ChainLine::Dropped)) {
    const auto dropped = parse_dropped(line.body);
    if (!dropped) return;
    auto& known = gone[{camera, dropped->stream}].dropped;
    if (!known || known->sequence < dropped->sequence) known = *dropped;
  }
}

// The lines of a chain log that are what the recorder signed, up to the first that is not.
void take_signed_lines(CheckRun& run, const std::string& path, const LogReading& reading,
                       GoneByStream& gone) {
  for (const ReadLine& line : reading.lines) {
    const std::string where = "line " + std::to_string(line.header.number);
    if (run.signers) {
      const auto says = run.signers->check(line.header.signing_key, line.header.time,
                                           line.message(), line.signature);
      if (says != Signers::Says::Good) {
        run.report_log(FindingKind::LogAltered, path, where + " is not rightly signed");
        return;
      }
    }
    take_line(line, reading.header.camera, gone);
  }
}

std::optional<LogReading> read_chain_log(CheckRun& run, const base::Id& camera, base::Day day) {
  const std::string path = chain_log_path(camera, day);
  auto reading = read_signed_log(run.files, existing_copies(run.files, run.volumes, path));
  if (!reading) {
    if (reading.error().kind != base::ErrorKind::NotFound) {
      run.report_log(FindingKind::LogAltered, path, reading.error().message);
    }
    return std::nullopt;
  }
  report_reading(run, path, *reading);
  const LogHeader& header = reading->header;
  if (header.type != LogType::Chain || header.camera != camera || header.day != day) {
    run.report_log(FindingKind::Misplaced, path, "its header says another camera or day");
  }
  if (run.recorder && header.recorder != *run.recorder) {
    run.report_log(FindingKind::Foreign, path, "another recorder's");
  }
  return *std::move(reading);
}

}  // namespace

void check_volumes(CheckRun& run) {
  for (const std::string& volume : run.volumes) {
    const auto mark = read_volume_mark(run.files, volume);
    if (!mark) {
      run.report_log(FindingKind::Unreadable, std::string{kVolumeMarkName},
                     volume + ": " + mark.error().message);
    } else if (!run.recorder) {
      run.recorder = mark->recorder;
    } else if (*run.recorder != mark->recorder) {
      run.report_log(FindingKind::Foreign, std::string{kVolumeMarkName},
                     volume + " is another recorder's");
    }
  }
}

void check_signers_log(CheckRun& run) {
  const std::string path{kSignersPath};
  const auto reading = read_signed_log(run.files, existing_copies(run.files, run.volumes, path));
  if (!reading) {
    const bool missing = reading.error().kind == base::ErrorKind::NotFound;
    run.report_log(missing ? FindingKind::RecorderUnknown : FindingKind::LogAltered, path,
                   missing ? "there is no signers log" : reading.error().message);
    return;
  }
  report_reading(run, path, *reading);
  run.signers = Signers::read(reading->lines);
  if (run.signers->fault()) {
    run.report_log(FindingKind::LogAltered, path, *run.signers->fault());
  }
  if (run.signers->first()) run.result.first_signer = run.signers->first()->public_key;
  if (!run.options.signer) {
    run.report_log(FindingKind::RecorderUnknown, path, "no signing key was given to go by");
  } else if (!run.signers->begins_with(*run.options.signer)) {
    run.report_log(FindingKind::Foreign, path, "begins with another key than the one given");
  }
}

void check_chain_logs(CheckRun& run, const base::Id& camera, const std::vector<base::Day>& days,
                      GoneByStream& gone) {
  for (const base::Day day : days) {
    const auto reading = read_chain_log(run, camera, day);
    if (reading) take_signed_lines(run, chain_log_path(camera, day), *reading, gone);
  }
}

GoneSegments tombstones_of_day(CheckRun& run, const StreamKey& stream, base::Day day) {
  GoneByStream gone;
  check_chain_logs(run, stream.camera, {day}, gone);
  return gone[stream];
}

}  // namespace storage
