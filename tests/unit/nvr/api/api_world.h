// The whole API over real parts in a folder of the test's, with neither recorder nor keeper.
#pragma once

#include <memory>
#include <string>

#include "appliance/api/public_routes.h"
#include "nvr/api/api_routes.h"
#include "tests/unit/appliance/access/access_fixture.h"
#include "web/http/router.h"

namespace api_test {

struct World {
  World() {
    const std::string folder{device.directory.path()};
    view = nvr::FootageView::open(folder + "/view.db").value();
    thumbnails_kept = nvr::ThumbnailCache::open(device.files, folder + "/thumbnails", {}).value();
    own_certificate = nvr::SiteCertificate::load(
                          device.files, device.clock,
                          {.directory = folder + "/https",
                           .self_signed = {.common_name = "test", .names = {.dns = {"localhost"}}}})
                          .value();
    keeper =
        std::make_unique<nvr::KeeperLink>(nvr::KeeperLink::Options{.socket = folder + "/no-keeper"},
                                          *own_certificate, logger, device.clock);
    journal = std::make_unique<appliance::JournalSearch>(
        appliance::JournalCopy::open(folder + "/journal-copy.db").value(),
        [this](std::int64_t from) { return keeper->client().journal(from); }, logger,
        appliance::JournalSearch::Options{});
    recorder = std::make_unique<nvr::RecorderLink>(
        nvr::RecorderLink::Options{.socket = folder + "/no-recorder"}, *view, feed, logger,
        device.clock);
    live = std::make_unique<nvr::LiveRoom>(
        nvr::LiveRoom::Sources{.recorder = recorder->caller(),
                               .recorder_session = [] { return std::uint64_t{1}; },
                               .reason = [](const auto&) { return std::string{"lost"}; }},
        logger, device.clock);
    footage = std::make_unique<nvr::FootageStore>(
        device.files, device.clock,
        nvr::FootageStore::Sources{
            .volume_path = [](const base::Id&) { return std::optional<std::string>{}; },
            .open_key = [](const base::Id&, base::ByteView,
                           const nvr::KeyUse&) -> base::Result<crypto::Secret> {
              return base::Error{base::ErrorKind::Unavailable, "keys are locked"};
            }});
    clips =
        std::make_unique<nvr::ClipDesk>(*view, *footage, device.clock, nvr::ClipDesk::Options{});
    thumbnails = std::make_unique<nvr::ThumbnailDesk>(*view, *footage, *thumbnails_kept,
                                                      device.clock, nvr::ThumbnailDesk::Sources{});
    hosts = std::make_unique<appliance::HostGate>(
        appliance::HostGate::Parts{device.files, device.clock, device.access_log}, folder,
        appliance::HostGate::Options{});
    certificates =
        appliance::DeviceCertificates::open(
            {device.files, device.ids, device.clock, device.credentials, device.access_log},
            hosts->desk(),
            {.key = own_certificate->key(),
             .chain = [this] { return own_certificate->current().chain; }},
            {.directory = folder, .device = "test"})
            .value();
    auto routes = appliance::public_routes(CUSTODY_API_DIR "/openapi.json").value();
    for (auto& route :
         nvr::api_routes({"1.0",
                          device.clock,
                          device.ids,
                          {*device.access, device.access_log, device.clock, "Custody test"},
                          *hosts,
                          *keeper,
                          *journal,
                          *own_certificate,
                          *certificates,
                          *recorder,
                          *view,
                          feed,
                          *live,
                          *footage,
                          *clips,
                          *thumbnails})) {
      routes.push_back(std::move(route));
    }
    router = std::make_unique<http::Router>(
        std::move(routes), http::Router::Options{.authorizer = device.control().authorizer()});
  }

  access_test::Device device;
  base::Logger logger{device.lines, device.clock, "test"};
  nvr::ChangesFeed feed;
  std::unique_ptr<nvr::FootageView> view;
  std::unique_ptr<nvr::ThumbnailCache> thumbnails_kept;
  std::unique_ptr<nvr::SiteCertificate> own_certificate;
  std::unique_ptr<appliance::DeviceCertificates> certificates;
  std::unique_ptr<appliance::HostGate> hosts;  // whose desk knows of the certificates
  std::unique_ptr<nvr::KeeperLink> keeper;
  std::unique_ptr<appliance::JournalSearch> journal;
  std::unique_ptr<nvr::RecorderLink> recorder;
  std::unique_ptr<nvr::LiveRoom> live;
  std::unique_ptr<nvr::FootageStore> footage;
  std::unique_ptr<nvr::ClipDesk> clips;
  std::unique_ptr<nvr::ThumbnailDesk> thumbnails;
  std::unique_ptr<http::Router> router;
};

}  // namespace api_test
