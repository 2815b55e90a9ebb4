package diagnostic_test

import (
	"fmt"
	"os"

	"accredit/config/diagnostic"
)

func ExamplePrinter() {
	source := "employee \"maria\" {\n  emial = \"maria@northwind.example\"\n}\n"
	mistakes := diagnostic.Diagnostics{{
		Summary: "Unknown argument",
		Detail:  "A block employee has no argument emial.",
		Hint:    `Did you mean "email"?`,
		Subject: diagnostic.Range{File: "people.hcl", Line: 2, Column: 3, Byte: 21, EndLine: 2, EndColumn: 8, EndByte: 26},
	}}
	p := diagnostic.Printer{Width: 80, Source: func(string) []byte { return []byte(source) }}
	if err := p.Print(os.Stdout, mistakes); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Error: Unknown argument
	//
	//   on people.hcl line 2, in employee "maria":
	//    2:   emial = "maria@northwind.example"
	//         ^^^^^
	// A block employee has no argument emial.
	// Did you mean "email"?
}
