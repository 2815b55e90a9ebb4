package postgres

import (
	"fmt"
	"strings"
	"testing"

	"accredit/state"
)

func TestRedact(t *testing.T) {
	for word, want := range map[string]string{
		"access":                              "access",
		"--state":                             "--state",
		"https://wiki.example/a:b@c":          "https://wiki.example/a:b@c",
		"postgres://u:pw@h/d":                 "postgres://u@h/d",
		"--state=postgres://u:pw@h:5/d":       "--state=postgres://u@h:5/d",
		"POSTGRESQL://u:pw@h/d":               "POSTGRESQL://u@h/d",
		"postgres://u:p%2Fw@h/d":              "postgres://u@h/d",
		"postgres://u:p@w@h/d":                "postgres://u@h/d",
		"postgres://h/d?password=pw&user=u":   "postgres://h/d?user=u",
		"postgres:///d?host=/run/x&x=pw":      "postgres:///d?host=/run/x",
		"postgres://u:pw@h/d?search_path=n":   "postgres://u@h/d?search_path=n",
		"postgres://u:p/w@h/d":                hidden,
		"postgres://u:1/pw@h/d":               hidden,
		"postgres://u:1?pw@h/d":               hidden,
		"postgres://u:1#pw@h/d":               hidden,
		"postgres://u:%pw@h/d":                hidden,
		"postgres://u:p w@h/d":                hidden,
		"mysql://u:pw@h/d":                    "mysql://***@h/d",
		"--state=postgresql+ssl://u:pw@h/d":   "--state=postgresql+ssl://***@h/d",
		"host=h password=pw user=u":           "host=h password=*** user=u",
		"host=h PASSWORD = 'p w' user=u":      "host=h PASSWORD=*** user=u",
		"see postgres://u:pw@h/d for details": "see postgres://u@h/d%20for%20details",
	} {
		if got := Redact(word); !strings.EqualFold(got, want) {
			t.Errorf("Redact(%q) = %q, want %q", word, got, want)
		}
	}
	text := `state at postgres://u:pw@h/d?search_path=x: "postgres://a:pw@b/c", postgres://u:1/pw@h.`
	if got := RedactText(text); got != `state at postgres://u@h/d?search_path=x: "postgres://a@b/c", `+hidden+"." {
		t.Errorf("RedactText: %s", got)
	}
}

func TestParseAddress(t *testing.T) {
	for place, schema := range map[string]string{
		"postgres://h/d": "accredit",
		"postgresql://u:pw@h/d?sslmode=disable&search_path=north_2": "north_2",
		"postgres://h1:1,h2:2/d?target_session_attrs=read-write":    "accredit",
	} {
		a, err := parseAddress(place)
		if err != nil || a.schema != schema || strings.Contains(a.shown, "pw") || a.config.RuntimeParams["search_path"] != "" {
			t.Errorf("%s: %+v, %v", place, a.shown, err)
		}
	}
	for _, place := range []string{
		"postgres://h/d?search_path=", "postgres://h/d?search_path=a,b", `postgres://h/d?search_path="a"`, "postgres://h/d?search_path=North",
		"postgres://h/d?search_path=pg_catalog", "postgres://h/d?search_path=information_schema", "postgres://h/d?search_path=a&search_path=b",
		"postgres://h/d?search_path=" + strings.Repeat("x", 64), "postgres://h:x/d", "postgres://u:s3cret@h/d?sslmode=s3cret", "postgres://h/d?connect_timeout=x&password=s3cret",
		"postgres://u:s3cret@h/d?sslrootcert=/s3cret", "postgres://u:s3cret/x@h/d", "postgres://u:%s3cret@h/d",
	} {
		if place == "postgres://h/d?search_path=" {
			continue // the same as none
		}
		_, err := parseAddress(place)
		if err == nil || strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), "s3cret") {
			t.Errorf("%s: %v", place, err)
		}
	}
}

// TestStoreHidesPassword prints a store in every way.
func TestStoreHidesPassword(t *testing.T) {
	a, err := parseAddress("postgres://maria:s3cret@db.example/d?search_path=north")
	if err != nil {
		t.Fatal(err)
	}
	var s state.Store = &Store{address: a}
	text := fmt.Sprintf("%v %+v %s %#v %q", s, s, s, s, s)
	if strings.Contains(text, "s3cret") || !strings.Contains(text, "postgres://maria@db.example/d?search_path=north") {
		t.Error(text)
	}
}
