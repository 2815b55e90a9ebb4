package cli

import (
	"os"
	"runtime"
	"testing"
)

// programVariable makes the test program accredit, for tests that kill it or start
// several at once.
const programVariable = "ACCREDIT_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(programVariable) != "" {
		runtime.LockOSThread() // so that strace counts the calls of one thread
		os.Exit(Main())
	}
	os.Exit(m.Run())
}
