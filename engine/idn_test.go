package engine

import "testing"

// Both forms of a domain are one, whatever the case.
func TestDomainsInEitherForm(t *testing.T) {
	for s, want := range map[string]string{
		"Northwind.EXAMPLE":                      "northwind.example",
		"m\u00fcnchen.example":                   "xn--mnchen-3ya.example",
		"M\u00dcNCHEN.Example":                   "xn--mnchen-3ya.example",
		"XN--MNCHEN-3YA.example":                 "xn--mnchen-3ya.example",
		"fa\u00df.example":                       "xn--fa-hia.example",
		"k\u00f6nigsg\u00e4\u00dfchen.example":   "xn--knigsgchen-b4a3dun.example",
		"\u4f8b\u3048.example":                   "xn--r8jz45g.example",
		"\u043f\u043e\u0447\u0442\u0430.example": "xn--80a1acny.example",
		"a.m\u00fcnchen.b\u00fccher":             "a.xn--mnchen-3ya.xn--bcher-kva",
	} {
		if got, err := ParseDomain(s); err != nil || got != want {
			t.Errorf("ParseDomain(%q) = %q, %v, want %q", s, got, err, want)
		}
		if got, err := ParseEmail("Bob@" + s); err != nil || got != "bob@"+want {
			t.Errorf("ParseEmail of %q = %q, %v", s, got, err)
		}
	}
	for _, s := range []string{
		"mu\u0308nchen.example", "\u212a.example", "\uff4d.example", "m\u00fc nchen.example", "\u0130.example", "\u017f.example",
		"a\u3002example", "m\u00fcnchen", "\u00fc@x.example", "\u00fc\xff.example", "\u2160.example", "-\u00fc.example-",
	} {
		if got, err := ParseDomain(s); err == nil {
			t.Errorf("ParseDomain(%q) = %q, want an error", s, got)
		}
	}
	if got, err := ParseEmail("b\u00f6b@northwind.example"); err == nil {
		t.Errorf("a letter before the @: %q", got)
	}
}
