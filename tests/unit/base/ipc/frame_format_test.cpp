// Goal: one message has one spelling, any split of the stream gives the same messages, and nothing
// a peer announces is believed before it is checked.

#include "base/ipc/frame_format.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "base/byte_order.h"

namespace base::ipc {
namespace {

Bytes encode(const Message& message, const Limits& limits = {}) {
  Bytes frame = encode_head(message, limits).value();
  append(frame, message.payload.body);
  return frame;
}

Bytes raw_frame(std::string_view header, std::uint8_t kind = 1, std::string_view body = "",
                std::uint16_t descriptors = 0) {
  ByteWriter writer;
  writer.put(std::uint32_t{0x43754901});
  writer.put(kind);
  writer.put(std::uint8_t{0});
  writer.put(descriptors);
  writer.put(static_cast<std::uint32_t>(header.size()));
  writer.put(static_cast<std::uint32_t>(body.size()));
  writer.put(as_bytes(header));
  writer.put(as_bytes(body));
  return std::move(writer).take();
}

std::vector<UniqueFd> some_descriptors(std::size_t count) {
  std::vector<UniqueFd> descriptors(count);
  for (auto& fd : descriptors) fd.reset(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  return descriptors;
}

std::vector<Message> one_of_each() {
  std::vector<Message> messages;
  messages.push_back(Message::request(1, "open_segment", {parse_json(R"({"segment":7})").value()}));
  messages.push_back(Message::reply(1, {no_arguments(), to_bytes("key")}));
  messages.push_back(Message::failure(2, {ErrorKind::Denied, "caf\u00e9 closed"}));
  messages.push_back(Message::event(3, "changed", {parse_json(R"({"n":[1,0.5,null]})").value()}));
  messages.push_back(Message::failure(0, {ErrorKind::Unavailable, ""}));
  return messages;
}

Bytes stream_of(const std::vector<Message>& messages) {
  Bytes stream;
  for (const Message& message : messages) append(stream, encode(message));
  return stream;
}

TEST(FrameFormatTest, LayoutIsTheOneOfTheFormatPage) {
  const Bytes frame = encode(Message::request(7, "ping", {no_arguments(), to_bytes("xyz")}));
  const std::string header = R"({"arguments":{},"id":7,"verb":"ping"})";
  EXPECT_EQ(hex(ByteView{frame}.first(16)),
            "437549010100000000000025"
            "00000003");
  EXPECT_EQ(as_text(ByteView{frame}.subspan(16)), header + "xyz");
}

TEST(FrameFormatTest, AnySplitOfTheStreamGivesTheSameMessages) {
  const Bytes stream = stream_of(one_of_each());
  for (std::size_t step = 1; step <= stream.size(); ++step) {
    FrameDecoder decoder;
    std::vector<Message> read;
    for (std::size_t at = 0; at < stream.size(); at += step) {
      ASSERT_TRUE(decoder.feed(ByteView{stream}.subspan(at, std::min(step, stream.size() - at))));
      while (auto message = decoder.next()) read.push_back(*std::move(message));
    }
    EXPECT_TRUE(decoder.between_frames());
    ASSERT_EQ(stream_of(read), stream) << "in steps of " << step;
  }
}

TEST(FrameFormatTest, FieldsArriveAsTheyWereSent) {
  FrameDecoder decoder;
  ASSERT_TRUE(decoder.feed(stream_of(one_of_each())));
  const auto request = decoder.next();
  EXPECT_EQ(request->kind, MessageKind::Request);
  EXPECT_EQ(request->id, 1U);
  EXPECT_EQ(request->name, "open_segment");
  EXPECT_EQ(request->payload.arguments.get_int("segment").value(), 7);
  EXPECT_EQ(as_text(decoder.next()->payload.body), "key");
  const auto failure = decoder.next();
  EXPECT_EQ(failure->error.kind, ErrorKind::Denied);
  EXPECT_EQ(failure->error.message, "caf\u00e9 closed");
  EXPECT_EQ(decoder.next()->name, "changed");
}

TEST(FrameFormatTest, HeaderInAnotherSpellingIsRefused) {
  ASSERT_TRUE(FrameDecoder{}.feed(raw_frame(R"({"arguments":{},"id":1,"verb":"v"})")));
  for (const char* header :
       {R"({"arguments":{},"id":1,"verb":"v","x":1})", R"({"id":1,"arguments":{},"verb":"v"})",
        R"({"arguments":{}, "id":1,"verb":"v"})", R"({"arguments":{},"id":01,"verb":"v"})",
        R"({"arguments":{},"id":1,"id":1,"verb":"v"})", R"({"arguments":{},"id":1.0,"verb":"v"})",
        R"({"arguments":[],"id":1,"verb":"v"})", R"({"id":1,"verb":"v"})",
        R"({"arguments":{},"id":0,"verb":"v"})", R"({"arguments":{},"id":-1,"verb":"v"})",
        R"({"arguments":{},"id":9223372036854775808,"verb":"v"})",
        R"({"arguments":{},"id":1,"verb":""})", R"({"arguments":{},"id":1,"verb":"V"})",
        R"({"arguments":{},"id":1})", R"({"arguments":{},"id":1,"event":"v"})", "[]", "{}", "x"}) {
    const auto fed = FrameDecoder{}.feed(raw_frame(header));
    ASSERT_FALSE(fed) << header;
    EXPECT_EQ(fed.error().kind, ErrorKind::InvalidInput) << header;
  }
}

TEST(FrameFormatTest, EveryFieldOfThePrefixIsChecked) {
  const Bytes sound = raw_frame(R"({"arguments":{},"id":1,"verb":"v"})");
  const auto with = [&sound](std::size_t offset, std::uint8_t value) {
    Bytes frame = sound;
    frame[offset] = value;
    return frame;
  };
  EXPECT_TRUE(FrameDecoder{}.feed(sound));
  EXPECT_FALSE(FrameDecoder{}.feed(with(0, 0)));        // magic
  EXPECT_FALSE(FrameDecoder{}.feed(with(3, 2)));        // version
  EXPECT_FALSE(FrameDecoder{}.feed(with(4, 0)));        // kind
  EXPECT_FALSE(FrameDecoder{}.feed(with(4, 5)));        // kind
  EXPECT_FALSE(FrameDecoder{}.feed(with(5, 1)));        // flags
  EXPECT_FALSE(FrameDecoder{}.feed(with(7, 17)));       // descriptors
  EXPECT_FALSE(FrameDecoder{}.feed(with(8, 0x01)));     // header length
  EXPECT_FALSE(FrameDecoder{}.feed(with(12, 0x02)));    // body length
  EXPECT_FALSE(FrameDecoder{}.feed(raw_frame("", 1)));  // no header
}

TEST(FrameFormatTest, HostileLengthIsRefusedBeforeAnythingElseArrives) {
  Bytes prefix = raw_frame("{}");
  prefix.resize(kPrefixBytes);
  for (std::size_t i = 12; i < 16; ++i) prefix[i] = 0xff;
  EXPECT_FALSE(FrameDecoder{}.feed(prefix));
}

TEST(FrameFormatTest, AfterAnErrorTheDecoderStaysFailed) {
  FrameDecoder decoder;
  Bytes stream = encode(Message::reply(1));
  append(stream, to_bytes("nonsense nonsense"));
  EXPECT_FALSE(decoder.feed(stream));
  EXPECT_FALSE(decoder.feed(encode(Message::reply(2))));
  EXPECT_FALSE(decoder.between_frames());
  EXPECT_EQ(decoder.next()->id, 1U);  // what was whole before the error is still there
  EXPECT_FALSE(decoder.next());
}

TEST(FrameFormatTest, BodyIsBoundedOnBothSidesOfTheLimitByBothEnds) {
  const Limits limits{.body_bytes_max = 100};
  const auto with_body = [](std::size_t size) {
    return Message::reply(1, {no_arguments(), Bytes(size)});
  };
  EXPECT_TRUE(encode_head(with_body(100), limits));
  EXPECT_FALSE(encode_head(with_body(101), limits));
  EXPECT_TRUE(FrameDecoder{limits}.feed(encode(with_body(100))));
  EXPECT_FALSE(FrameDecoder{limits}.feed(encode(with_body(101))));
}

TEST(FrameFormatTest, HeaderIsBoundedOnBothSidesOfTheLimitByBothEnds) {
  const auto with_header = [](std::size_t size) {
    Message message = Message::reply(1);
    message.payload.arguments["x"] = std::string(size - 29, 'x');  // the rest of the header
    return message;
  };
  ASSERT_EQ(encode(with_header(100)).size(), kPrefixBytes + 100);
  const Limits limits{.header_bytes_max = 100};
  EXPECT_TRUE(encode_head(with_header(100), limits));
  EXPECT_FALSE(encode_head(with_header(101), limits));
  EXPECT_TRUE(FrameDecoder{limits}.feed(encode(with_header(100))));
  EXPECT_FALSE(FrameDecoder{limits}.feed(encode(with_header(101))));
}

TEST(FrameFormatTest, DescriptorsAreBoundedOnBothSidesOfTheLimitByBothEnds) {
  const auto with_descriptors = [](std::size_t count) {
    return Message::reply(1, {no_arguments(), {}, some_descriptors(count)});
  };
  EXPECT_TRUE(encode_head(with_descriptors(16)));
  EXPECT_FALSE(encode_head(with_descriptors(17)));
  const char* header = R"({"arguments":{},"id":1})";
  EXPECT_TRUE(FrameDecoder{}.feed(raw_frame(header, 2, "", 16), some_descriptors(16)));
  EXPECT_FALSE(FrameDecoder{}.feed(raw_frame(header, 2, "", 17), some_descriptors(17)));
}

TEST(FrameFormatTest, WhatTheOtherSideWouldRefuseIsNotSent) {
  EXPECT_TRUE(encode_head(Message::request(1, std::string(64, 'v'))));
  EXPECT_FALSE(encode_head(Message::request(1, std::string(65, 'v'))));
  EXPECT_FALSE(encode_head(Message::request(1, "")));
  EXPECT_FALSE(encode_head(Message::request(1, "open-segment")));
  EXPECT_FALSE(encode_head(Message::request(0, "ping")));
  EXPECT_FALSE(encode_head(Message::reply(std::uint64_t{1} << 63)));
  EXPECT_FALSE(encode_head(Message::reply(1, {Json{1}})));
  Message error = Message::failure(1, {ErrorKind::Io, ""});
  error.payload.body = to_bytes("x");
  EXPECT_FALSE(encode_head(error));
}

TEST(FrameFormatTest, DepthOfArgumentsIsBoundedOnBothSidesOfTheLimit) {
  const auto nested = [](std::size_t arrays) {
    Json value = Json::Array{};
    for (std::size_t i = 1; i < arrays; ++i) value = Json::Array{std::move(value)};
    Message message = Message::reply(1);
    message.payload.arguments["x"] = std::move(value);
    return message;
  };
  const std::size_t arrays_max = kHeaderDepthMax - 2;  // the header and `arguments` are objects
  EXPECT_TRUE(FrameDecoder{}.feed(encode(nested(arrays_max))));
  EXPECT_FALSE(encode_head(nested(arrays_max + 1)));
}

TEST(FrameFormatTest, LongErrorMessageIsCutAndStillReadable) {
  for (const std::string& text : {std::string(5000, 'x'), std::string(1023, 'x') + "\u00e9\u00e9",
                                  std::string(5000, '\x01'), std::string(5000, '\xff')}) {
    FrameDecoder decoder{{.header_bytes_max = 8192}};
    ASSERT_TRUE(decoder.feed(encode(Message::failure(1, {ErrorKind::Io, text}))));
    EXPECT_TRUE(decoder.next());
  }
}

TEST(FrameFormatTest, DescriptorsGoToTheFrameThatAnnouncedThem) {
  Bytes stream = raw_frame(R"({"arguments":{},"id":1})", 2);
  append(stream, raw_frame(R"({"arguments":{},"id":2})", 2, "", 2));
  FrameDecoder decoder;
  ASSERT_TRUE(decoder.feed(stream, some_descriptors(2)));
  EXPECT_EQ(decoder.next()->payload.descriptors.size(), 0U);
  EXPECT_EQ(decoder.next()->payload.descriptors.size(), 2U);
}

TEST(FrameFormatTest, DescriptorsMustBeAsManyAsAnnounced) {
  const char* header = R"({"arguments":{},"id":1})";
  EXPECT_TRUE(FrameDecoder{}.feed(raw_frame(header, 2, "", 2), some_descriptors(2)));
  EXPECT_FALSE(FrameDecoder{}.feed(raw_frame(header, 2, "", 2), some_descriptors(1)));
  EXPECT_FALSE(FrameDecoder{}.feed(raw_frame(header, 2, "", 2), some_descriptors(3)));
  EXPECT_FALSE(FrameDecoder{}.feed(raw_frame(header, 2, "", 0), some_descriptors(1)));
  // Refused as soon as the announcement is there, not when the body is.
  const Bytes begun = raw_frame(header, 2, "body", 0);
  EXPECT_FALSE(FrameDecoder{}.feed(ByteView{begun}.first(kPrefixBytes), some_descriptors(1)));
}

TEST(FrameFormatTest, EveryKindOfErrorHasItsNameOnTheWire) {
  for (const ErrorKind kind : {ErrorKind::InvalidInput, ErrorKind::NotFound, ErrorKind::Exists,
                               ErrorKind::Denied, ErrorKind::Corrupt, ErrorKind::DiskFull,
                               ErrorKind::Io, ErrorKind::Timeout, ErrorKind::Unavailable}) {
    EXPECT_EQ(error_kind_from_wire(to_wire(kind)), kind);
  }
  EXPECT_FALSE(error_kind_from_wire("Denied"));
  EXPECT_FALSE(FrameDecoder{}.feed(raw_frame(R"({"error":{"kind":"x","message":""},"id":1})", 3)));
}

}  // namespace
}  // namespace base::ipc
