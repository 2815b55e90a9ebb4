package sqlite

import (
	"database/sql"
	"net/url"
)

// purpose of a pool of connections.
type purpose int

const (
	reading purpose = iota
	writing
	migrating // holds the file exclusively until the pool is closed
)

// connect makes a pool of connections; nothing is opened yet. The file is
// never created here (mode=rw). Reading connections may write the file only
// to roll back what a killed run left. Waiting for locks is ours, so that it
// can be cut short: busy_timeout is 0.
func (s *Store) connect(p purpose) (*sql.DB, error) { return connectTo(s.path, p) }

func connectTo(path string, p purpose) (*sql.DB, error) {
	q := url.Values{
		"mode":       {"rw"},
		"_defensive": {"1"},
		"_dqs":       {"0"},
		"_pragma": {
			"busy_timeout(0)", "foreign_keys(1)", "trusted_schema(0)", "cell_size_check(1)",
			"synchronous(EXTRA)", "temp_store(MEMORY)",
		},
	}
	// In kilobytes. Whoever reads goes through each page once; whoever writes
	// goes through them in the order of keys, so that 16 MB are as fast as 256.
	cache := "cache_size(-16384)"
	switch p {
	case reading:
		cache = "cache_size(-2048)"
		q.Add("_pragma", "query_only(1)")
	case writing:
		q.Set("_txlock", "immediate")
	case migrating:
		q.Set("_txlock", "immediate")
		q.Add("_pragma", "locking_mode(EXCLUSIVE)")
	}
	q.Add("_pragma", cache)
	file := url.URL{Scheme: "file", Path: uriPath(path), RawQuery: q.Encode()}
	db, err := sql.Open("sqlite", file.String())
	if err != nil {
		return nil, err
	}
	if p != reading {
		db.SetMaxOpenConns(1)
	}
	return db, nil
}
