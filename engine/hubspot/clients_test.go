package hubspot

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadClients(t *testing.T) {
	rows, problems := ReadClients(text("clients.csv", "\ufeffHub ID;Client name;Domain;Owner\r\n7;\"Acme; Corp\";ACME.example;x\r\n8;;;\r\n"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if diff := cmp.Diff([]ClientRow{{7, "Acme; Corp", "acme.example", 2}, {8, "", "", 3}}, rows); diff != "" {
		t.Error(diff)
	}
}

func TestReadClientsProblems(t *testing.T) {
	rows, problems := ReadClients(text("c.csv", "hub_id,name,domain\n0,A,\n9007199254740993,B,\n7,C,no domain\n8,\u202eD,\n9,E\n10,F,\n10,G,\n"))
	want := []string{
		`c.csv:2: "0" is not a hub id: digits are wanted, from 1 to 9007199254740992`,
		`c.csv:3: "9007199254740993" is not a hub id: digits are wanted, from 1 to 9007199254740992`,
		`c.csv:4: "no domain" is not a domain: write one such as company.example`,
		"c.csv:5: \"name\" \"\\u202eD\": it has the character U+202E, which cannot be seen or changes how the text around it is shown",
		"c.csv:6: it has 2 cells, and the header line 3: the row may have been cut off",
		"c.csv:8: hub id 10 stands on line 7, too",
	}
	var got []string
	for _, p := range problems {
		got = append(got, fmt.Sprint(p))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(rows) != 1 {
		t.Error(rows)
	}
}
