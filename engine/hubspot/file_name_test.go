package hubspot

import (
	"testing"
	"time"
)

// TestReadFileName reads whose account a file shows, and of which moment.
func TestReadFileName(t *testing.T) {
	tests := []struct {
		name  string
		hubID int64
		at    string // empty: none
		bad   bool
	}{
		{"886618329.csv", 886618329, "", false},
		{"886618329", 0, "", false},
		{"dir/886618329_2026-11-21.csv", 886618329, "2026-11-21T00:00:00Z", false},
		{`C:\x\886618329_2026-11-21T0900Z.csv`, 886618329, "2026-11-21T09:00:00Z", false},
		{"886618329-2026-11-21T09-00-30z.json", 886618329, "2026-11-21T09:00:30Z", false},
		{"886618329_2026-11-21T0900+0130.csv", 886618329, "2026-11-21T07:30:00Z", false},
		{"886618329 2026-11-21T09:00Z.tsv", 886618329, "2026-11-21T09:00:00Z", false},
		{"users_2026-11-21.csv", 0, "2026-11-21T00:00:00Z", false},
		{"2026-11-21.csv", 0, "2026-11-21T00:00:00Z", false},
		{"2026-11-21_final.csv", 0, "2026-11-21T00:00:00Z", false},
		{"886618329_2026-11-21_final.csv", 0, "2026-11-21T00:00:00Z", false},
		{"1234567-11-211.csv", 0, "", false},
		{"886618329_2026-11-21T0900.csv", 886618329, "", true},
		{"886618329_2026-13-21.csv", 886618329, "", true},
		{"886618329_2026-11-21T2500Z.csv", 886618329, "", true},
		{"from_2026-11-01_to_2026-11-21.csv", 0, "", true},
	}
	for _, tt := range tests {
		got, err := ReadFileName(tt.name)
		want := FileName{HubID: tt.hubID}
		if tt.at != "" {
			want.At, _ = time.Parse(time.RFC3339, tt.at)
		}
		if (err != nil) != tt.bad || got.HubID != want.HubID || !got.At.Equal(want.At) {
			t.Errorf("%s: %+v, %v", tt.name, got, err)
		}
	}
}
