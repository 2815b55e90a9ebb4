package book

import "fmt"

// people writes an employee block each, and their teams.
func (b Book) people(f *files) {
	f.start("people/0.hcl")
	for i := range b.People() {
		if f.isFull() {
			f.start(fmt.Sprintf("people/%d.hcl", i))
		}
		f.printf("employee \"p%d\" {\n  email = \"p%d@large.example\"\n  name  = \"Person %d\"\n}\n\n", i, i, i)
	}
	for i := range b.Joined {
		f.printf("employee \"joined%d\" {\n  email = \"joined%d@large.example\"\n  name  = \"Joined %d\"\n}\n\n", i, i, i)
	}
	f.start("teams/0.hcl")
	for t := range b.teams() {
		if f.isFull() {
			f.start(fmt.Sprintf("teams/%d.hcl", t))
		}
		f.printf("team \"t%d\" { members = [", t)
		for i := range teamSize {
			f.printf("%semployee.p%d", comma(i), t*teamSize+i)
		}
		f.printf("] }\n")
	}
}

// clients writes a client block each, many to a file.
func (b Book) clients(f *files) {
	for c := range b.Clients() {
		if c%b.PerFile == 0 {
			f.start(fmt.Sprintf("clients/%d/%d.hcl", c/1000, c))
		}
		f.printf("client \"c%d\" {\n  name   = \"Client %d\"\n  hub_id = %d\n\n", c, c, firstHubID+c)
		f.printf("  access_link {\n    admin       = employee.p%d\n    approved_by = \"owner@c%d.example\"\n    approved_on = \"2026-11-01\"\n  }\n", b.admin(c), c)
		if b.Shape == Blocks {
			b.blocks(f, c)
		} else {
			b.lists(f, c)
		}
		if c < b.Joined {
			f.printf("  access {\n    people         = [employee.joined%d]\n    permission_set = permission_set.view_only\n  }\n", c)
		}
		f.printf("}\n\n")
	}
}

// blocks writes an access block for each person but the admin of the link.
func (b Book) blocks(f *files, client int) {
	for g := 1; g < b.grantsOf(client); g++ {
		f.printf("  access {\n    people         = [employee.p%d]\n    permission_set = permission_set.%s\n  }\n", b.person(client, g), b.set(client, g))
	}
}

// lists writes a block for the team, and one for each six that follow.
func (b Book) lists(f *files, client int) {
	n := b.grantsOf(client)
	for g := 0; g < n; g += teamSize {
		f.printf("  access {\n    people         = [")
		if g == 0 && n >= teamSize {
			f.printf("team.t%d", b.admin(client)/teamSize)
		} else {
			for i := g; i < min(n, g+teamSize); i++ {
				f.printf("%semployee.p%d", comma(i-g), b.person(client, i))
			}
		}
		f.printf("]\n    permission_set = permission_set.%s\n  }\n", b.set(client, g))
	}
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ", "
}
