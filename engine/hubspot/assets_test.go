package hubspot

import (
	"testing"

	"accredit/engine"

	"github.com/google/go-cmp/cmp"
)

func TestReadAssets(t *testing.T) {
	owned, problems := ReadAssets([]File{
		text("a.csv", "sep=;\nE-Mail;Hub ID;Kind;Count;Name\nBob@northwind.example;7;contact;14;\nbob@northwind.example;7;workflow;;Nurture\n"),
		text("b.csv", "email,hub_id,kind,count\nbob@northwind.example,7,deal,2\n"),
	})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := []Owned{{7, "bob@northwind.example", []engine.Asset{{Kind: "contact", Count: 14}, {Kind: "workflow", Name: "Nurture", Count: 1}, {Kind: "deal", Count: 2}}}}
	if diff := cmp.Diff(want, owned); diff != "" {
		t.Error(diff)
	}
}

// Everything that is wrong with a file is said at once.
func TestReadAssetsProblems(t *testing.T) {
	_, problems := ReadAssets([]File{text("a.csv", "who;what\nx;y\n"), text("b.csv", "email,hub_id,kind,count\nbob,7.0,,many\n")})
	var got []string
	for _, p := range problems {
		got = append(got, p.String())
	}
	want := []string{
		`a.csv: there is no column "Email address", and none "Hub ID", and none "kind", and none "count" or "name"; found: "who", "what". If these are names in another language, set HubSpot to English and export again, or write the names above into the first line`,
		`b.csv:2: "bob" is not an e-mail address: write name@company.example`,
		`b.csv:2: hub_id "7.0" is not a hub id: digits are wanted, from 1 to 9007199254740992 (a spreadsheet may have rounded it or put marks into it: export the file again)`,
		`b.csv:2: kind is empty`, `b.csv:2: count "many" is not a number`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
