package config

import (
	"strings"
	"testing"
)

// A domain is the same in its own letters and as it is sent, in any case.
func TestDomainInEitherForm(t *testing.T) {
	for _, written := range []string{"münchen.example", "MÜNCHEN.example", "xn--mnchen-3ya.example", "XN--MNCHEN-3YA.example", "mu\u0308nchen.example"} {
		d := mustLoad(t, inClient("  domain = \""+written+"\"")+base)
		if got := d.Clients[0].Domain; got != "xn--mnchen-3ya.example" {
			t.Errorf("%s is read as %s", written, got)
		}
	}
}

// A public mail domain is the agency's own only where it says so.
func TestAllowPublicDomain(t *testing.T) {
	text := strings.Replace(agencyWith("  allow_public_domain = true"), `["northwind.example"]`, `["northwind.example", "gmail.com"]`, 1)
	if domains := mustLoad(t, text).Agency.EmailDomains; len(domains) != 2 {
		t.Error(domains)
	}
}
