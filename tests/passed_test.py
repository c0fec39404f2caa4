"""Goal: nothing is left out that changed since it passed. Method: a small repository, and what a change
of each of its files makes of what passed."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import passed


class Passed(unittest.TestCase):
    def setUp(self):
        self.home = os.getcwd()
        self.folder = tempfile.TemporaryDirectory()
        os.chdir(self.folder.name)
        subprocess.run(["git", "init", "-q"], check=True)
        for path in ("web/a.ts", "web/b.ts", "other", "build/bin/program", "build/one"):
            self.put(path, path)
        self.put(".gitignore", "build/")
        subprocess.run(["git", "add", "."], check=True)

    def tearDown(self):
        os.chdir(self.home)
        self.folder.cleanup()

    def put(self, path, text):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text)

    def same(self):
        return passed.main("run", "one", "web", "build/bin", "build/one") == 0

    def test_what_never_passed_runs(self):
        self.assertFalse(self.same())
        self.assertFalse(self.same())

    def test_what_passed_is_the_same_until_a_file_of_its_changes(self):
        for change in (
            lambda: self.put("web/a.ts", "changed"),
            lambda: self.put("web/new.ts", "not yet added"),
            lambda: self.put("build/bin/program", "built anew"),
            lambda: self.put("build/one", "built anew"),
            lambda: Path("web/b.ts").unlink(),
            lambda: Path("web/a.ts").rename("web/c.ts"),
        ):
            self.same()
            passed.main("ran", "one")
            self.put("other", "another's")
            self.assertTrue(self.same())
            change()
            self.assertFalse(self.same())

    def test_what_failed_since_is_forgotten(self):
        self.same()
        passed.main("ran", "one")
        self.put("web/a.ts", "broken")
        self.assertFalse(self.same())  # it runs, and fails
        self.put("web/a.ts", "web/a.ts")
        self.assertFalse(self.same())

    def test_an_edit_while_it_ran_counts(self):
        self.same()
        self.put("web/a.ts", "edited")
        passed.main("ran", "one")
        self.assertFalse(self.same())

    def test_a_suite_is_made_of_the_programs_it_names_and_its_probes(self):
        for path in ("bin/custodyd", "bin/custody-camera", "tests/integration/door/probe/knock"):
            self.put(f"build/asan/{path}", path)
        suite = Path("build/asan/tests/integration/door_integration_test")
        self.assertEqual(
            passed.programs("asan", suite, ["GTEST_SHARD_INDEX=0", "CUSTODY_RUNS=custodyd,knock"]),
            {Path("build/asan/bin/custodyd"), Path("build/asan/tests/integration/door/probe/knock")},
        )

    def test_of_a_report_only_what_passed_is_remembered(self):
        passed.begin("asan", {"good_test": "1", "bad_test": "1", "other_test": "1"})
        self.put(
            "report.xml",
            '<testsuite><testcase name="good_test" status="run"/>'
            '<testcase name="bad_test" status="fail"/></testsuite>',
        )
        passed.main("suites-ran", "asan", "report.xml")
        same = passed.begin("asan", {"good_test": "1", "bad_test": "1", "other_test": "1"})
        self.assertEqual(same, {"good_test"})


if __name__ == "__main__":
    unittest.main()
