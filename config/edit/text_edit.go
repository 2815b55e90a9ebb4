package edit

import (
	"bytes"
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"accredit/config"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// draft is a configuration while it is edited: the files that differ from
// those on disk. An edit replaces stretches of the text, so that comments,
// order and layout of everything else stay as they are.
type draft struct {
	dir   string
	files map[string][]byte
	was   map[string][]byte // those that were read, as they are on disk
}

func newDraft(dir string) *draft {
	return &draft{dir: dir, files: map[string][]byte{}, was: map[string][]byte{}}
}

// clone copies the draft; texts are never changed in place.
func (d *draft) clone() *draft {
	c := &draft{dir: d.dir, files: map[string][]byte{}, was: d.was}
	for name, text := range d.files {
		c.files[name] = text
	}
	return c
}

// list gives the files of the draft, by name.
func (d *draft) list() []config.File {
	var files []config.File
	for name, text := range d.files {
		files = append(files, config.File{Name: name, Content: text})
	}
	slices.SortFunc(files, func(a, b config.File) int { return cmp.Compare(a.Name, b.Name) })
	return files
}

// text gives a file as it is in the draft; one that does not exist is empty.
func (d *draft) text(name string) ([]byte, error) {
	if text, ok := d.files[name]; ok {
		return text, nil
	}
	text, err := os.ReadFile(filepath.Join(d.dir, filepath.FromSlash(name)))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err == nil {
		d.was[name] = text
	}
	return text, err
}

// page is one file of a draft, parsed, and what is to be replaced in it.
type page struct {
	draft  *draft
	name   string
	src    []byte
	body   *hclsyntax.Body
	edits  []textEdit
	format bool // it is laid out as Format does, and shall stay so
}

// textEdit replaces the bytes from from to to.
type textEdit struct {
	from, to int
	text     string
}

func (d *draft) open(name string) (*page, error) {
	src, err := d.text(name)
	if err != nil {
		return nil, err
	}
	f, diags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, diags
	}
	return &page{draft: d, name: name, src: src, body: f.Body.(*hclsyntax.Body), format: bytes.Equal(hclwrite.Format(src), src)}, nil
}

func (p *page) replace(from, to int, text string) {
	p.edits = append(p.edits, textEdit{from, to, text})
}

// close writes the edits into the draft.
func (p *page) close() {
	slices.SortStableFunc(p.edits, func(a, b textEdit) int { return cmp.Compare(a.from, b.from) })
	crlf := bytes.Contains(p.src, []byte("\r\n"))
	var b strings.Builder
	at := 0
	for _, e := range p.edits {
		b.Write(p.src[at:e.from])
		if crlf { // the lines of the file end so, and new ones shall, too
			e.text = strings.ReplaceAll(strings.ReplaceAll(e.text, "\r\n", "\n"), "\n", "\r\n")
		}
		b.WriteString(e.text)
		at = e.to
	}
	b.Write(p.src[at:])
	text := []byte(b.String())
	if p.format {
		text = hclwrite.Format(text)
	}
	p.draft.files[p.name] = text
}

// lineOf gives the bytes of the lines that a range touches, the last line
// break included.
func (p *page) lineOf(r hcl.Range) (from, to int) {
	from = bytes.LastIndexByte(p.src[:r.Start.Byte], '\n') + 1
	last := r.End.Byte
	if last > r.Start.Byte && p.src[last-1] == '\n' {
		last-- // a heredoc ends with its line break
	}
	to = len(p.src)
	if end := bytes.IndexByte(p.src[last:], '\n'); end >= 0 {
		to = last + end + 1
	}
	return from, to
}

// indentOf is the white space before what begins at an offset.
func (p *page) indentOf(offset int) string {
	line := p.src[bytes.LastIndexByte(p.src[:offset], '\n')+1:]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// set gives a block an attribute, in place of the one that it has. Without a
// value it is taken out.
func (p *page) set(b *hclsyntax.Block, name, value string) {
	a := b.Body.Attributes[name]
	switch {
	case a == nil && value == "":
	case a == nil:
		p.addAttribute(b, name+" = "+value)
	case value == "":
		from, to := p.lineOf(a.SrcRange)
		p.replace(from, to, "")
	default:
		r := a.Expr.Range()
		if p.src[r.End.Byte-1] == '\n' {
			value += "\n" // a heredoc ends with its line break
		}
		p.replace(r.Start.Byte, r.End.Byte, value)
	}
}

// addAttribute writes a line after the last attribute of the block, or first.
func (p *page) addAttribute(b *hclsyntax.Block, line string) {
	var last *hclsyntax.Attribute
	for _, a := range b.Body.Attributes {
		if last == nil || a.SrcRange.End.Byte > last.SrcRange.End.Byte {
			last = a
		}
	}
	if b.OpenBraceRange.Start.Line == b.CloseBraceRange.Start.Line { // on one line
		at, indent := b.OpenBraceRange.End.Byte, p.indentOf(b.TypeRange.Start.Byte)
		text := "\n" + indent + "  " + line + "\n"
		if inside := strings.TrimSpace(string(p.src[at:b.CloseBraceRange.Start.Byte])); inside != "" {
			text = "\n" + indent + "  " + inside + text
		}
		p.replace(at, b.CloseBraceRange.Start.Byte, text+indent)
		return
	}
	if last == nil {
		_, to := p.lineOf(b.OpenBraceRange)
		p.replace(to, to, p.indentOf(b.TypeRange.Start.Byte)+"  "+line+"\n")
		return
	}
	_, to := p.lineOf(last.SrcRange)
	p.replace(to, to, p.indentOf(last.SrcRange.Start.Byte)+line+"\n")
}

// insertAfter writes a block after another, with an empty line between them.
func (p *page) insertAfter(b *hclsyntax.Block, text string) {
	_, to := p.lineOf(b.CloseBraceRange)
	p.replace(to, to, "\n"+indented(text, p.indentOf(b.TypeRange.Start.Byte)))
}

// insertInto writes a block at the end of another.
func (p *page) insertInto(b *hclsyntax.Block, text string) {
	indent := p.indentOf(b.TypeRange.Start.Byte)
	text = indented(text, indent+"  ")
	if b.OpenBraceRange.Start.Line == b.CloseBraceRange.Start.Line {
		inside := strings.TrimSpace(string(p.src[b.OpenBraceRange.End.Byte:b.CloseBraceRange.Start.Byte]))
		if inside != "" {
			text = indent + "  " + inside + "\n\n" + text
		}
		p.replace(b.OpenBraceRange.End.Byte, b.CloseBraceRange.Start.Byte, "\n"+text+indent)
		return
	}
	from, _ := p.lineOf(b.CloseBraceRange)
	if len(b.Body.Attributes)+len(b.Body.Blocks) > 0 {
		text = "\n" + text
	}
	p.replace(from, from, text)
}

// appendBlock writes a block at the end of the file.
func (p *page) appendBlock(text string) {
	switch {
	case len(bytes.TrimSpace(p.src)) == 0:
	case bytes.HasSuffix(p.src, []byte("\n")):
		text = "\n" + text
	default:
		text = "\n\n" + text
	}
	p.replace(len(p.src), len(p.src), text)
}

// removeBlock takes a block out, with the comment that stands right above it
// and one of the empty lines around it.
func (p *page) removeBlock(b *hclsyntax.Block) {
	from, _ := p.lineOf(b.TypeRange)
	_, to := p.lineOf(b.CloseBraceRange)
	for from > 0 {
		before := bytes.LastIndexByte(p.src[:from-1], '\n') + 1
		line := bytes.TrimSpace(p.src[before:from])
		if !bytes.HasPrefix(line, []byte("#")) && !bytes.HasPrefix(line, []byte("//")) {
			break
		}
		from = before
	}
	if before := bytes.LastIndexByte(p.src[:max(from-1, 0)], '\n') + 1; from > 0 && isBlank(p.src[before:from]) {
		from = before
	} else if after := bytes.IndexByte(p.src[to:], '\n') + 1; isBlank(p.src[to : to+after]) {
		to += after
	}
	p.replace(from, to, "")
}

// isBlank reports whether a line is empty, whichever way it ends.
func isBlank(line []byte) bool { return len(bytes.Trim(line, "\r\n")) == 0 }

func indented(text, indent string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if line != "\n" {
			b.WriteString(indent)
		}
		b.WriteString(line)
	}
	return b.String()
}
