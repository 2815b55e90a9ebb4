package edit

import (
	"flag"
	"fmt"
	"os"
	"testing"
	"time"
)

// today is the day for which the configurations of tests are resolved.
var today = time.Date(2026, 12, 2, 9, 0, 0, 0, time.UTC)

// TestMain makes 2,000 checks of each property the rule, and 100 with -short;
// -rapid.checks says otherwise.
func TestMain(m *testing.M) {
	flag.Parse()
	checks := "2000"
	if testing.Short() {
		checks = "100"
	}
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
