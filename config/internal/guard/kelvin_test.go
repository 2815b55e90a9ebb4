package guard

import (
	"strings"
	"testing"
)

// HCL brings text into its normal form, in which the Kelvin sign is a K: an
// e-mail that is not ASCII would become one that is.
func TestCharactersThatBecomeOthers(t *testing.T) {
	for _, r := range []string{"\u212a", "\u037e", "\u1fef"} {
		diags := Check("a.hcl", []byte("x = \"a"+r+"\"\n"))
		if len(diags) != 1 || !strings.Contains(diags[0].Detail, "read as another") || diags[0].Subject.Column != 7 {
			t.Errorf("%q: %+v", r, diags)
		}
	}
	if diags := Check("a.hcl", []byte("x = \"Kim é\"\n")); len(diags) > 0 {
		t.Errorf("%+v", diags)
	}
}
