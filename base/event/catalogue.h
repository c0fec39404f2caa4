// The catalogue of events (R199), stable forever: letter and three digits.
//
// The first digit is the class: 4 a failure that stops a task, 3 an error that work goes on after,
// 2 a warning, 1 something from outside, 0 information. The letter is the area: S the system and
// its services, A accounts and access, D disks and state, H hosts and connections, K keys and the
// journal, V video. docs/events.md explains each; tests/tidy fails on a code that is used twice or
// not explained.
#pragma once

#include "base/event/event.h"

namespace base::events {

inline constexpr EventKind kDeviceClaimed{"A140", "device-claimed"};
inline constexpr EventKind kSignedIn{"A141", "signed-in"};
inline constexpr EventKind kSignedOut{"A142", "signed-out"};
inline constexpr EventKind kRequestRefused{"A143", "request-refused"};
inline constexpr EventKind kAccountCreated{"A144", "account-created"};
inline constexpr EventKind kAccountChanged{"A145", "account-changed"};
inline constexpr EventKind kAccountRemoved{"A146", "account-removed"};
inline constexpr EventKind kPasswordChanged{"A147", "password-changed"};
inline constexpr EventKind kSecondFactorSet{"A148", "second-factor-set"};
inline constexpr EventKind kSessionEnded{"A149", "session-ended"};
inline constexpr EventKind kTokenMade{"A150", "token-made"};
inline constexpr EventKind kTokenRevoked{"A151", "token-revoked"};
inline constexpr EventKind kPasswordPolicyChanged{"A152", "password-policy-changed"};
inline constexpr EventKind kHostRefused{"A153", "host-refused"};
inline constexpr EventKind kChangeProposed{"A154", "change-proposed"};
inline constexpr EventKind kChangeConfirmed{"A155", "change-confirmed"};
inline constexpr EventKind kCertificateRequested{"A156", "certificate-requested"};
inline constexpr EventKind kCertificateInstalled{"A157", "certificate-installed"};
inline constexpr EventKind kCertificateRemoved{"A158", "certificate-removed"};
inline constexpr EventKind kAuthorityRemoved{"A159", "authority-removed"};
inline constexpr EventKind kRevocationListInstalled{"A160", "revocation-list-installed"};
inline constexpr EventKind kClaimRefused{"A240", "claim-refused"};
inline constexpr EventKind kSignInRefused{"A241", "sign-in-refused"};
inline constexpr EventKind kStreamAccessRefused{"A242", "stream-access-refused"};
inline constexpr EventKind kConfirmationRefused{"A243", "confirmation-refused"};
inline constexpr EventKind kAdministratorMade{"A244", "administrator-made"};
inline constexpr EventKind kSecondFactorRemoved{"A245", "second-factor-removed"};
inline constexpr EventKind kChangeReverted{"A246", "change-reverted"};
inline constexpr EventKind kHostRowExpires{"A247", "host-row-expires"};
inline constexpr EventKind kAccessReset{"A248", "access-reset"};
inline constexpr EventKind kAuthorityAdded{"A249", "authority-added"};
inline constexpr EventKind kCertificateEnds{"A251", "certificate-ends"};
inline constexpr EventKind kCertificateEnded{"A252", "certificate-ended"};
inline constexpr EventKind kRevocationListEnds{"A253", "revocation-list-ends"};
inline constexpr EventKind kChosenCertificateUnusable{"A254", "chosen-certificate-unusable"};
inline constexpr EventKind kHostTableUnreadable{"A340", "host-table-unreadable"};
inline constexpr EventKind kChangeNotUndone{"A341", "change-not-undone"};
inline constexpr EventKind kHostFilterNotSet{"A342", "host-filter-not-set"};
inline constexpr EventKind kVolumeNotUsable{"D340", "volume-not-usable"};
inline constexpr EventKind kLocalPeerRefused{"H240", "local-peer-refused"};
inline constexpr EventKind kLocalPeerMalformed{"H241", "local-peer-malformed"};
inline constexpr EventKind kLocalSubscriberCutOff{"H242", "local-subscriber-cut-off"};
inline constexpr EventKind kLocalAcceptFailed{"H340", "local-accept-failed"};
inline constexpr EventKind kKeysMade{"K001", "keys-made"};
inline constexpr EventKind kKeysUnlocked{"K002", "keys-unlocked"};
inline constexpr EventKind kUnlockRefused{"K140", "unlock-refused"};
inline constexpr EventKind kKeysLocked{"K240", "keys-locked"};
inline constexpr EventKind kKeysErased{"K241", "keys-erased"};
inline constexpr EventKind kErasureUnfinished{"K341", "erasure-unfinished"};
inline constexpr EventKind kJournalBegunAnew{"K340", "journal-begun-anew"};
inline constexpr EventKind kJournalUnusable{"K440", "journal-unusable"};
inline constexpr EventKind kServiceStarted{"S001", "service-started"};
inline constexpr EventKind kServiceReady{"S002", "service-ready"};
inline constexpr EventKind kServiceStopping{"S003", "service-stopping"};
inline constexpr EventKind kServiceStopped{"S004", "service-stopped"};
inline constexpr EventKind kShutdownOverran{"S301", "shutdown-overran"};
inline constexpr EventKind kServiceFailed{"S401", "service-failed"};
inline constexpr EventKind kCameraRecording{"V040", "camera-recording"};
inline constexpr EventKind kCameraLost{"V140", "camera-lost"};
inline constexpr EventKind kCameraRefused{"V240", "camera-refused"};
inline constexpr EventKind kNoKeyToRecord{"V241", "no-key-to-record"};
inline constexpr EventKind kFootageDropped{"V340", "footage-dropped"};
inline constexpr EventKind kSegmentWriteFailed{"V341", "segment-write-failed"};

}  // namespace base::events
