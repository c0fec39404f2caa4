// A real TPM 2.0 in software (swtpm) on loopback ports of its own, and what its owner and the
// firmware do to it (tpm2-tools).
//
// It is new each time, started by the constructor and stopped, by its process id, at the end.
#pragma once

#include <sys/types.h>

#include <string>

#include "tests/support/temporary_directory.h"

namespace test_support {

class SoftwareTpm {
 public:
  SoftwareTpm();
  ~SoftwareTpm();
  SoftwareTpm(const SoftwareTpm&) = delete;
  SoftwareTpm& operator=(const SoftwareTpm&) = delete;

  std::string where() const;  // as make_tpm_sealer() takes it

  void restart();                         // power off and on: boot state from zero, other ports
  void measure_something_else();          // into PCR 7, as another boot loader would
  void allow_wrong_pins(unsigned count);  // then it locks out
  void clear();                           // a new owner: what was sealed is lost

 private:
  void start();
  void stop();
  void tool(std::initializer_list<std::string> command) const;

  TemporaryDirectory state_;
  unsigned short port_ = 0;
  pid_t process_ = -1;
};

}  // namespace test_support
