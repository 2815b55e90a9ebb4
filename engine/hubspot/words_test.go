package hubspot

import (
	"strings"
	"testing"

	"accredit/engine"
)

// No word means two things, so that no order of a map decides.
func TestWordsMeanOneThing(t *testing.T) {
	for _, words := range []map[column]string{headerWords, clientWords, assetWords} {
		means := map[string]column{}
		for c, list := range words {
			for _, word := range wordList(list) {
				key := columnKey(word)
				if other, twice := means[key]; twice && other != c || key == "" {
					t.Errorf("%q stands for two columns, or for none", strings.TrimSpace(word))
				}
				means[key] = c
			}
		}
	}
	for _, lists := range [][]map[string]bool{{yesWords, noWords}, {activeWords, deactivatedWords, invitedWords}, {superAdminWords, partnerWords, noSetWords}} {
		seen := map[string]int{}
		for i, list := range lists {
			for word := range list {
				if j, twice := seen[word]; twice && i != j {
					t.Errorf("%q means two things", word)
				}
				seen[word] = i
			}
		}
	}
}

// An export in another language says the same.
func TestLanguages(t *testing.T) {
	for name, content := range map[string]string{
		"German":     "\ufeffBenutzer-ID;Vorname;Nachname;E-Mail-Adresse;Datum der letzten Anmeldung;Zugewiesene Teams;Zugewiesene Rolle;Berechtigungen;Super-Admin;Status\r\n1;Bob;Ray;bob@northwind.example;;EMEA;Super-Admin;;WAHR;Aktiv\r\n",
		"French":     "Identifiant utilisateur,Prénom,Nom,Adresse e-mail,Équipes attribuées,Rôle attribué,Statut\n1,Bob,Ray,bob@northwind.example,EMEA,Super administrateur,Actif\n",
		"Japanese":   "ユーザーID,名,姓,メールアドレス,割り当てられたチーム,割り当てられた役割,ステータス\n1,Bob,Ray,bob@northwind.example,EMEA,スーパー管理者,有効\n",
		"Polish":     "Identyfikator użytkownika;Imię;Nazwisko;Adres e-mail;Przypisane zespoły;Przypisana rola;Stan\n1;Bob;Ray;bob@northwind.example;EMEA;super admin;Aktywny\n",
		"decomposed": "Pre\u0301nom,Nom,ADRESSE E\u2011MAIL,E\u0301quipes attribue\u0301es,RO\u0302LE ATTRIBUE\u0301\nBob,Ray,bob@northwind.example,EMEA,Super-administrateur\n",
	} {
		e, problems := ReadExports([]File{text("7.csv", content)}, agency)
		if len(problems) > 0 {
			t.Errorf("%s: %v", name, problems)
			continue
		}
		if got := grants(e.Access); len(got) != 1 || got[0] != "7 bob@northwind.example super_admin seat EMEA" || e.Access.People[0].Name != "Bob Ray" {
			t.Errorf("%s: %q %q", name, got, e.Access.People[0].Name)
		}
	}
}

// Names are for display: neither a joiner nor what cannot be read in one decides
// whether an account is read.
func TestNamesDecideNothing(t *testing.T) {
	for _, name := range []string{"👩\u200d💻 Ann", "می\u200cخواهم", "\u202eevil", "a\x00b", "\xe9t\xe9", "\ufffd", strings.Repeat("x", 9000), "\u2028", "🏴\U000e0067\U000e007f"} {
		content := "Email,First name,Teams,Role\nowner@acme.example,\"" + name + "\",\"" + name + "\",\"" + name + "\"\nbob@northwind.example,\"" + name + "\",,A\nbob@northwind.example,Bob,,A\n"
		e, problems := ReadExports([]File{text("7.csv", content)}, agency)
		if len(problems) > 0 || e.Account(7).Reading != Whole {
			t.Errorf("%q: %v", name[:min(len(name), 20)], problems)
		}
		for _, p := range e.Access.People {
			if strings.ContainsFunc(p.Name, isHidden) || len(p.Name) > maxName {
				t.Errorf("name %q", p.Name)
			}
		}
	}
}

// Sets that read alike are two; a mapped name is the set that it is mapped to.
func TestSetNames(t *testing.T) {
	o := agency
	o.Sets = []engine.RecordedSet{{Name: "am"}, {Name: "sales_rep"}, {Name: "regional"}}
	o.SetNames = SetNames{
		Everywhere: map[string]string{"am": "Northwind AM, EMEA (2026)"},
		Accounts:   map[int64]map[string]string{8: {"sales_rep": "AM", "partner_admin": "Agentur"}},
	}
	content := "Hub ID,Email,Role\n" +
		"7,a@northwind.example,\"northwind am, emea (2026)\"\n7,b@northwind.example,Sales-Rep\n7,c@northwind.example,Sales / Rep\n7,d@northwind.example,AM\n" +
		"8,a@northwind.example,am\n8,b@northwind.example,Sales Rep\n8,c@northwind.example,agentur\n8,d@northwind.example,\"Regional; Northwind AM, EMEA (2026)\"\n"
	e, problems := ReadExports([]File{text("all.csv", content)}, o)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := "7 a@northwind.example am seat\n7 b@northwind.example sales_rep seat\n7 c@northwind.example sales_rep_8dbdb3 unknown seat\n7 d@northwind.example am_ab6db5 unknown seat\n" +
		"8 a@northwind.example sales_rep seat\n8 b@northwind.example sales_rep_8eccdd unknown seat\n8 c@northwind.example partner_admin seat\n8 d@northwind.example am__regional unknown seat"
	if got := strings.Join(grants(e.Access), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A team in whose name a separator stands is one where it is known.
func TestTeamNames(t *testing.T) {
	o := agency
	o.Teams = []string{"Sales, EMEA", "EMEA"}
	e, _ := ReadExports([]File{text("7.csv", "Email,Role,Teams\nbob@northwind.example,A,\"Ops, Sales, EMEA;EMEA\"\n")}, o)
	if got := grants(e.Access); got[0] != "7 bob@northwind.example a unknown seat EMEA+Ops+Sales, EMEA" {
		t.Error(got)
	}
}
