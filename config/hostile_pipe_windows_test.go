package config

import "testing"

func pipe(t *testing.T, _ string) {
	t.Helper()
	t.Skip("no folder has pipes here")
}
