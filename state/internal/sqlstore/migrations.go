package sqlstore

import (
	"io/fs"

	"github.com/pressly/goose/v3"
)

// LatestSchema returns the version of the schema that this program writes: the
// highest number in the names of a backend's migrations.
func LatestSchema(migrations fs.FS) (int64, error) {
	names, err := fs.Glob(migrations, "*.sql")
	if err != nil {
		return 0, err
	}
	latest := int64(0)
	for _, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			return 0, err
		}
		latest = max(latest, version)
	}
	return latest, nil
}
