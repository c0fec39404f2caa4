// `custody store list | cat | check | rebuild`: an archive looked at on its volumes, without any
// daemon. Each prints and returns the exit status of the program.
//
// list and check only read, and may be used while the recorder records; cat opens footage with a
// key file and writes one clip; rebuild writes the recorder's catalog anew and refuses while the
// recorder has it.
#pragma once

#include <filesystem>
#include <string>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "nvr/store/archive_on_disk.h"

namespace nvr {

class StoreCommand {
 public:
  struct List {
    std::string camera{};  // empty: all
    bool json = false;
  };
  struct Cat {
    std::string camera{};
    std::string from{};
    std::string to{};
    std::string out{};
    std::string key_file{};
    std::string passphrase_file{};  // of an encrypted key file; empty: it is not
  };
  struct Check {
    bool deep = false;     // every byte, not only what no signature vouches for
    std::string signer{};  // a certificate or public key to be the recorder's root
    bool json = false;
  };

  // `files` and `clock` outlive the command.
  StoreCommand(base::FileSystem& files, const base::Clock& clock, ArchivePlace place)
      : files_{files}, clock_{clock}, place_{std::move(place)} {}

  base::Result<int> list(const List& asked);
  base::Result<int> cat(const Cat& asked);
  // 0 consistent, 1 not. What is not is told line by line.
  base::Result<int> check(const Check& asked);
  base::Result<int> rebuild();

 private:
  base::FileSystem& files_;
  const base::Clock& clock_;
  ArchivePlace place_;
};

}  // namespace nvr
