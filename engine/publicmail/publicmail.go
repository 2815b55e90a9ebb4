// Package publicmail knows the domains at which anybody can get an e-mail
// address, such as gmail.com: who has an address there is not yet one of the
// agency's people.
//
// It does not decide what follows from that, and asks nobody: the list is
// embedded, and is as good as its source (domains.txt).
package publicmail

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed domains.txt
var domainsText string

// domains reads the list.
var domains = sync.OnceValue(func() map[string]bool {
	known := make(map[string]bool, strings.Count(domainsText, "\n"))
	for line := range strings.Lines(domainsText) {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "#") {
			known[line] = true
		}
	}
	return known
})

// Has reports whether a domain, in lower case, is a public mail domain.
func Has(domain string) bool { return domains()[strings.TrimSuffix(domain, ".")] }
