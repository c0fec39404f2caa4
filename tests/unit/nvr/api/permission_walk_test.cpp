// Goal: the API is what its description says: the same operations, the same permissions, and nobody
// gets past them. Method: every operation of web/api/openapi.json, asked as nobody, as a viewer and
// as an administrator.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "appliance/access/permissions.h"
#include "tests/unit/nvr/api/api_world.h"

namespace nvr {
namespace {

struct Operation {
  http::Method method;
  std::string path;
  std::string id;
  std::string permission;
};

std::vector<Operation> described_operations() {
  static const std::map<std::string, http::Method> kMethods{{"get", http::Method::Get},
                                                            {"post", http::Method::Post},
                                                            {"put", http::Method::Put},
                                                            {"patch", http::Method::Patch},
                                                            {"delete", http::Method::Delete}};
  std::ifstream file{CUSTODY_API_DIR "/openapi.json"};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  const auto description = base::parse_json(text).value();
  std::vector<Operation> operations;
  for (const auto& [path, methods] : *description.find("paths")->as_object()) {
    for (const auto& [method, operation] : *methods.as_object()) {
      operations.push_back({kMethods.at(method), path, operation.get_string("operationId").value(),
                            operation.get_string("x-permission").value()});
    }
  }
  return operations;
}

class PermissionWalk : public testing::Test {
 protected:
  // What the operation answers to a request that has everything but sense.
  http::Response ask(const Operation& operation, const std::string& token) {
    http::Request request;
    request.method = operation.method;
    std::string target = operation.path;
    for (auto at = target.find('{'); at != std::string::npos; at = target.find('{')) {
      target.replace(at, target.find('}') + 1 - at, std::string(32, 'a'));
    }
    request.target = http::parse_target(target).value();
    request.headers.set("Host", "localhost");
    if (!token.empty()) {
      request.headers.set("Cookie", world_.device.control().cookie().name() + "=" + token);
      request.headers.set("X-CSRF-Token", appliance::csrf_token_of(token));
    }
    return world_.router->handle(std::move(request));
  }
  static std::string problem_code(const http::Response& response) {
    const auto body = base::parse_json(base::as_text(response.body));
    if (!body) return "";
    const auto code = body->get_string("code");
    return code ? *code : "";
  }
  static bool is_refusal(const http::Response& response) {
    static const std::set<std::string> kRefusals{"not_signed_in", "forbidden", "setup_required",
                                                 "csrf_token_wrong", "foreign_origin"};
    return kRefusals.contains(problem_code(response));
  }

  api_test::World world_;
};

TEST_F(PermissionWalk, TheDescriptionAndTheRoutesAreTheSameOperations) {
  std::set<std::string> described;
  for (const Operation& operation : described_operations()) {
    described.insert(std::string{http::to_string(operation.method)} + " " + operation.path + " " +
                     operation.id + " " + operation.permission);
  }
  std::set<std::string> routed;
  for (const http::Route& route : world_.router->routes()) {
    const std::string permission{route.access.is_public() ? "public"
                                                          : route.access.permission().name()};
    routed.insert(std::string{http::to_string(route.method)} + " " + route.path + " " +
                  route.operation_id + " " + permission);
  }
  EXPECT_EQ(routed, described);
}

// R013.
TEST_F(PermissionWalk, UntilItIsSetUpOnlySetUpAnswers) {
  for (const Operation& operation : described_operations()) {
    const bool open = operation.permission == "public" || operation.permission == "set-up";
    const auto answer = ask(operation, "");
    EXPECT_EQ(problem_code(answer) == "setup_required", !open) << operation.id;
  }
}

// R027, R040.
TEST_F(PermissionWalk, NobodyGetsOnlyWhatIsOpen) {
  (void)world_.device.token_of(appliance::Role::Administrator);
  static const std::set<std::string> kOpen{"public", "set-up", "sign-in"};
  for (const Operation& operation : described_operations()) {
    const auto answer = ask(operation, "");
    EXPECT_EQ(problem_code(answer) == "not_signed_in", !kOpen.contains(operation.permission))
        << operation.id;
  }
}

// R040.
TEST_F(PermissionWalk, AViewerOnlyLooks) {
  static const std::set<std::string> kMay{"public",    "set-up",         "sign-in",
                                          "session",   "own-account",    "see-cameras",
                                          "view-live", "view-recordings"};
  for (const Operation& operation : described_operations()) {
    const std::string token = world_.device.token_of(appliance::Role::Viewer);
    const auto answer = ask(operation, token);
    EXPECT_EQ(problem_code(answer) == "forbidden", !kMay.contains(operation.permission))
        << operation.id;
  }
}

// R014, R026: what each of the other roles may besides what everybody may.
TEST_F(PermissionWalk, EveryRoleMayWhatItsNameSays) {
  static const std::set<std::string> kEverybody{"public", "set-up", "sign-in", "session",
                                                "own-account"};
  static const std::map<appliance::Role, std::set<std::string>> kMay{
      {appliance::Role::Operator,
       {"see-cameras", "view-live", "view-recordings", "export", "control-ptz", "handle-alarms",
        "view-status"}},
      {appliance::Role::Officer,
       {"view-status", "review-access", "read-journal", "manage-certificates"}},
      {appliance::Role::Custom, {"view-status"}}};
  for (const auto& [role, permissions] : kMay) {
    for (const Operation& operation : described_operations()) {
      const std::string token = world_.device.token_of(role);
      const bool may =
          kEverybody.contains(operation.permission) || permissions.contains(operation.permission);
      EXPECT_EQ(problem_code(ask(operation, token)) == "forbidden", !may)
          << appliance::to_string(role) << " " << operation.id;
    }
  }
}

TEST_F(PermissionWalk, AnAdministratorIsRefusedNothing) {
  for (const Operation& operation : described_operations()) {
    const std::string token = world_.device.token_of(appliance::Role::Administrator);
    const auto answer = ask(operation, token);
    EXPECT_FALSE(is_refusal(answer)) << operation.id << ": " << problem_code(answer);
    EXPECT_NE(answer.status, 500) << operation.id;
  }
}

TEST_F(PermissionWalk, NoWriteGoesWithoutTheCsrfToken) {
  for (const Operation& operation : described_operations()) {
    if (operation.method == http::Method::Get) continue;
    static const std::set<std::string> kJudgesItself{"set-up", "sign-in"};
    if (kJudgesItself.contains(operation.permission)) continue;
    http::Request request;
    request.method = operation.method;
    std::string target = operation.path;
    for (auto at = target.find('{'); at != std::string::npos; at = target.find('{')) {
      target.replace(at, target.find('}') + 1 - at, std::string(32, 'a'));
    }
    request.target = http::parse_target(target).value();
    request.headers.set("Cookie", world_.device.control().cookie().name() + "=" +
                                      world_.device.token_of(appliance::Role::Administrator));
    EXPECT_EQ(problem_code(world_.router->handle(std::move(request))), "csrf_token_wrong")
        << operation.id;
  }
}

}  // namespace
}  // namespace nvr
