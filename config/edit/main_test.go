package edit

import (
	"flag"
	"fmt"
	"os"
	"testing"
	"time"

	"accredit/engine/enginetest/suite"
)

// today is the day for which the configurations of tests are resolved.
var today = time.Date(2026, 12, 2, 9, 0, 0, 0, time.UTC)

// TestMain makes 2,000 checks of each property where everything is tried, and
// else 100; -rapid.checks says otherwise.
func TestMain(m *testing.M) {
	flag.Parse()
	checks := suite.Sample("2000", "100")
	flag.Visit(func(f *flag.Flag) {
		if f.Name == "rapid.checks" {
			checks = f.Value.String()
		}
	})
	if err := flag.Set("rapid.checks", checks); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}
