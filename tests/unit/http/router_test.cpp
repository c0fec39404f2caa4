// Goal: a request reaches a handler only when it is exactly what the route declares.

#include "web/http/router.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

#include "web/http/problem.h"

namespace http {
namespace {

constexpr Permission kViewCameras{"view-cameras"};

Route route(Method method, std::string path, Access access, Handler handler) {
  std::string operation = std::string{to_string(method)} + path;
  return {.method = method,
          .path = std::move(path),
          .operation_id = std::move(operation),
          .access = access,
          .handler = std::move(handler)};
}

Handler says(std::string text) {
  return Quick{[text](const Request&) { return text_response(200, "text/plain", text); }};
}

Request request(Method method, std::string_view target) {
  Request made;
  made.method = method;
  made.target = parse_target(target).value();
  return made;
}

std::string text_of(const Response& response) {
  return std::string{base::as_text(response.body)};
}

class RouterTest : public testing::Test {
 protected:
  static std::vector<Route> routes() {
    std::vector<Route> made;
    made.push_back(route(Method::Get, "/api/v1/cameras", Access::open_to_all(), says("list")));
    made.push_back(route(Method::Post, "/api/v1/cameras", Access::open_to_all(), says("made")));
    made.push_back(route(Method::Get, "/api/v1/cameras/{camera}", Access::open_to_all(),
                         Quick{[](const Request& asked) {
                           return text_response(200, "text/plain", asked.parameter("camera"));
                         }}));
    made.push_back(route(Method::Get, "/api/v1/secret", Access::needs(kViewCameras), says("open")));
    made[1].body_bytes_max = 10;
    return made;
  }

  Router router_{routes(), {}};
};

TEST_F(RouterTest, FindsTheOperationOfMethodAndPath) {
  EXPECT_EQ(text_of(router_.handle(request(Method::Get, "/api/v1/cameras"))), "list");
  EXPECT_EQ(text_of(router_.handle(request(Method::Post, "/api/v1/cameras"))), "made");
}

TEST_F(RouterTest, ParametersArriveDecoded) {
  EXPECT_EQ(text_of(router_.handle(request(Method::Get, "/api/v1/cameras/Front%20door"))),
            "Front door");
}

TEST_F(RouterTest, UnknownPathsAre404) {
  for (const char* path :
       {"/", "/api", "/api/v1/cameras/", "/api/v1/cameras/a/b", "/API/v1/cameras"}) {
    const Response response = router_.handle(request(Method::Get, path));
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json");
  }
}

TEST_F(RouterTest, OtherMethodsAre405WithAllow) {
  const Response response = router_.handle(request(Method::Delete, "/api/v1/cameras"));
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.headers.get("Allow"), "OPTIONS, GET, HEAD, POST");
}

TEST_F(RouterTest, OptionsAreAnsweredWithoutCorsPermission) {
  const Response response = router_.handle(request(Method::Options, "/api/v1/cameras"));
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.headers.get("Allow"), "OPTIONS, GET, HEAD, POST");
  EXPECT_EQ(response.headers.find("Access-Control-Allow-Origin"), nullptr);
}

TEST_F(RouterTest, HeadIsServedByGet) {
  EXPECT_EQ(router_.handle(request(Method::Head, "/api/v1/cameras")).status, 200);
}

TEST_F(RouterTest, BodiesHaveALimitAndAType) {
  Request post = request(Method::Post, "/api/v1/cameras");
  post.headers.set("Content-Type", "application/json");
  post.body = base::to_bytes("0123456789");
  EXPECT_EQ(router_.handle(post).status, 200);
  post.body = base::to_bytes("0123456789a");
  EXPECT_EQ(router_.handle(post).status, 413);
  post.body = base::to_bytes("a=b");
  post.headers.set("Content-Type", "application/x-www-form-urlencoded");
  EXPECT_EQ(router_.handle(post).status, 415);
  post.headers.remove("Content-Type");
  EXPECT_EQ(router_.handle(post).status, 415);
}

TEST_F(RouterTest, DeclaredBodiesAreRefusedBeforeTheyArrive) {
  Request post = request(Method::Post, "/api/v1/cameras");
  post.headers.set("Content-Type", "application/json");
  post.body_bytes_declared = 11;
  EXPECT_EQ(std::get<Response>(router_.admit(post)).status, 413);
}

TEST_F(RouterTest, AcceptThatExcludesTheAnswerIs406) {
  Request get = request(Method::Get, "/api/v1/cameras");
  get.headers.set("Accept", "text/html");
  EXPECT_EQ(router_.handle(get).status, 406);
  get.headers.set("Accept", "text/html, */*;q=0.1");
  EXPECT_EQ(router_.handle(get).status, 200);
}

TEST_F(RouterTest, WithoutAnAuthorizerOnlyPublicOperationsAreReached) {
  EXPECT_EQ(router_.handle(request(Method::Get, "/api/v1/secret")).status, 403);
}

TEST_F(RouterTest, TheAuthorizerHearsThePermissionAndCanSayWhoAsks) {
  struct Person : Identity {};
  const auto person = std::make_shared<Person>();
  std::string asked;
  Router router{routes(), {.authorizer = [&](Request& who, const Access& access) {
                  asked = access.permission().name();
                  who.identity = person;
                  return std::optional<Response>{};
                }}};
  Request get = request(Method::Get, "/api/v1/secret");
  EXPECT_TRUE(std::holds_alternative<const Route*>(router.admit(get)));
  EXPECT_EQ(asked, "view-cameras");
  EXPECT_EQ(get.identity, person);
}

TEST_F(RouterTest, TheAuthorizersRefusalIsTheAnswerAndComesBeforeTheBodyIsJudged) {
  Router router{routes(), {.authorizer = [](Request&, const Access&) {
                  return std::optional{problem(401, "unauthenticated", "Sign in.")};
                }}};
  Request post = request(Method::Post, "/api/v1/cameras");
  post.body_bytes_declared = 1'000'000;
  EXPECT_EQ(std::get<Response>(router.admit(post)).status, 401);
}

TEST_F(RouterTest, HandlersThatThrowAreAnswered500) {
  std::vector<Route> made;
  made.push_back(route(Method::Get, "/api", Access::open_to_all(),
                       Quick{[](const Request&) -> Response { throw std::bad_alloc{}; }}));
  EXPECT_EQ(Router(std::move(made), {}).handle(request(Method::Get, "/api")).status, 500);
}

TEST_F(RouterTest, LaterAnswersComeFromAnyThread) {
  std::vector<Route> made;
  std::thread worker;
  made.push_back(route(Method::Get, "/api", Access::open_to_all(),
                       Later{[&](std::shared_ptr<const Request>, Responder responder) {
                         worker = std::thread{[responder] { responder.send(empty_response(204)); }};
                       }}));
  EXPECT_EQ(Router(std::move(made), {}).handle(request(Method::Get, "/api")).status, 204);
  worker.join();
}

TEST_F(RouterTest, FilesAreOnlyAskedForOutsideOfTheApi) {
  Router router{routes(), {.public_files = [](const Request& asked) {
                  return text_response(200, "text/plain", asked.target.path());
                }}};
  EXPECT_EQ(text_of(router.handle(request(Method::Get, "/assets/a.js"))), "/assets/a.js");
  EXPECT_EQ(router.handle(request(Method::Get, "/api/v1/unknown")).status, 404);
  EXPECT_EQ(router.handle(request(Method::Post, "/assets/a.js")).status, 405);
}

class RefusedRoutesTest : public testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(RefusedRoutesTest, StopTheStart) {
  std::vector<Route> made;
  made.push_back(route(Method::Get, GetParam().first, Access::open_to_all(), says("a")));
  made.push_back(route(Method::Get, GetParam().second, Access::open_to_all(), says("b")));
  made[1].operation_id = "another";
  EXPECT_THROW((Router{std::move(made), {}}), std::invalid_argument);
}

INSTANTIATE_TEST_SUITE_P(Paths, RefusedRoutesTest,
                         testing::Values(std::pair{"/a", "/a"}, std::pair{"/a/{x}", "/a/b"},
                                         std::pair{"/a/{x}", "/a/{y}"},
                                         std::pair{"/{x}/b", "/a/{y}"}, std::pair{"/a", "b"},
                                         std::pair{"/a", "/b//c"}, std::pair{"/a", "/b/"},
                                         std::pair{"/a", "/b/{"}, std::pair{"/a", "/b/{}"},
                                         std::pair{"/a", "/{x}/{x}/c"}, std::pair{"/a", "/b{x}"}));

TEST(RouterSetupTest, OperationIdsAndHandlersAreRequiredOnce) {
  const auto make = [](const std::string& first, const std::string& second, Handler handler) {
    std::vector<Route> made;
    made.push_back(route(Method::Get, "/a", Access::open_to_all(), says("a")));
    made.push_back(route(Method::Get, "/b", Access::open_to_all(), std::move(handler)));
    made[0].operation_id = first;
    made[1].operation_id = second;
    return Router{std::move(made), {}};
  };
  EXPECT_NO_THROW(make("one", "two", says("b")));
  EXPECT_THROW(make("one", "one", says("b")), std::invalid_argument);
  EXPECT_THROW(make("one", "", says("b")), std::invalid_argument);
  EXPECT_THROW(make("one", "two", Quick{}), std::invalid_argument);
}

}  // namespace
}  // namespace http
