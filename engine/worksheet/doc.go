// Package worksheet reads what people say of tasks: a worksheet that came back
// as CSV, lines that begin with /accredit in a text, and the comments of a
// forge. What cannot be read says on which row or line, and why; the rest is
// read. It also reads the form in which somebody asks for access: that is taken
// whole, or not at all.
//
// It does not know which tasks there are, who people are, or whether a claim
// holds, opens no file, and asks for no time.
package worksheet
