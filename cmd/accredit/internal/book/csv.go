package book

import "fmt"

// rowsPerTable keeps the expressions of a file within the steps that the
// language allows them.
const rowsPerTable = 100_000

// tables writes people, clients and grants as tables, and the blocks that
// read them.
func (b Book) tables(f *files) {
	f.start("people.csv")
	f.printf("id,name,email\n")
	for i := range b.People() {
		f.printf("p%d,Person %d,p%d@large.example\n", i, i, i)
	}
	for i := range b.Joined {
		f.printf("joined%d,Joined %d,joined%d@large.example\n", i, i, i)
	}
	f.start("clients.csv")
	f.printf("id,name,hub_id,admin,approved_by\n")
	for c := range b.Clients() {
		f.printf("c%d,Client %d,%d,p%d,owner@c%d.example\n", c, c, firstHubID+c, b.admin(c), c)
	}
	f.start("people.hcl")
	f.printf("%s", peopleFromTable)
	f.start("clients.hcl")
	f.printf("%s", clientsFromTable)
	b.grantTables(f)
}

// grantTables writes the grants, a row each, in tables of the same size.
func (b Book) grantTables(f *files) {
	rows, table := rowsPerTable, 0
	for c := range b.Clients() {
		if rows >= rowsPerTable {
			f.start(fmt.Sprintf("grants%d.hcl", table))
			f.printf(grantsFromTable, table, table)
			f.start(fmt.Sprintf("grants%d.csv", table))
			f.printf("client,person,set\n")
			rows, table = 0, table+1
		}
		for g := 1; g < b.grantsOf(c); g++ {
			f.printf("c%d,p%d,%s\n", c, b.person(c, g), b.set(c, g))
			rows++
		}
		if c < b.Joined {
			f.printf("c%d,joined%d,view_only\n", c, c)
		}
	}
}

const peopleFromTable = `employee "staff" {
  for_each = { for r in csvdecode(file("people.csv")) : r.id => r }
  email    = each.value.email
  name     = each.value.name
}
`

const clientsFromTable = `client "book" {
  for_each = { for r in csvdecode(file("clients.csv")) : r.id => r }
  name     = each.value.name
  hub_id   = each.value.hub_id

  access_link {
    admin       = employee.staff[each.value.admin]
    approved_by = each.value.approved_by
    approved_on = "2026-11-01"
  }
}
`

const grantsFromTable = `access "grants%d" {
  for_each       = csvdecode(file("grants%d.csv"))
  clients        = [client.book[each.value.client]]
  people         = [employee.staff[each.value.person]]
  permission_set = permission_set[each.value.set]
}
`
