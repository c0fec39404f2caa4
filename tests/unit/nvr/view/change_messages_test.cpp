// Goal: a page hears of each change once, and of one timeline once a batch.

#include "nvr/view/change_messages.h"

#include <gtest/gtest.h>

#include <string>

namespace nvr {
namespace {

base::Json change_from(const char* text) {
  return base::parse_json(text).value();
}

std::string messages_of(std::vector<base::Json> changes) {
  std::string all;
  for (const base::Json& message : change_messages(changes)) all += message.dump() + "\n";
  return all;
}

TEST(ChangeMessages, FootageOfOneStreamIsOneMessage) {
  EXPECT_EQ(
      messages_of(
          {change_from(R"({"n":1,"kind":"span","camera":"c","stream":"main","state":"recorded",
                    "from":"2026-11-20T21:14:08.000Z","to":"2026-11-20T21:14:18.000Z"})"),
           change_from(R"({"n":2,"kind":"segment","camera":"c","stream":"main","state":"open",
                    "from":"2026-11-20T21:14:00.000Z","to":"2026-11-20T21:14:09.000Z"})")}),
      "{\"camera\":\"c\",\"from\":\"2026-11-20T21:14:00.000Z\",\"stream\":\"main\","
      "\"to\":\"2026-11-20T21:14:18.000Z\",\"type\":\"footage\"}\n");
}

TEST(ChangeMessages, AStateSaysOnlyWhatTheDescriptionHas) {
  EXPECT_EQ(messages_of({change_from(
                R"({"n":1,"kind":"state","camera":"c","stream":"sub","state":"lost","reason":"",
                    "since":"2026-11-20T21:14:08.000Z","secret":"no"})")}),
            "{\"camera\":\"c\",\"state\":{\"since\":\"2026-11-20T21:14:08.000Z\","
            "\"state\":\"lost\"},\"stream\":\"sub\",\"type\":\"state\"}\n");
}

TEST(ChangeMessages, ACameraIsNewOrGone) {
  EXPECT_EQ(messages_of({change_from(R"({"n":1,"kind":"camera","camera":"c","name":"Gate"})"),
                         change_from(R"({"n":2,"kind":"camera","camera":"d","removed":true})")}),
            "{\"camera\":\"c\",\"removed\":false,\"type\":\"camera\"}\n"
            "{\"camera\":\"d\",\"removed\":true,\"type\":\"camera\"}\n");
}

TEST(ChangeMessages, WhatIsNotKnownIsNotTold) {
  EXPECT_EQ(messages_of({change_from(R"({"n":1,"kind":"hologram"})")}), "");
}

}  // namespace
}  // namespace nvr
