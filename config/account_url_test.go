package config

import "testing"

// account_url is kept as it is written where it leads to an account of its own
// for each hub id, over https.
func TestAccountURL(t *testing.T) {
	const good = "https://app.hubspot.com/contacts/{hub_id}"
	for written, want := range map[string]string{
		`""`: "", `"` + good + `"`: good, `"https://example.eu/{hub_id}/users?a={hub_id}#x"`: "https://example.eu/{hub_id}/users?a={hub_id}#x",
	} {
		if got := mustLoad(t, agencyWith("  account_url = "+written)).Agency.AccountURL; got != want {
			t.Errorf("%s is read as %q", written, got)
		}
	}
	for _, written := range []string{
		`"https://app.hubspot.com/contacts"`, `"http://app.hubspot.com/{hub_id}"`, `"javascript:alert({hub_id})"`, `"//app.hubspot.com/{hub_id}"`,
		`"https:///{hub_id}"`, `"https://me:secret@app.hubspot.com/{hub_id}"`, `" https://app.hubspot.com/{hub_id}"`, `"{hub_id}"`, `"https://a b/{hub_id}"`, `["https://a.example/{hub_id}"]`, "7",
	} {
		if res := loadArchive(t, agencyWith("  account_url = "+written), Options{}); !res.Diagnostics.HasErrors() {
			t.Errorf("%s is taken", written)
		}
	}
}
