// Signed, append-only logs: the frame shared by chain/<camera>/<day>, chain/signers and locks.
// What lines say: chain_line_format.h and locks/lock_line_format.h. Pure; safe from any thread.
// Specification: docs/design/sealed-archive.md, "Signed logs".
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "storage/segment/fields.h"

namespace storage {

inline constexpr std::uint16_t kLogFormat = 1;
inline constexpr std::size_t kLogHeaderBytes = 64;
inline constexpr std::size_t kLineHeaderBytes = 40;
inline constexpr std::size_t kLineOverheadBytes = kLineHeaderBytes + 64 + 32;
inline constexpr std::uint32_t kLineBodyBytesMax = 16U << 10;
inline constexpr std::uint64_t kLogBytesMax = std::uint64_t{1} << 30;

enum class LogType : std::uint16_t { Chain = 1, Signers = 2, Locks = 3 };

struct LogHeader {
  LogType type = LogType::Chain;
  base::Day day = 0;  // of a chain log
  base::Id log{};
  base::Id recorder{};
  base::Id camera{};  // of a chain log

  bool operator==(const LogHeader&) const = default;
};

base::Bytes marshal(const LogHeader& header);  // kLogHeaderBytes

// Inverse of marshal(). ErrorKind::InvalidInput is a log of a format that this reader does not
// know.
base::Result<LogHeader> parse_log_header(base::ByteView bytes);

struct LineHeader {
  std::uint8_t kind = 0;  // its meaning depends on the log's type
  std::uint16_t fill = 0;
  std::uint32_t body_bytes = 0;
  std::uint64_t number = 1;
  base::Ticks time{};
  base::Id signing_key{};

  bool operator==(const LineHeader&) const = default;
};

constexpr bool is_ignorable_line(std::uint8_t kind) {
  return (kind & 0x80) != 0;
}

base::Bytes marshal(const LineHeader& header);                     // kLineHeaderBytes
base::Result<LineHeader> parse_line_header(base::ByteView bytes);  // inverse

std::size_t line_bytes(const LineHeader& header);  // header, body, fill, signature and link

// The fill that makes a line at `position` end on a block: for the last line of a commit.
std::uint16_t line_fill(std::uint64_t position, std::size_t body_bytes);

// One line of a log; `body` is a view into what was parsed or given.
struct Line {
  LineHeader header{};
  base::ByteView body{};
  Signature signature{};
  Digest link{};
};

base::Bytes marshal(const Line& line);

// The line that `rest` of a log begins with; line_bytes() says where the next one starts. Neither
// signature nor link is checked here.
base::Result<Line> parse_line(base::ByteView rest);

// What a line's signature is over; `content` is SHA-256 of its header and body.
base::Bytes line_message(const Digest& previous_link, const Digest& content);

}  // namespace storage
