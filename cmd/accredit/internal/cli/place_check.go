package cli

import (
	"regexp"
	"strings"

	"accredit/state/postgres"
)

// mistaken are texts that were meant as the address of a server, or that a
// shell was to replace: as the name of a file they would make a new and empty
// state. Nothing of the text is repeated, since a password may stand in it.
// PostgreSQL's own URLs may hold what follows the first two.
var mistaken = []struct {
	looks  *regexp.Regexp
	why    string
	inURLs bool
}{
	{regexp.MustCompile(`^\s*$|^\s|\s$`), "is empty, or begins or ends with a space: is a variable not set?", true},
	{regexp.MustCompile(`\$[A-Za-z_({]|\{\{|%[A-Za-z_]\w+%`), "holds the name of a variable that nobody replaced by its value", false},
	{regexp.MustCompile(`^\$\{?\w|://\$|\$\{|\$\(|\{\{`), "holds the name of a variable that nobody replaced by its value", true},
	{regexp.MustCompile(`^~`), "begins with ~, which the shell did not replace by a home directory", false},
	{regexp.MustCompile(`^["']`), "begins with a quotation mark, which is no part of it", true},
	{regexp.MustCompile(`(?i)^[a-z][a-z0-9+.-]+:|://`), "is the URL of something else than PostgreSQL", false},
	{regexp.MustCompile(`(?i)(^|[\s;&?])(host|hostaddr|server|data source|port|user|username|user id|uid|password|passwd|pwd|dbname|database|initial catalog|service|sslmode|sslrootcert|passfile|options|application_name)\s*=`),
		"looks like a list of settings (host=... user=...) and not like a URL", false},
	{regexp.MustCompile(`^(//)?[^/\s]*:[^/\s]*@|^//[^/]*@|^[^/\s]+@[^/\s]+[:/]`), "looks like an address without postgres:// before it", false},
}

// notAPlace says why a text is no place of a state; nothing where it is one.
func notAPlace(address string) string {
	isURL := postgres.IsAddress(address)
	for _, m := range mistaken {
		if (!isURL || m.inURLs) && m.looks.MatchString(address) {
			return m.why
		}
	}
	if strings.ContainsRune(address, 0) {
		return "holds a NUL"
	}
	return ""
}
