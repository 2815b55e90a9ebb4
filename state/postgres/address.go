package postgres

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"

	"accredit/state"
)

// DefaultSchema is the workspace where the URL names none.
const DefaultSchema = "accredit"

// connectTimeout is how long a server may take to answer, where the URL has
// no connect_timeout.
const connectTimeout = 10 * time.Second

// IsAddress reports whether a place is a URL of PostgreSQL.
func IsAddress(place string) bool {
	scheme, _, ok := strings.Cut(place, "://")
	return ok && (strings.EqualFold(scheme, "postgres") || strings.EqualFold(scheme, "postgresql"))
}

// address is a URL, taken apart.
type address struct {
	config *pgx.ConnConfig
	schema string
	shown  string // without a password
}

// schemaName is what a workspace may be called: plain, so that it reads the
// same in SQL, in URLs and in psql.
var schemaName = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,62}$`)

func parseAddress(text string) (address, error) {
	u, err := parseURL(text)
	if err != nil {
		return address{}, err
	}
	a := address{shown: shownURL(u)}
	bad := func(what, hint string) (address, error) {
		return address{}, &state.FileError{Path: a.shown, Kind: state.ErrBadURL, What: what, Hint: hint}
	}
	schemas := valuesOf(u, "search_path")
	a.schema = cmp.Or(strings.Join(schemas, ","), DefaultSchema)
	if !schemaName.MatchString(a.schema) || strings.HasPrefix(a.schema, "pg_") || a.schema == "information_schema" {
		return bad("search_path is not the name of one schema for accredit", "Use lower-case letters, digits and _, such as ?search_path=agency_north")
	}
	without := slices.DeleteFunc(strings.Split(u.RawQuery, "&"), func(s string) bool { return strings.HasPrefix(s, "search_path=") })
	u.RawQuery = strings.Join(without, "&")
	if a.config, err = pgx.ParseConfig(u.String()); err != nil {
		return bad("its settings make no sense: "+scrub(reasonOf(err), u), "See the connection URIs of PostgreSQL's documentation")
	}
	a.config.DefaultQueryExecMode = pgx.QueryExecModeExec
	a.config.ConnectTimeout = cmp.Or(a.config.ConnectTimeout, connectTimeout)
	a.config.RuntimeParams["client_encoding"] = "UTF8"
	if a.config.RuntimeParams["application_name"] == "" {
		a.config.RuntimeParams["application_name"] = "accredit"
	}
	a.config.BuildContextWatcherHandler = cancelQuickly
	return a, nil
}

// cancelQuickly asks the server to stop when a context ends, and does not
// wait for it longer than a second.
func cancelQuickly(c *pgconn.PgConn) ctxwatch.Handler {
	return &pgconn.CancelRequestContextWatcherHandler{Conn: c, DeadlineDelay: time.Second}
}

// parseURL refuses what is no URL, or one whose password was cut off by a
// character that ends it: what is left of it would be shown as a host, port
// or database. Nothing of such a URL is repeated.
func parseURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || strings.Contains(u.Path+u.Fragment, "@") || strings.Contains(keysOf(u), "@") {
		return nil, &state.FileError{Path: hidden, Kind: state.ErrBadURL, What: "it is not a URL that PostgreSQL understands",
			Hint: `Write it like postgres://user@host:5432/database?search_path=accredit; in a password %, /, ?, # and @ are %25, %2F, %3F, %23 and %40`}
	}
	return u, nil
}

// valuesOf reads a setting of the URL, as libpq does: + is no space.
func valuesOf(u *url.URL, key string) []string {
	var list []string
	for part := range strings.SplitSeq(u.RawQuery, "&") {
		if value, ok := strings.CutPrefix(part, key+"="); ok {
			plain, err := url.PathUnescape(value)
			if err != nil {
				plain = value
			}
			list = append(list, plain)
		}
	}
	return list
}

func keysOf(u *url.URL) string {
	var b strings.Builder
	for part := range strings.SplitSeq(u.RawQuery, "&") {
		key, _, _ := strings.Cut(part, "=")
		b.WriteString(key + " ")
	}
	return b.String()
}

// hidden stands for a URL of which nothing can be shown.
const hidden = "postgres://***"

// shownURL writes a URL with the parts that say where the state is.
func shownURL(u *url.URL) string {
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	if name := u.User.Username(); name != "" {
		shown.User = url.User(name)
	}
	var settings []string
	for _, key := range []string{"host", "port", "user", "dbname", "search_path"} {
		for _, value := range valuesOf(u, key) {
			// A socket's folder reads better with its slashes.
			settings = append(settings, key+"="+strings.NewReplacer("%2F", "/", "%3A", ":").Replace(url.QueryEscape(value)))
		}
	}
	shown.RawQuery = strings.Join(settings, "&")
	return shown.String()
}

// Redact writes a word of a command line without the password of a URL of
// PostgreSQL in it, and without anything else that says more than where the
// state is.
func Redact(word string) string {
	at := secretURL.FindStringIndex(word)
	if at == nil {
		return redactOthers(word)
	}
	u, err := parseURL(word[at[0]:])
	if err != nil {
		return word[:at[0]] + hidden
	}
	return word[:at[0]] + shownURL(u)
}

// RedactText does the same for every URL in a text, which ends with a space or
// a quotation mark.
func RedactText(text string) string {
	return redactOthers(secretURLs.ReplaceAllStringFunc(text, func(found string) string {
		end := len(strings.TrimRight(found, ":.,;"))
		return Redact(found[:end]) + found[end:]
	}))
}

// redactOthers takes the passwords out of what was perhaps meant as an address:
// URLs of other programs, and lists of settings.
func redactOthers(text string) string {
	text = loginOfURL.ReplaceAllString(text, "$1***@")
	return passwordSetting.ReplaceAllString(text, "$1=***")
}

var (
	secretURL  = regexp.MustCompile(`(?i)postgres(ql)?://`)
	secretURLs = regexp.MustCompile(`(?i)postgres(ql)?://[^\s"]+`)

	loginOfURL      = regexp.MustCompile(`(?i)(\b[a-z][a-z0-9+.-]*://)[^\s"/:@]*:[^\s"@]*@`)
	passwordSetting = regexp.MustCompile(`(?i)\b((?:ssl)?password|passwd|pwd)\s*=\s*(?:'[^']*'|"[^"]*"|[^\s"';&]+)`)
)

// reasonOf is what pgx has against a URL, without the URL.
func reasonOf(err error) string {
	text := err.Error()
	if _, after, ok := strings.Cut(text, "`: "); ok {
		return after
	}
	return "they cannot be read"
}

// scrub takes every form of the URL's secrets out of a text.
func scrub(text string, u *url.URL) string {
	password, _ := u.User.Password()
	secrets := []string{password, url.QueryEscape(password), url.PathEscape(password)}
	for _, key := range []string{"password", "sslpassword"} {
		for _, value := range valuesOf(u, key) {
			secrets = append(secrets, value, url.QueryEscape(value))
		}
	}
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) })
	for _, s := range secrets {
		if s != "" {
			text = strings.ReplaceAll(text, s, "...")
		}
	}
	return text
}
