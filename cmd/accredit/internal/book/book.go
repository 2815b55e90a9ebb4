package book

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// Shape is the way in which the grants are written down.
type Shape string

// The shapes.
const (
	Blocks Shape = "blocks" // one access block a grant
	Dense  Shape = "dense"  // three access blocks a client: a team, and lists of people
	CSV    Shape = "csv"    // tables read with csvdecode and for_each, a row a grant
)

// Shapes lists them.
func Shapes() []Shape { return []Shape{Blocks, Dense, CSV} }

// Book says what to write.
type Book struct {
	Shape  Shape
	Grants int
	// Changed is how many clients, the first ones, give everybody but their
	// partner admin another permission set than those of an unchanged book.
	Changed int
	// Joined is how many people there are beside the others, each with access to
	// one client, from the first one on.
	Joined int
	// PerFile is the number of clients in a file of HCL. Zero: 100.
	PerFile int
}

// Sizes of a book of a million grants: the target of the project. Smaller
// ones are in proportion, as far as everybody in a client is somebody else.
const (
	million       = 1_000_000
	clientsAt1M   = 55_000
	peopleAt1M    = 28_000
	teamSize      = 6
	firstHubID    = 100
	perFile       = 100
	fullFile      = 256 << 10 // bytes of people or teams in a file
	mostPerClient = million/clientsAt1M + 1
)

// Clients is the number of clients of the book.
func (b Book) Clients() int { return max(1, b.Grants*clientsAt1M/million) }

// People is the number of people, in whole teams.
func (b Book) People() int {
	people := max(2*mostPerClient, b.Grants*peopleAt1M/million)
	return people / teamSize * teamSize
}

// teams is the number of teams of teamSize people.
func (b Book) teams() int { return b.People() / teamSize }

// grantsOf is the number of grants in a client, its partner admin included.
func (b Book) grantsOf(client int) int {
	clients := b.Clients()
	return (client+1)*b.Grants/clients - client*b.Grants/clients
}

// admin is the person with the approved access link: the first of a team. The
// others in a client are those who follow.
func (b Book) admin(client int) int { return client % b.teams() * teamSize }

// person is the g-th person in a client.
func (b Book) person(client, g int) int { return (b.admin(client) + g) % b.People() }

// set is the permission set of the g-th person in a client.
func (b Book) set(client, g int) string {
	if client < b.Changed {
		return "reviewer"
	}
	switch {
	case g < teamSize:
		return "account_manager"
	case g < 2*teamSize:
		return "editor"
	}
	return "view_only"
}

// Write writes the book into a directory, over what an earlier call with
// another number of changed clients left there.
func (b Book) Write(dir string) error {
	if !slices.Contains(Shapes(), b.Shape) {
		return fmt.Errorf("no shape %q", b.Shape)
	}
	if b.PerFile == 0 {
		b.PerFile = perFile
	}
	files := &files{dir: dir}
	files.start("agency.hcl")
	files.printf("%s", agency)
	if b.Shape == CSV {
		b.tables(files)
	} else {
		b.people(files)
		b.clients(files)
	}
	return files.end()
}

const agency = `agency {
  name          = "Large Book"
  hub_id        = 1
  email_domains = ["large.example"]
}

permission_set "account_manager" {
  description = "Runs the account day to day."
  extends     = [permission_set.view_only]
  permissions = {
    "crm.*.edit"     = "all"
    "crm.deals.*"    = "team"
    "reports.access" = true
  }
}

permission_set "editor" {
  extends     = [permission_set.view_only]
  permissions = { "marketing.access" = true, "marketing.*.edit" = "all" }
}

permission_set "reviewer" {
  extends     = [permission_set.view_only]
  permissions = { "reports.access" = true }
}
`

// files writes numbered files of about the same size. After a failure it does
// nothing more.
type files struct {
	dir, name string
	text      []byte
	err       error
}

// start ends the file before and begins another.
func (f *files) start(name string) {
	if f.name != "" && f.err == nil {
		path := filepath.Join(f.dir, f.name)
		if f.err = os.MkdirAll(filepath.Dir(path), 0o755); f.err == nil {
			f.err = os.WriteFile(path, f.text, 0o644)
		}
	}
	f.name, f.text = name, f.text[:0]
}

func (f *files) printf(format string, args ...any) {
	f.text = fmt.Appendf(f.text, format, args...)
}

// isFull reports whether the next block belongs into another file.
func (f *files) isFull() bool { return len(f.text) >= fullFile }

func (f *files) end() error {
	f.start("")
	return f.err
}

// Row is a grant as numbers: that of the client, of the person and of the set.
type Row struct{ Client, Person, Set int }

// Rows gives the grants by client and person, admins of links included: what
// a state has to hold at the least.
func (b Book) Rows() []Row {
	sets := []string{"partner_admin", "account_manager", "editor", "view_only", "reviewer"}
	rows := make([]Row, 0, b.Grants)
	for c := range b.Clients() {
		for g := range b.grantsOf(c) {
			set := 0
			if g > 0 {
				set = slices.Index(sets, b.set(c, g))
			}
			rows = append(rows, Row{c, b.person(c, g), set})
		}
	}
	slices.SortFunc(rows, func(x, y Row) int { return cmp.Or(x.Client-y.Client, x.Person-y.Person) })
	return rows
}
