package publicmail

import (
	"slices"
	"strings"
	"testing"
)

func TestHas(t *testing.T) {
	for _, domain := range []string{"gmail.com", "googlemail.com", "outlook.com", "hotmail.co.uk", "gmx.de", "yahoo.com", "icloud.com", "qq.com", "mail.ru", "proton.me"} {
		if !Has(domain) {
			t.Errorf("%s is not in the list", domain)
		}
	}
	for _, domain := range []string{"", "#", "com", "northwind.example", "hubspot.com", "mail.gmail.com.example"} {
		if Has(domain) {
			t.Errorf("%q is in the list", domain)
		}
	}
}

// The list is as its head says: every line is a domain, in lower case, sorted.
func TestList(t *testing.T) {
	var list []string
	for line := range strings.Lines(domainsText) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if line == "" || line != strings.ToLower(strings.TrimSpace(line)) || !strings.Contains(line, ".") {
			t.Errorf("%q is no domain", line)
		}
		list = append(list, line)
	}
	if len(list) != 14125 || !slices.IsSorted(list) {
		t.Errorf("%d domains, sorted: %t", len(list), slices.IsSorted(list))
	}
}
