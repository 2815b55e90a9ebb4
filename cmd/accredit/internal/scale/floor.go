//go:build unix

package main

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"accredit/cmd/accredit/internal/book"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	_ "modernc.org/sqlite" // the driver that the program uses
)

// floor runs one of the floors. Each is a process of its own, so that it is
// measured as the program is.
func floor(ctx context.Context, name string, args []string) error {
	switch name {
	case "hash", "parse":
		return eachFile(args[0], map[string]func([]byte, string) error{"hash": hashFile, "parse": parseFile}[name])
	case "insert", "scan":
		grants, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		db, err := sql.Open("sqlite", args[0])
		if err != nil {
			return err
		}
		defer func() { _ = db.Close() }() // its work is committed
		if name == "insert" {
			return insert(ctx, db, book.Book{Grants: grants}.Rows())
		}
		return scan(ctx, db, grants)
	}
	return fmt.Errorf("no floor %q", name)
}

// workers read the files side by side: the machine that figures are for has
// two cores.
const workers = 2

// eachFile reads the .hcl and .csv files below a folder and does something
// with each.
func eachFile(dir string, f func(src []byte, path string) error) error {
	paths := make(chan string)
	problems := make([]error, workers)
	var group sync.WaitGroup
	for i := range workers {
		group.Go(func() {
			for path := range paths {
				src, err := os.ReadFile(path)
				if err == nil {
					err = f(src, path)
				}
				problems[i] = errors.Join(problems[i], err)
			}
		})
	}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		name := filepath.Base(path)
		if err == nil && entry.IsDir() && strings.HasPrefix(name, ".") && path != dir {
			return fs.SkipDir
		}
		if err == nil && (strings.HasSuffix(name, ".hcl") || strings.HasSuffix(name, ".csv")) {
			paths <- path
		}
		return err
	})
	close(paths)
	group.Wait()
	return errors.Join(err, errors.Join(problems...))
}

func hashFile(src []byte, _ string) error {
	sha256.Sum256(src)
	return nil
}

// parseFile parses a file with the library and drops the tree.
func parseFile(src []byte, path string) error {
	if strings.HasSuffix(path, ".csv") {
		r := csv.NewReader(strings.NewReader(string(src)))
		r.ReuseRecord = true
		for {
			if _, err := r.Read(); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
		}
	}
	if _, diags := hclsyntax.ParseConfig(src, path, hcl.InitialPos); diags.HasErrors() {
		return diags
	}
	return nil
}

// rowsAtOnce is how many rows one INSERT has.
const rowsAtOnce = 500

// insert writes the rows in key order, in one transaction.
func insert(ctx context.Context, db *sql.DB, rows []book.Row) error {
	for _, statement := range []string{
		"PRAGMA synchronous = EXTRA",
		"CREATE TABLE grants (client INTEGER, person INTEGER, permission_set INTEGER, status INTEGER, origin INTEGER, PRIMARY KEY (client, person)) WITHOUT ROWID",
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	for len(rows) > 0 {
		some := rows[:min(rowsAtOnce, len(rows))]
		rows = rows[len(some):]
		values := make([]any, 0, 5*len(some))
		for _, r := range some {
			values = append(values, r.Client, r.Person, r.Set, 0, r.Client)
		}
		query := "INSERT INTO grants VALUES " + strings.TrimSuffix(strings.Repeat("(?,?,?,?,?),", len(some)), ",")
		if _, err := tx.ExecContext(ctx, query, values...); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}

// scan reads all rows in key order.
func scan(ctx context.Context, db *sql.DB, want int) error {
	rows, err := db.QueryContext(ctx, "SELECT client, person, permission_set, status, origin FROM grants ORDER BY client, person")
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // Err tells
	n := 0
	for ; rows.Next(); n++ {
		var client, person, set, status, origin int64
		if err := rows.Scan(&client, &person, &set, &status, &origin); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if n != want {
		return fmt.Errorf("read %d rows, want %d", n, want)
	}
	return nil
}
