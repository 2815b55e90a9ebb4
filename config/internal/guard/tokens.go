package guard

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"accredit/config/diagnostic"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// tokenScan follows the brackets of a file token by token and counts what the
// parser and the evaluator recurse on.
//
// One expression is what follows the = of an argument, up to the newline that
// ends it; newlines inside of brackets do not. A bracket that does not match,
// a } that cannot close its block and a :: end the scan: after these the
// parser, recovering, would take blocks for open that are closed, and so nest
// deeper than was counted here.
type tokenScan struct {
	open      []bracket
	depth     int             // of open, see counts
	inValue   bool            // after the = of an argument
	operators int             // of this expression
	previous  hclsyntax.Token // neither newline nor comment
	freshLine bool            // a newline came after previous
}

// bracket is one that is open, and what is counted directly inside of it.
type bracket struct {
	token hclsyntax.Token
	kind  hclsyntax.TokenType // of the token, or directiveBody
	body  bool                // the braces of a block
	chain int                 // indexes one after the other
	parts int                 // of a template
}

// directiveBody stands for what lies between %{ if } and %{ endif }.
const directiveBody hclsyntax.TokenType = 'D'

// newTokenScan starts at the top of a file, which is a body like that of a block.
func newTokenScan() *tokenScan {
	return &tokenScan{open: []bracket{{kind: wholeFile, body: true}}}
}

// wholeFile is the kind of the outermost bracket, which nothing closes.
const wholeFile = hclsyntax.TokenEOF

// counts reports whether the bracket is a level of nesting. Quotes are none
// by themselves, what is interpolated in them is; and of a directive its body.
func (b *bracket) counts() bool {
	switch b.kind {
	case hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc, hclsyntax.TokenTemplateControl, wholeFile:
		return false
	}
	return true
}

// next takes one token and returns the mistake at which the scan ends.
func (s *tokenScan) next(token hclsyntax.Token) *diagnostic.Diagnostic {
	switch token.Type {
	case hclsyntax.TokenNewline, hclsyntax.TokenComment:
		s.endLine(token)
		return nil
	}
	d := s.take(token)
	s.previous, s.freshLine = token, false
	return d
}

// endLine ends the expression at a newline, or at a comment that took one in.
func (s *tokenScan) endLine(token hclsyntax.Token) {
	if !bytes.HasSuffix(token.Bytes, []byte("\n")) {
		return
	}
	s.freshLine = true
	if s.inBody() {
		s.inValue, s.operators = false, 0
	}
}

func (s *tokenScan) take(token hclsyntax.Token) *diagnostic.Diagnostic {
	switch token.Type {
	case hclsyntax.TokenOBrace, hclsyntax.TokenOParen, hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc:
		return s.push(token)
	case hclsyntax.TokenOBrack:
		return s.openIndex(token)
	case hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
		return s.openSequence(token)
	case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen,
		hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc, hclsyntax.TokenTemplateSeqEnd:
		return s.pop(token)
	case hclsyntax.TokenQuotedLit, hclsyntax.TokenStringLit:
		return s.countPart(token)
	case hclsyntax.TokenIdent:
		return s.directive(token)
	case hclsyntax.TokenNumberLit:
		return guardNumber(token)
	case hclsyntax.TokenDot:
		return nil
	}
	return s.separate(token)
}

// separate takes what stands between terms, and what is no HCL at all.
func (s *tokenScan) separate(token hclsyntax.Token) *diagnostic.Diagnostic {
	s.top().chain = 0
	switch token.Type {
	case hclsyntax.TokenEqual:
		s.inValue = s.inValue || s.inBody()
	case hclsyntax.TokenStar, hclsyntax.TokenSlash, hclsyntax.TokenPlus, hclsyntax.TokenMinus, hclsyntax.TokenPercent,
		hclsyntax.TokenEqualOp, hclsyntax.TokenNotEqual, hclsyntax.TokenLessThan, hclsyntax.TokenLessThanEq,
		hclsyntax.TokenGreaterThan, hclsyntax.TokenGreaterThanEq, hclsyntax.TokenAnd, hclsyntax.TokenOr,
		hclsyntax.TokenBang, hclsyntax.TokenQuestion:
		return s.countOperator(token)
	case hclsyntax.TokenQuotedNewline:
		return mistake(s.top().token, "String not closed",
			"A string in quotes ends on the line it starts on.", `Close it with ", or write \n for a line break, or use <<EOT.`)
	case hclsyntax.TokenInvalid, hclsyntax.TokenBadUTF8:
		return s.invalid(token)
	case hclsyntax.TokenDoubleColon:
		return mistake(token, "Unexpected ::", "Functions have plain names, without a namespace.", "")
	}
	return nil
}

// invalid explains a token that the lexer could not make out.
func (s *tokenScan) invalid(token hclsyntax.Token) *diagnostic.Diagnostic {
	top := s.top()
	switch character, _ := utf8.DecodeRune(token.Bytes); {
	case bytes.HasPrefix(token.Bytes, []byte("/*")):
		return mistake(token, "Comment not closed", "A comment that starts with /* ends with */.", "")
	case top.kind == hclsyntax.TokenOHeredoc:
		return mistake(top.token, "Text not closed", "The text goes on to the end of the file.", "End it with its marker on a line of its own.")
	case strings.ContainsRune("“”„‟‘’", character):
		return mistake(token, "Unexpected character", "Curly quotes enclose nothing.", `Use straight quotes: ".`)
	default:
		return mistake(token, "Unexpected character", fmt.Sprintf("The character %q has no meaning here.", character), "")
	}
}

func (s *tokenScan) top() *bracket { return &s.open[len(s.open)-1] }

// inBody reports whether arguments and blocks may stand here.
func (s *tokenScan) inBody() bool { return s.top().body }

func (s *tokenScan) push(token hclsyntax.Token) *diagnostic.Diagnostic {
	body := token.Type == hclsyntax.TokenOBrace && s.inBody() && !s.inValue
	s.open = append(s.open, bracket{token: token, kind: token.Type, body: body})
	return s.deepen(token)
}

// deepen counts the bracket that was just opened.
func (s *tokenScan) deepen(token hclsyntax.Token) *diagnostic.Diagnostic {
	if !s.top().counts() {
		return nil
	}
	if s.depth++; s.depth <= MaxNesting {
		return nil
	}
	return mistake(token, "Nesting too deep",
		fmt.Sprintf("Blocks, brackets and templates can be nested %d deep; this is one more.", MaxNesting),
		"Move the inner part to a value in locals and refer to it.")
}

func (s *tokenScan) drop() {
	if s.top().counts() {
		s.depth--
	}
	s.open = s.open[:len(s.open)-1]
}

func (s *tokenScan) pop(token hclsyntax.Token) *diagnostic.Diagnostic {
	if token.Type == hclsyntax.TokenCQuote || token.Type == hclsyntax.TokenCHeredoc {
		for s.top().kind == directiveBody {
			s.drop() // %{ if } without %{ endif }: the parser will say so
		}
	}
	top := s.top()
	switch {
	case top.kind == wholeFile:
		return mistake(token, "Bracket without a partner", fmt.Sprintf("Nothing is open that %s would close.", bracketName(token)), "Delete it.")
	case !closes(token.Type, top.kind):
		d := mistake(token, "Brackets do not match", fmt.Sprintf("%s does not close %s.", bracketName(token), bracketName(top.token)), "")
		d.Related = []diagnostic.Place{{Range: diagnostic.RangeOf(top.token.Range), Note: "opened here"}}
		return d
	case top.body && top.token.Range.Start.Line != token.Range.Start.Line && !s.freshLine:
		return mistake(token, "Missing line break", "A block of several lines ends with } on a line of its own.", "Put a line break before it.")
	case top.body:
		s.inValue, s.operators = false, 0
	}
	s.drop()
	return nil
}

// closes reports whether one token ends what the other began.
func closes(closer, opener hclsyntax.TokenType) bool {
	switch closer {
	case hclsyntax.TokenCBrace:
		return opener == hclsyntax.TokenOBrace
	case hclsyntax.TokenCBrack:
		return opener == hclsyntax.TokenOBrack
	case hclsyntax.TokenCParen:
		return opener == hclsyntax.TokenOParen
	case hclsyntax.TokenCQuote:
		return opener == hclsyntax.TokenOQuote
	case hclsyntax.TokenCHeredoc:
		return opener == hclsyntax.TokenOHeredoc
	}
	return opener == hclsyntax.TokenTemplateInterp || opener == hclsyntax.TokenTemplateControl
}

// openSequence opens ${ or %{. Each is a part of the template it stands in.
func (s *tokenScan) openSequence(token hclsyntax.Token) *diagnostic.Diagnostic {
	if d := s.countPart(token); d != nil {
		return d
	}
	if token.Type == hclsyntax.TokenTemplateControl {
		if d := s.countOperator(token); d != nil {
			return d
		}
	}
	return s.push(token)
}

// directive follows %{ if } and %{ for }, by which templates nest without a
// bracket.
func (s *tokenScan) directive(token hclsyntax.Token) *diagnostic.Diagnostic {
	at := len(s.open) - 1
	if s.previous.Type != hclsyntax.TokenTemplateControl {
		return nil
	}
	control := s.open[at]
	switch string(token.Bytes) {
	case "if", "for":
		s.open[at] = bracket{token: token, kind: directiveBody}
		d := s.deepen(token)
		s.open = append(s.open, control)
		return d
	case "endif", "endfor":
		if s.open[at-1].kind == directiveBody {
			s.open = append(s.open[:at-1], control)
			s.depth--
		}
	}
	return nil
}

// template finds the quotes that the token stands in, past %{ if }.
func (s *tokenScan) template() *bracket {
	at := len(s.open) - 1
	for s.open[at].kind == directiveBody {
		at--
	}
	return &s.open[at]
}

func (s *tokenScan) countPart(token hclsyntax.Token) *diagnostic.Diagnostic {
	t := s.template()
	if t.parts++; t.parts <= maxTemplateParts {
		return nil
	}
	return mistake(token, "Template too long",
		fmt.Sprintf("One string can have %s lines, interpolations and escaped signs; this is one more.", diagnostic.Thousands(maxTemplateParts)),
		"Split it, or keep the text in a file of its own.")
}

func (s *tokenScan) countOperator(token hclsyntax.Token) *diagnostic.Diagnostic {
	if s.operators++; s.operators <= MaxOperators {
		return nil
	}
	return mistake(token, "Expression too long",
		fmt.Sprintf("One expression can have %s operators, ?, [*] and template directives; this is one more.", diagnostic.Thousands(MaxOperators)),
		"Split it with values in locals.")
}

// openIndex counts indexes that follow one another, as in a[b][c]: HCL
// evaluates the first one inside of the last.
func (s *tokenScan) openIndex(token hclsyntax.Token) *diagnostic.Diagnostic {
	if endsTerm(s.previous.Type) {
		top := s.top()
		if top.chain++; top.chain > maxIndexChain {
			return mistake(token, "Expression too long",
				fmt.Sprintf("An expression can index %s times in a row; this is one more.", diagnostic.Thousands(maxIndexChain)),
				"Split it with values in locals.")
		}
	}
	return s.push(token)
}

// endsTerm reports whether a [ after such a token is an index.
func endsTerm(t hclsyntax.TokenType) bool {
	switch t {
	case hclsyntax.TokenIdent, hclsyntax.TokenNumberLit, hclsyntax.TokenStar, hclsyntax.TokenCBrack,
		hclsyntax.TokenCParen, hclsyntax.TokenCBrace, hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc:
		return true
	}
	return false
}

// guardNumber refuses numbers whose decimal form would fill the memory:
// 1e600000000 is 600 MB of digits.
func guardNumber(token hclsyntax.Token) *diagnostic.Diagnostic {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(string(token.Bytes)), "e")
	exponent = strings.TrimLeft(strings.TrimLeft(exponent, "+-"), "0")
	if len(mantissa) <= MaxDigits && len(exponent) <= exponentDigits {
		return nil
	}
	return mistake(token, "Number out of range",
		fmt.Sprintf("A number can have %s digits and an exponent of %d digits.", diagnostic.Thousands(MaxDigits), exponentDigits), "")
}

// bracketName writes a bracket as it is called.
func bracketName(token hclsyntax.Token) string {
	switch token.Type {
	case hclsyntax.TokenOQuote, hclsyntax.TokenCQuote:
		return "a quote"
	case hclsyntax.TokenOHeredoc, hclsyntax.TokenCHeredoc:
		return "the marker of a text"
	case hclsyntax.TokenIdent:
		return "a directive"
	}
	return string(bytes.TrimSpace(token.Bytes))
}

func mistake(token hclsyntax.Token, summary, detail, hint string) *diagnostic.Diagnostic {
	return &diagnostic.Diagnostic{Summary: summary, Detail: detail, Hint: hint, Subject: diagnostic.RangeOf(token.Range)}
}
